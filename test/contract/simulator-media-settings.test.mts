import type { RequestListener } from 'node:http';

import { HELP, parseOptions } from '../../tools/simulator/command-line.mts';
import { isFetched } from '../../tools/simulator/media/fetch.mts';
import { MEDIA_FETCH } from '../../tools/simulator/media/settings.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { failure, MediaClient } from '../harness/media-client.mts';
import { FILE, file, part, status, STORED } from '../harness/media-server.mts';

let client: MediaClient;
beforeAll(async () => {
	client = await MediaClient.start();
});
afterAll(async () => await client.close());
afterEach(() => client.reset());

const SUCCESS = { status: 'uploaded', errors: [], media: STORED };

test('each can be changed alone, until a reset', async () => {
	const { chaos } = DEFAULTS.settings;
	await client.set({ head: true });
	expect(await client.set({ times: 2 })).toMatchObject({
		mediaFetch: { ...MEDIA_FETCH, head: true, times: 2 },
		chaos,
	});
	client.reset();
	expect(await client.control('GET', 'state')).toMatchObject({
		settings: { mediaFetch: MEDIA_FETCH },
	});
	await expect(client.set({ times: 0 })).rejects.toThrow('mediaFetch');
});

describe('which', () => {
	test.each([
		['127.0.0.1', true],
		['127.8.9.1', true],
		['localhost', true],
		['media.localhost', true],
		['[::1]', true],
		['[::ffff:127.0.0.1]', true],
		['10.1.2.3', true],
		['172.16.0.1', true],
		['172.31.255.255', true],
		['192.168.0.7', true],
		['172.32.0.1', false],
		['192.169.0.1', false],
		['[2001:db8::1]', false],
		['8.8.8.8', false],
		['cdn.example.com', false],
		['localhost.example.com', false],
		['notlocalhost', false],
	])('%s is local: %s', (host, isLocal) => {
		expect(isFetched(`http://${host}:8080/demo.mp4`, 'local')).toBe(isLocal);
	});

	/** The address of the media server under another name. */
	const at = (host: string) => client.media.url.replace('127.0.0.1', host);

	test('local: a public address counts as fetched', async () => {
		// Reaches the media server, but is not one of the local addresses.
		const mediaUrl = at('0.0.0.0');
		expect(await client.fetched({ mediaUrl })).toMatchObject({ ...SUCCESS, media: null });
		expect(client.media.requests).toEqual([]);
		expect(client.events).toEqual(['uploaded']);
	});

	test('all', async () => {
		await client.set({ which: 'all' });
		expect(await client.fetched({ mediaUrl: at('0.0.0.0') })).toMatchObject(SUCCESS);
	});

	test('none', async () => {
		await client.set({ which: 'none' });
		expect(await client.fetched()).toMatchObject({ ...SUCCESS, media: null });
		expect(client.media.requests).toEqual([]);
	});

	test('names under localhost are this machine', async () => {
		expect(await client.fetched({ mediaUrl: at('media.localhost') })).toMatchObject(SUCCESS);
	});

	test('words in the address come first', async () => {
		const mediaUrl = `${client.media.url}?forbidden`;
		expect(await client.fetched({ mediaUrl })).toMatchObject(failure('Media file returned 403'));
		expect(client.media.requests).toEqual([]);
	});
});

describe('head', () => {
	beforeEach(async () => await client.set({ head: true }));

	test('a HEAD request comes first', async () => {
		expect(await client.fetched()).toMatchObject(SUCCESS);
		expect(client.media.requests).toEqual(['HEAD /demo.mp4', 'GET /demo.mp4']);
	});

	test.each([405, 206])('it has to get a 200, not a %i', async (code) => {
		client.media.next = [status(code)];
		const message = `Media file returned ${code}`;
		expect(await client.fetched()).toMatchObject(failure(message));
		expect(client.media.requests).toEqual(['HEAD /demo.mp4']);
	});
});

