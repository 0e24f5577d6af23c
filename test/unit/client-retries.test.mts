import { PharloClient } from '../../nodes/Pharlo/transport/PharloClient.ts';
import type { PharloRequest } from '../../nodes/Pharlo/transport/request.ts';
import {
	clientContext,
	disconnect,
	fail,
	respond,
	slow,
	type Reply,
} from '../harness/client-context.mts';
import { finish, reasonOf, useFakeClock } from '../harness/fake-clock.mts';

useFakeClock();
beforeEach(() => {
	// The pauses are then 500 and 1000 ms.
	jest.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
	jest.spyOn(Math, 'random').mockRestore();
});

const GET: PharloRequest = { method: 'GET', path: ['assignments', 'a1'], intent: 'return it' };
const POST: PharloRequest = { method: 'POST', path: ['assignments'], intent: 'create it' };

/** Sends a request that fails each time, and returns when it was sent. */
async function timesOf(request: PharloRequest, reply: Reply, deadlineIn = Infinity) {
	const { context, sent } = clientContext({ otherwise: reply });
	const client = PharloClient.create(context).withDeadline(Date.now() + deadlineIn);
	await reasonOf(client.send(request));
	return sent.map(({ at }) => at);
}

describe('retries', () => {
	const FAULTS: Array<[string, Reply, number, number]> = [
		// The fault, and how often a request is sent that is repeatable and one that is not.
		['429', respond(429), 3, 3],
		['500', respond(500), 3, 1],
		['502', respond(502), 3, 1],
		['503', respond(503), 3, 1],
		['504', respond(504), 3, 1],
		['400', respond(400), 1, 1],
		['401', respond(401), 1, 1],
		['404', respond(404), 1, 1],
		['409', respond(409), 1, 1],
		['501', respond(501), 1, 1],
		['ECONNREFUSED', disconnect('ECONNREFUSED'), 3, 3],
		['ENOTFOUND', disconnect('ENOTFOUND'), 3, 3],
		['ECONNRESET', disconnect('ECONNRESET'), 3, 1],
		['ETIMEDOUT', disconnect('ETIMEDOUT'), 3, 1],
		['CERT_HAS_EXPIRED', disconnect('CERT_HAS_EXPIRED'), 1, 1],
		['an error without a code', fail(new Error('Invalid URL')), 1, 1],
	];

	it.each(FAULTS)('after %s follow the method', async (_name, reply, repeatable, other) => {
		expect(await timesOf(GET, reply)).toHaveLength(repeatable);
		for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
			expect(await timesOf({ ...POST, method }, reply)).toHaveLength(other);
		}
	});

	it.each(FAULTS)('after %s follow isRepeatable', async (_name, reply, repeatable, other) => {
		expect(await timesOf({ ...POST, isRepeatable: true }, reply)).toHaveLength(repeatable);
		expect(await timesOf({ ...GET, isRepeatable: false }, reply)).toHaveLength(other);
	});

	it('end with the first success', async () => {
		const { context, sent } = clientContext({
			replies: [respond(503), disconnect('ECONNRESET'), respond(200, { id: 'a1' })],
		});
		const { body } = await finish(PharloClient.create(context).send(GET));
		expect(body).toEqual({ id: 'a1' });
		expect(sent).toHaveLength(3);
		expect(new Set(sent.map(({ options }) => options.url)).size).toBe(1);
	});

	it('end with the error of the last one', async () => {
		const { context } = clientContext({
			replies: [disconnect('ECONNRESET'), respond(502, { error: 'Second' })],
			otherwise: respond(500, { error: 'Third' }),
		});
		expect(await reasonOf(PharloClient.create(context).send(GET))).toMatchObject({
			status: 500,
			message: 'Pharlo did not return it: Third',
		});
	});

	it('end with a response that is final', async () => {
		const { context, sent } = clientContext({ replies: [respond(503)], otherwise: respond(404) });
		expect(await reasonOf(PharloClient.create(context).send(GET))).toMatchObject({ status: 404 });
		expect(sent).toHaveLength(2);
	});
});

