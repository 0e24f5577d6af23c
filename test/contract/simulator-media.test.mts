import { once } from 'node:events';
import type { RequestListener } from 'node:http';

import { freePort } from '../../tools/playground/ports.mts';
import type { MediaFetchSettings } from '../../tools/simulator/media/settings.mts';
import type { Assignment } from '../../tools/simulator/state.mts';
import { failure, MediaClient } from '../harness/media-client.mts';
import { beginning, cutOff, FILE, file, status, STORED } from '../harness/media-server.mts';
import { SAMPLE } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';

let client: MediaClient;
beforeAll(async () => {
	client = await MediaClient.start();
});
afterAll(async () => await client.close());
afterEach(() => client.reset());

/** Creates an assignment and waits for its final status. */
async function publish(): Promise<Assignment> {
	const { pharlo, media } = client;
	const { simulation } = pharlo.simulator;
	const end = new Promise<Assignment>((resolve) => {
		simulation.on('transition', function listen(assignment) {
			if (!['published', 'failed'].includes(assignment.status)) return;
			simulation.off('transition', listen);
			resolve(assignment);
		});
	});
	await pharlo.call('POST', 'assignments', { ...SAMPLE, mediaUrl: media.url });
	return await end;
}

/** Starts a fetch whose response stays incomplete. */
async function startFetching(from = client) {
	from.media.serve = beginning;
	const assignment = await from.uploading();
	const arrival = from.media.arrival();
	const end = from.advance(assignment);
	const [, response] = await arrival;
	return { assignment, end, response };
}

describe('the file is fetched before the status changes', () => {
	test('at the step from uploading to uploaded', async () => {
		client.pharlo.switch({ pace: 1000 });
		expect(await publish()).toMatchObject({ status: 'published', media: STORED });
		expect(client.events).toEqual(['uploading', 'media', 'uploaded', 'processing', 'published']);
		expect(client.media.requests).toEqual(['GET /demo.mp4']);
		expect(client.media.headers('user-agent')).toEqual(['Pharlo/1.0']);
	});

	test.each<[string, RequestListener]>([
		['published', file],
		['failed', status(404)],
	])('in the one step of finishAfterMs: %s', async (last, serve) => {
		client.pharlo.switch({ finishAfterMs: 0 });
		client.media.serve = serve;
		expect(await publish()).toMatchObject({ status: last, attempts: 1 });
		expect(client.events).toEqual(['media', last]);
		expect(client.media.requests).toHaveLength(1);
	});

	test('once, however often the assignment is advanced meanwhile', async () => {
		const { assignment, end, response } = await startFetching();
		const other = client.pharlo.simulator.lifecycle.advance(assignment);
		// A change of pace does not disturb it either.
		await client.control('PUT', 'settings', { pace: 0 });
		response.end(FILE.subarray(1000));
		await other;
		expect(await end).toMatchObject({ status: 'uploaded' });
		expect(client.media.requests).toHaveLength(1);
	});

	test('a retry fetches again', async () => {
		client.media.next = [status(503)];
		const { id, errors } = await client.fetched();
		expect(errors).toEqual([{ code: 'UPLOAD_FAILED', message: 'Media file returned 503' }]);
		await client.pharlo.call('POST', `assignments/${id}/retry`);
		await client.advance({ id });
		expect(await client.advance({ id })).toMatchObject({
			status: 'uploaded',
			errors: [],
			media: { ...STORED, fetches: 2 },
		});
	});
});

test('what was fetched is shown by the simulator, and not by the API', async () => {
	// Pharlo does not document what happens if the length is another than the announced one.
	const { id } = await client.fetched({ mediaSizeBytes: 5 });
	const state = await client.control('GET', 'state');
	expect(state).toMatchObject({ assignments: [{ id, mediaSizeBytes: 5, media: STORED }] });
	const one = await client.pharlo.call('GET', `assignments/${id}`);
	expect(one.body).toMatchObject({ id, status: 'uploaded', mediaSizeBytes: 5 });
	expect(one.body).not.toHaveProperty('media');
	const list = await client.pharlo.call('GET', 'assignments');
	expect(list.body.items).toEqual([one.body]);
});

