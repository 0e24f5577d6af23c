import { freePort } from '../../tools/playground/ports.mts';
import { MEDIA_FETCH, type MediaFetchSettings } from '../../tools/simulator/media/settings.mts';
import { MEDIA_CREDITS } from '../../tools/smoke/media.mts';
import type { SmokeOptions } from '../../tools/smoke/options.mts';
import { PUBLISH_CREDITS } from '../../tools/smoke/publish.mts';
import { PROBE_CREDITS } from '../../tools/smoke/run.mts';
import { answering } from '../harness/answering.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { smoke } from '../harness/smoke.mts';

let pharlo: Pharlo;
let reachable: Partial<SmokeOptions>;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
beforeEach(async () => {
	pharlo.reset();
	const port = await freePort();
	const listen = { host: '127.0.0.1', port };
	reachable = {
		publish: true,
		yes: true,
		receiver: { listen, publicUrl: `http://127.0.0.1:${port}` },
	};
});

/** What is due is published, or fails, at once. */
const fetching = (settings: Partial<MediaFetchSettings> = {}) =>
	pharlo.switch({ finishAfterMs: 0, mediaFetch: { ...MEDIA_FETCH, ...settings } });

const ask = async (more: Partial<SmokeOptions> = {}) =>
	await smoke(pharlo.simulator.url, { ...reachable, ...more });

test('the assignment that is due fails, nothing is published, and the cost is as announced', async () => {
	fetching();
	const before = pharlo.simulator.simulation.state.credits;
	const { code, said, row } = await ask();
	expect(code).toBe(0);
	expect(pharlo.assignments).toHaveLength(2);
	for (const { status, platformUrl, media, payload } of pharlo.assignments) {
		expect({ status, platformUrl, privacy: payload.privacy }).toEqual({
			status: 'cancelled',
			platformUrl: null,
			privacy: 'private',
		});
		expect(media?.bytes ?? null).toBeNull();
	}
	expect(row('An assignment whose file is refused with 403').answer).toBe(
		'`failed`, errors: `UPLOAD_FAILED: Media file returned 403`',
	);
	expect(row('Response to Cancel of a failed assignment').answer).toBe('HTTP 204');
	expect(said).toContain(`at most ${PUBLISH_CREDITS} credits`);
	expect(said).toContain(`its file is refused: at most ${MEDIA_CREDITS} credits`);
	const used = before - pharlo.simulator.simulation.state.credits;
	expect(used).toBeLessThanOrEqual(PROBE_CREDITS + PUBLISH_CREDITS + MEDIA_CREDITS);
});

describe('tells how media is fetched', () => {
	test('by a plain GET', async () => {
		fetching({ userAgent: 'Pharlo-Fetcher/2.0' });
		const { row } = await ask();
		expect(row('How a media file is requested').answer).toBe('GET');
		expect(row('Whether a HEAD request comes before the GET').answer).toBe('no');
		expect(row('Whether the GET asks for a range').answer).toBe('no');
		expect(row('User agent that fetches media files').answer).toBe('`Pharlo-Fetcher/2.0`');
		expect(row('How often a refused media file is requested, and from where').answer).toBe(
			'requests: 1, addresses: 1, seconds from the first to the last: 0',
		);
		expect(
			row('Whether the file of a scheduled post is fetched when it is created').isSettled,
		).toBe(false);
	});

	test('by a HEAD request and a GET of a range', async () => {
		fetching({ head: true, ranges: 1000 });
		const { row } = await ask();
		expect(row('How a media file is requested').answer).toBe('HEAD, GET');
		expect(row('Whether a HEAD request comes before the GET').answer).toBe('yes');
		expect(row('Whether the GET asks for a range').answer).toBe('yes: `bytes=0-999`');
		expect(row('Headers of a media request').answer).toContain('`range`');
	});

	test('not at all', async () => {
		pharlo.switch({ mediaFetch: { ...MEDIA_FETCH, which: 'none' }, finishAfterMs: null });
		const run = await smoke(pharlo.simulator.url, reachable, {}, { mediaMs: 200 });
		expect(run.row('User agent that fetches media files')).toEqual({
			isSettled: false,
			answer: 'the file was not requested',
		});
		expect(run.code).toBe(0);
		expect(pharlo.assignments.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
	});
});

describe('tells what callbacks look like', () => {
	test('and whether their signature is right', async () => {
		fetching();
		const { webhookSecret } = pharlo.credential;
		const { row, report } = await ask({ webhookSecret });
		expect(row('Statuses that callbacks report').answer).toMatch(/^failed/);
		expect(row('Keys of a callback').answer).toContain('`assignmentId`, `status`');
		expect(row('Headers of a callback').answer).toContain('`x-webhook-signature`');
		expect(row('Format of the signature').answer).toBe('64 lower-case hex digits');
		expect(row('Whether the signature is that of the raw body').answer).toMatch(/^(\d) of \1 are$/);
		expect(report).not.toContain(webhookSecret);
	});

	test('with another secret, it is not', async () => {
		fetching();
		const { row } = await ask({ webhookSecret: 'another-secret' });
		expect(row('Whether the signature is that of the raw body').answer).toMatch(/^0 of \d are$/);
	});

	test('without a secret, that remains open', async () => {
		fetching();
		const { row } = await ask();
		expect(row('Whether the signature is that of the raw body').isSettled).toBe(false);
	});
});

describe('nothing is asked about media', () => {
	const question = 'How Pharlo fetches media and sends callbacks';

	test('without a public address, which is said', async () => {
		const { said, row, code } = await ask({ receiver: undefined });
		expect(said).toContain('Nothing will be asked about media and callbacks');
		expect(row(question).isSettled).toBe(false);
		expect(pharlo.assignments).toHaveLength(1);
		expect(code).toBe(0);
	});

	test('if the public address leads somewhere else', async () => {
		const other = await answering((_request, response) => response.writeHead(204).end());
		const listen = { host: '127.0.0.1', port: await freePort() };
		const { said, row } = await ask({ receiver: { listen, publicUrl: other.url } });
		await other.close();
		expect(said).toContain(`does not lead to port ${listen.port}`);
		expect(row(question).isSettled).toBe(false);
		expect(pharlo.assignments).toHaveLength(1);
	});

	test('if the port is taken', async () => {
		const other = await answering((_request, response) => response.end());
		const port = Number(new URL(other.url).port);
		const { said, row } = await ask({
			receiver: { listen: { host: '127.0.0.1', port }, publicUrl: other.url },
		});
		await other.close();
		expect(said).toContain(`Port ${port} cannot be used (EADDRINUSE)`);
		expect(row(question).isSettled).toBe(false);
	});
});

test('strangers at the public address are not counted', async () => {
	fetching();
	const url = reachable.receiver?.publicUrl ?? '';
	const end = pharlo.onRequest(({ method, body }) => {
		const { mediaUrl } = (body ?? {}) as { mediaUrl?: string };
		if (method === 'POST' && mediaUrl !== undefined) void fetch(`${url}/due.mp4`).catch(() => 0);
	});
	const { row } = await ask();
	end();
	expect(row('How a media file is requested').answer).toBe('GET');
});