describe('pauses', () => {
	const asks = (seconds: number): Reply => respond(429, {}, { 'retry-after': String(seconds) });

	it.each<[string, Reply, number[]]>([
		['double', respond(503), [0, 500, 1500]],
		['are as long as Pharlo asks', asks(7), [0, 7000, 14_000]],
		['are a millisecond at least', asks(0), [0, 1, 2]],
		['are 30 seconds at most', asks(30), [0, 30_000, 60_000]],
		['are not made if Pharlo asks for more', asks(31), [0]],
	])('%s', async (_name, reply, expected) => {
		expect(await timesOf(GET, reply)).toEqual(expected);
	});

	it.each([
		[89_500, 2],
		[89_501, 1],
	])(
		'do not reach beyond 90 seconds: a try that takes %i ms, %i in all',
		async (milliseconds, count) => {
			expect(await timesOf(GET, slow(milliseconds, respond(503)))).toHaveLength(count);
		},
	);

	it.each([
		[499, 1],
		[500, 2],
		[1499, 2],
		[1500, 3],
		[200_000, 3],
	])('do not reach beyond a deadline in %i ms: %i in all', async (deadlineIn, count) => {
		expect(await timesOf(GET, respond(503), deadlineIn)).toHaveLength(count);
	});

	it('do not reach beyond 90 seconds with a later deadline', async () => {
		expect(await timesOf(GET, slow(89_501, respond(503)), 200_000)).toHaveLength(1);
	});

	it('leave a later try less time before the deadline', async () => {
		const { context, sent } = clientContext({ otherwise: respond(503) });
		const client = PharloClient.create(context).withDeadline(Date.now() + 2000);
		await reasonOf(client.send(GET));
		expect(sent.map(({ options }) => options.timeout)).toEqual([2000, 1500, 500]);
	});

	it('leave room for other requests', async () => {
		const { context, sent } = clientContext({ replies: [respond(503)] });
		const client = PharloClient.create(context);
		await finish(Promise.all([client.send(GET), client.send(POST)]));
		expect(sent.map(({ at, options }) => [at, options.method])).toEqual([
			[0, 'GET'],
			[0, 'POST'],
			[500, 'GET'],
		]);
	});
});

describe('the throttle', () => {
	/** When the first request was sent again after this response, and when another item's was sent. */
	async function timesAfter(reply: Reply) {
		const { context, sent } = clientContext({ replies: [reply] });
		const run = PharloClient.create(context, { maxConcurrentRequests: 5 });
		const requests = [run.forItem().send(GET)];
		await jest.advanceTimersByTimeAsync(1000);
		requests.push(
			run
				.forItem()
				.withDeadline(Date.now() + 60_000)
				.send(POST),
		);
		await finish(Promise.all(requests));
		return {
			get: sent.filter(({ options }) => options.method === 'GET').map(({ at }) => at),
			post: sent.find(({ options }) => options.method === 'POST')?.at,
		};
	}

	it('holds back all requests after a 429', async () => {
		const reply = respond(429, {}, { 'retry-after': '8' });
		expect(await timesAfter(reply)).toEqual({ get: [0, 8000], post: 8000 });
	});

	it('holds back nothing after a 503', async () => {
		const reply = respond(503, {}, { 'retry-after': '8' });
		expect(await timesAfter(reply)).toEqual({ get: [0, 8000], post: 1000 });
	});

	it('sends nothing if it is closed beyond the deadline, and says so at once', async () => {
		const { context, sent } = clientContext({
			replies: [respond(429, {}, { 'retry-after': '20' })],
		});
		const run = PharloClient.create(context, { maxConcurrentRequests: 2 });
		const first = run.send(GET);
		await jest.advanceTimersByTimeAsync(1000);
		const startedAt = Date.now();
		let failedAt = NaN;
		const second = run
			.withDeadline(Date.now() + 5000)
			.send(POST)
			.finally(() => (failedAt = Date.now() - startedAt));
		expect(await reasonOf(second)).toMatchObject({
			name: 'ApiError',
			status: 429,
			message: 'The request to create it was not sent: Pharlo has had too many requests',
			description: expect.stringContaining('19 seconds'),
		});
		expect(failedAt).toBe(0);
		await finish(first);
		expect(sent.map(({ options }) => options.method)).toEqual(['GET', 'GET']);
	});

	it('is not shared by two runs', async () => {
		const first = clientContext({ replies: [respond(429, {}, { 'retry-after': '8' })] });
		const second = clientContext();
		await finish(
			Promise.all([
				PharloClient.create(first.context).send(GET),
				PharloClient.create(second.context).send(GET),
			]),
		);
		expect(second.sent.map(({ at }) => at)).toEqual([0]);
	});
});