describe('a fetch that fails makes the assignment fail', () => {
	const notDownloaded = (reason: string) => `Media file could not be downloaded: ${reason}`;

	test.each<[string, RequestListener, Partial<MediaFetchSettings>, string]>([
		['403', status(403), {}, 'Media file returned 403'],
		['404', status(404), {}, 'Media file returned 404'],
		['500', status(500), {}, 'Media file returned 500'],
		['zero bytes', status(200, { 'content-length': '0' }), {}, 'Media file is empty'],
		['too large', file, { maxBytes: 299_999 }, 'Media file is larger than 299999 bytes'],
		['cut off', cutOff({ 'content-length': FILE.length }), {}, notDownloaded('other side closed')],
		['cut off, of unknown length', cutOff({}), {}, notDownloaded('other side closed')],
		['no answer', () => {}, { timeoutSeconds: 0.2 }, notDownloaded('Headers Timeout Error')],
		['stalled', beginning, { timeoutSeconds: 0.2 }, notDownloaded('Body Timeout Error')],
	])('%s', async (_what, serve, settings, message) => {
		await client.set(settings);
		client.media.serve = serve;
		expect(await client.fetched()).toMatchObject({
			...failure(message),
			media: { bytes: null, sha256: null, contentType: null, fetches: 1 },
		});
		expect(client.events).toEqual(['media', 'failed']);
	});

	test('connection refused', async () => {
		const mediaUrl = `http://localhost:${await freePort()}/demo.mp4`;
		const message = notDownloaded('ECONNREFUSED');
		expect(await client.fetched({ mediaUrl })).toMatchObject(failure(message));
	});

	test('a file that is too large is not read to its end', async () => {
		await client.set({ maxBytes: 1000 });
		client.media.serve = (_request, response) => {
			const write = () => void response.write(FILE, write);
			write();
		};
		const arrival = client.media.arrival();
		const end = client.fetched();
		const [, response] = await arrival;
		await once(response, 'close');
		expect(await end).toMatchObject(failure('Media file is larger than 1000 bytes'));
	});
});

describe('a fetch is stopped', () => {
	test('when the assignment is cancelled', async () => {
		const { assignment, end, response } = await startFetching();
		const closed = once(response, 'close');
		await client.pharlo.call('DELETE', `assignments/${assignment.id}`);
		await closed;
		expect(await end).toMatchObject({ status: 'cancelled', errors: [], media: null });
		expect(client.events).toEqual(['cancelled']);
	});

	test('when the assignment is made to fail, and a retry starts another', async () => {
		const { assignment, end, response } = await startFetching();
		const closed = once(response, 'close');
		await client.control('POST', `assignments/${assignment.id}/fail`, { message: 'Other' });
		await closed;
		expect(await end).toMatchObject(failure('Other'));
		client.media.serve = file;
		await client.pharlo.call('POST', `assignments/${assignment.id}/retry`);
		await client.advance(assignment);
		expect(await client.advance(assignment)).toMatchObject({ status: 'uploaded', media: STORED });
	});

	test('when the assignment is scheduled for later', async () => {
		client.pharlo.switch({ finishAfterMs: 0 });
		client.media.serve = beginning;
		const arrival = client.media.arrival();
		const { body } = await client.pharlo.call('POST', 'assignments', {
			...SAMPLE,
			mediaUrl: client.media.url,
		});
		const [, response] = await arrival;
		const closed = once(response, 'close');
		const scheduledAt = '2036-05-02T18:00:00Z';
		await client.pharlo.call('PATCH', `assignments/${String(body.id)}`, { scheduledAt });
		await closed;
		expect(client.pharlo.assignments).toMatchObject([{ status: 'pending', media: null }]);
	});

	test('when the simulator is reset', async () => {
		const { end, response } = await startFetching();
		const closed = once(response, 'close');
		client.pharlo.reset();
		await closed;
		expect(await end).toMatchObject({ status: 'uploading', media: null });
		expect(client.events).toEqual([]);
	});

	test('when the simulator stops', async () => {
		const pharlo = await Pharlo.start();
		const assignment = await pharlo.add('uploading', { mediaUrl: client.media.url });
		client.media.serve = beginning;
		const arrival = client.media.arrival();
		const end = pharlo.simulator.lifecycle.advance(assignment);
		const [, response] = await arrival;
		const closed = once(response, 'close');
		await pharlo.close();
		await closed;
		await end;
		expect(assignment).toMatchObject({ status: 'uploading', media: null });
	});
});