describe('ranges', () => {
	beforeEach(async () => await client.set({ ranges: 120_000 }));
	const RANGES = ['bytes=0-119999', 'bytes=120000-239999', 'bytes=240000-359999'];

	test('the parts are put together', async () => {
		client.media.serve = part;
		expect(await client.fetched()).toMatchObject(SUCCESS);
		expect(client.media.headers('range')).toEqual(RANGES);
	});

	test('no request follows a last part of full length', async () => {
		await client.set({ ranges: FILE.length / 2 });
		client.media.serve = part;
		expect(await client.fetched()).toMatchObject(SUCCESS);
		expect(client.media.requests).toHaveLength(2);
	});

	test.each<[string, RequestListener[], number]>([
		['every', [file], 1],
		['a later', [part, file], 2],
	])('%s request may be answered with the whole file', async (_which, answers, requests) => {
		client.media.next = answers;
		expect(await client.fetched()).toMatchObject(SUCCESS);
		expect(client.media.requests).toHaveLength(requests);
	});

	test.each([
		[`bytes 1-10/${FILE.length}`, 10],
		[`bytes 0-10/${FILE.length}`, 10],
		['bytes 0-9/*', 10],
	])('another part than the requested one fails: %s', async (range, length) => {
		client.media.serve = (_request, response) =>
			response.writeHead(206, { 'content-range': range }).end(FILE.subarray(0, length));
		const message = `Media file returned ${length} bytes as "${range}"`;
		expect(await client.fetched()).toMatchObject(failure(message));
	});
});

describe('redirects', () => {
	/** Serves the file after a number of redirects. */
	const redirectTimes =
		(times: number): RequestListener =>
		(request, response) => {
			const done = Number(request.url?.split('?')[1] ?? 0);
			const answer = status(302, { location: `/demo.mp4?${done + 1}` });
			(done < times ? answer : file)(request, response);
		};

	test('five are followed', async () => {
		client.media.serve = redirectTimes(5);
		expect(await client.fetched()).toMatchObject(SUCCESS);
		expect(client.media.requests).toHaveLength(6);
		expect(new Set(client.media.headers('user-agent'))).toEqual(new Set(['Pharlo/1.0']));
	});

	test.each([5, 0])('up to %i', async (redirects) => {
		await client.set({ redirects });
		client.media.serve = redirectTimes(redirects + 1);
		expect(await client.fetched()).toMatchObject(failure('Media file returned 302'));
		expect(client.media.requests).toHaveLength(redirects + 1);
	});

	test('a loop ends', async () => {
		client.media.serve = status(302, { location: '/demo.mp4' });
		const message = 'Media file could not be downloaded: Redirect loop detected';
		expect(await client.fetched()).toMatchObject(failure(message));
		expect(client.media.requests).toHaveLength(1);
	});
});

test('userAgent: n8n answers bots with nothing', async () => {
	client.media.serve = (request, response) => {
		const isBot = request.headers['user-agent']?.includes('bot') === true;
		(isBot ? status(204) : file)(request, response);
	};
	expect(await client.fetched()).toMatchObject(SUCCESS);
	await client.set({ userAgent: 'pharlobot/1.0' });
	expect(await client.fetched()).toMatchObject(failure('Media file returned 204'));
});

test('maxBytes: a file of just that length is accepted', async () => {
	await client.set({ maxBytes: FILE.length });
	expect(await client.fetched()).toMatchObject(SUCCESS);
});

test('bytesPerSecond: a slow download is not a stalled one', async () => {
	await client.set({ bytesPerSecond: FILE.length / 2, timeoutSeconds: 0.2 });
	const started = performance.now();
	expect(await client.fetched()).toMatchObject(SUCCESS);
	expect(performance.now() - started).toBeGreaterThan(1990);
});

test('times: one attempt fetches the file more than once', async () => {
	await client.set({ times: 2 });
	expect(await client.fetched()).toMatchObject({ ...SUCCESS, media: { ...STORED, fetches: 2 } });
	expect(client.events).toEqual(['media', 'media', 'uploaded']);
	client.media.next = [file, status(410)];
	expect(await client.fetched()).toMatchObject(failure('Media file returned 410'));
});

test('a flag and a variable choose which files are fetched', () => {
	const parse = (args: string[], env = {}) =>
		parseOptions(args, env, () => undefined)?.settings.mediaFetch;
	const env = { PHARLO_SIM_MEDIA_FETCH: 'none' };
	expect(parse([])).toEqual(MEDIA_FETCH);
	expect(parse([], env)).toEqual({ ...MEDIA_FETCH, which: 'none' });
	expect(parse(['--media-fetch', 'all'], env)).toEqual({ ...MEDIA_FETCH, which: 'all' });
	expect(() => parse(['--media-fetch', 'some'])).toThrow('--media-fetch');
	expect(HELP).toContain('--media-fetch WHICH');
});