describe('when the user stops the execution', () => {
	const stopped = new Error('Stopped');

	/** Stops at a point in time; returns what the client threw, when, and how many requests it had sent. */
	async function stopAt(milliseconds: number, otherwise: Reply) {
		const stop = new AbortController();
		const { context, sent } = clientContext({ otherwise, signal: stop.signal });
		if (milliseconds < 0) stop.abort(stopped);
		else setTimeout(() => stop.abort(stopped), milliseconds);
		const startedAt = Date.now();
		let endedAt = NaN;
		const sending = PharloClient.create(context)
			.send(GET)
			.finally(() => (endedAt = Date.now() - startedAt));
		return { reason: await reasonOf(sending), endedAt, count: sent.length };
	}

	it.each<[string, number, Reply, object]>([
		['beforehand, nothing is sent', -1, respond(200), { endedAt: 0, count: 0 }],
		['in a pause, it ends at once', 200, respond(503), { endedAt: 200, count: 1 }],
		['in a longer pause, it ends at once', 700, respond(503), { endedAt: 700, count: 2 }],
		[
			'during a request that fails, it is not sent again',
			10,
			slow(50, disconnect('ECONNRESET')),
			{ endedAt: 50, count: 1 },
		],
		[
			'during a request that is rejected, the reason is the same',
			10,
			slow(50, respond(404)),
			{ endedAt: 50, count: 1 },
		],
	])('%s', async (_name, milliseconds, reply, expected) => {
		expect(await stopAt(milliseconds, reply)).toEqual({ reason: stopped, ...expected });
	});

	it('during a request that succeeds, the response is returned', async () => {
		const stop = new AbortController();
		const { context } = clientContext({
			otherwise: slow(50, respond(201, { id: 'a1' })),
			signal: stop.signal,
		});
		setTimeout(() => stop.abort(stopped), 10);
		expect(await finish(PharloClient.create(context).send(POST))).toMatchObject({ status: 201 });
	});

	it('requests that the throttle holds back are not sent', async () => {
		const stop = new AbortController();
		const { context, sent } = clientContext({
			otherwise: respond(429, {}, { 'retry-after': '8' }),
			signal: stop.signal,
		});
		const client = PharloClient.create(context, { maxConcurrentRequests: 2 });
		const first = client.send(GET);
		await jest.advanceTimersByTimeAsync(1);
		const both = Promise.allSettled([first, client.send(GET)]);
		await jest.advanceTimersByTimeAsync(1);
		stop.abort(stopped);
		const rejected = { status: 'rejected', reason: stopped };
		expect(await both).toEqual([rejected, rejected]);
		await jest.runAllTimersAsync();
		expect(sent).toHaveLength(1);
	});

	it.each([undefined, 'no method'] as const)(
		'does not matter to a context whose signal is %p',
		async (signal) => {
			const { context, sent } = clientContext({ replies: [respond(503)], signal });
			await finish(PharloClient.create(context).send(GET));
			expect(sent).toHaveLength(2);
		},
	);
});
