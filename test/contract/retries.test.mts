import type { INodeParameters } from 'n8n-workflow';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';

import { freePort } from '../../tools/playground/ports.mts';
import { answering, type AnsweringServer } from '../harness/answering.mts';
import { runPharlo } from '../harness/engine.mts';
import { createVideo } from '../harness/parameters.mts';
import { Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { skipPauses } from '../harness/skip-pauses.mts';

skipPauses();

let pharlo: Pharlo;
let server: AnsweringServer | undefined;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(async () => await server?.close());

const ASSIGNMENT = {
	id: 'a1',
	status: 'pending',
	connectionId: YOUTUBE,
	type: 'video',
	createdAt: '2026-01-01T00:00:00Z',
};

const CREATE = createVideo();
const CREATE_WITHOUT_KEY = createVideo({ options: { idempotency: 'none' } });
const GET = { resource: 'assignment', operation: 'get', assignmentId: 'a1' };
const CANCEL = { resource: 'assignment', operation: 'cancel', assignmentId: 'a1' };
const RETRY = { resource: 'assignment', operation: 'retry', assignmentId: 'a1' };
const UPDATE = {
	resource: 'assignment',
	operation: 'update',
	assignmentId: 'a1',
	changes: ['schedule'],
	scheduledAt: '2036-01-01T10:00:00',
};

type FakeResponse = number | 'reset' | RequestListener;

/** Runs an operation against a server with these responses, followed by successful ones. */
async function run(parameters: INodeParameters, responses: FakeResponse[]) {
	const left = [...responses];
	server = await answering((request, response) => {
		const next = left.shift();
		if (next === 'reset') request.socket.resetAndDestroy();
		else if (typeof next === 'function') next(request, response);
		else {
			response.writeHead(next ?? 200, { 'content-type': 'application/json' });
			response.end(JSON.stringify(next === undefined ? ASSIGNMENT : { error: 'Fault' }));
		}
	});
	const result = await runPharlo(parameters, {
		credential: { ...pharlo.credential, baseUrl: server.url },
	});
	return { ...result, calls: server.calls.length };
}

describe.each([
	['Get', GET],
	['Create with a key', CREATE],
])('%s', (_name, parameters) => {
	test.each<[string, FakeResponse[]]>([
		['429', [429]],
		['500', [500]],
		['502', [502]],
		['503', [503]],
		['504', [504]],
		['a broken connection', ['reset']],
		['two failures', ['reset', 503]],
	])('is retried after %s', async (_fault, responses) => {
		const { error, calls, items } = await run(parameters, responses);
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({ id: 'a1' });
		expect(calls).toBe(responses.length + 1);
	});

	test('fails after three tries', async () => {
		const { error, calls } = await run(parameters, [503, 503, 503, 503]);
		expect(error?.message).toContain('Fault');
		expect(calls).toBe(3);
	});

	test.each([400, 401, 402, 403, 404, 422])('is not retried after %d', async (status) => {
		const { error, calls } = await run(parameters, [status]);
		expect(error).toMatchObject({ httpCode: String(status) });
		expect(calls).toBe(1);
	});
});

describe.each([
	['Create without a key', CREATE_WITHOUT_KEY],
	['Cancel', CANCEL],
	['Retry', RETRY],
	['Update', UPDATE],
])('%s', (_name, parameters) => {
	test('is retried after 429, because the request was not processed', async () => {
		const { error, calls } = await run(parameters, [429]);
		expect(error).toBeUndefined();
		expect(calls).toBe(2);
	});

	test.each<[string, FakeResponse]>([
		['500', 500],
		['503', 503],
		['a broken connection', 'reset'],
	])(
		'is not retried after %s, because the request may have been processed',
		async (_fault, response) => {
			const { error, calls } = await run(parameters, [response]);
			expect(error?.description).toMatch(/may have been/);
			expect(calls).toBe(1);
		},
	);
});

test('a refused connection is retried even if the request must not be repeated', async () => {
	const port = await freePort();
	let refused = 0;
	let opening: Promise<AnsweringServer> | undefined;
	const watch = (message: unknown): void => {
		const { socket } = message as { socket: Socket };
		socket.once('error', (error: NodeJS.ErrnoException & { port?: number }) => {
			if (error.code !== 'ECONNREFUSED' || error.port !== port) return;
			refused += 1;
			opening ??= answering((_request, response) => response.writeHead(204).end(), port);
		});
	};
	subscribe('net.client.socket', watch);
	const { error } = await runPharlo(CANCEL, {
		credential: { ...pharlo.credential, baseUrl: `http://127.0.0.1:${port}` },
	}).finally(() => unsubscribe('net.client.socket', watch));
	server = await opening;
	expect(error).toBeUndefined();
	expect(refused).toBe(1);
	expect(server?.calls).toHaveLength(1);
});

test('Retry-After is respected', async () => {
	const times: number[] = [];
	const { error } = await run(GET, [
		(_request, response) => {
			times.push(Date.now());
			response.writeHead(429, { 'retry-after': '1' }).end();
		},
		(_request, response) => {
			times.push(Date.now());
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(JSON.stringify(ASSIGNMENT));
		},
	]);
	expect(error).toBeUndefined();
	expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1000);
});

test('each try of a Create is the same request', async () => {
	pharlo.switch({
		chaos: { ...pharlo.simulator.simulation.settings.chaos, rate: 1, kinds: ['resetAfter'] },
	});
	const { error } = await runPharlo(CREATE, { credential: pharlo.credential });
	expect(error?.description).toMatch(/Retry in the list of executions/);
	expect(pharlo.requests).toHaveLength(3);
	for (const { body } of pharlo.requests) expect(body).toEqual(pharlo.requests[0]?.body);
	expect(pharlo.assignments).toHaveLength(1);
	pharlo.reset();
});

test('a lost response after a successful Create is recovered', async () => {
	const { chaos } = pharlo.simulator.simulation.settings;
	pharlo.switch({ chaos: { ...chaos, rate: 1, kinds: ['halfAnswer'] } });
	pharlo.simulator.simulation.once('request', () =>
		pharlo.switch({ chaos: { ...chaos, rate: 0 } }),
	);
	const { items } = await runPharlo(CREATE, { credential: pharlo.credential });
	expect(items.map(({ json }) => json)).toMatchObject([
		{ id: pharlo.assignments[0]?.id, alreadyExisted: true },
	]);
	expect(pharlo.assignments).toHaveLength(1);
	pharlo.reset();
});

test('a stopped execution sends no more requests', async () => {
	const stop = new AbortController();
	server = await answering((_request, response) => {
		response.writeHead(429, { 'retry-after': '20' }).end();
		setImmediate(() => stop.abort());
	});
	const started = Date.now();
	await runPharlo(GET, {
		credential: { ...pharlo.credential, baseUrl: server.url },
		stopSignal: stop.signal,
	}).catch(() => undefined);
	expect(server.calls).toHaveLength(1);
	expect(Date.now() - started).toBeLessThan(15_000);
});

test('the user can set the timeout of a try', async () => {
	const started = Date.now();
	const { error, calls } = await run({ ...CANCEL, options: { timeoutSeconds: 0.2 } }, [
		() => undefined,
	]);
	expect(error?.message).toContain('No response from Pharlo to the request to cancel');
	expect(calls).toBe(1);
	expect(Date.now() - started).toBeLessThan(5000);
});

test.each(['0', '-1', 'soon'])('a timeout of %s is invalid', async (timeoutSeconds) => {
	const { error, calls } = await run(
		{ ...GET, options: { timeoutSeconds: `={{ "${timeoutSeconds}" }}` } },
		[],
	);
	expect(error?.message).toContain("'Timeout (Seconds)' is not a number above 0");
	expect(calls).toBe(0);
});
