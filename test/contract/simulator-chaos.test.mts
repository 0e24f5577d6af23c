import { once } from 'node:events';
import { request } from 'undici';

import { REQUEST_KINDS } from '../../tools/simulator/chaos/settings.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { ChaosClient, zeroCounts, type Outcome } from '../harness/chaos.mts';
import { SAMPLE } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';

let pharlo: Pharlo;
let chaos: ChaosClient;
beforeAll(async () => {
	pharlo = await Pharlo.start();
	chaos = new ChaosClient(pharlo);
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const creditsTaken = () => DEFAULTS.credits - pharlo.simulator.simulation.state.credits;

/** Expects the simulator's state after this number of processed Creates. */
function expectCommitted(times: number): void {
	expect(pharlo.assignments).toHaveLength(times);
	expect(creditsTaken()).toBe(3 * times);
}

const CONNECTION_ENDED = /^(UND_ERR_SOCKET|ECONNRESET|EPIPE)$/;

test('refused: not processed', async () => {
	await chaos.disturbRequests('refused');
	expect(await chaos.create()).toEqual({ error: expect.stringMatching(CONNECTION_ENDED) });
	expectCommitted(0);
	expect(pharlo.requests).toHaveLength(0);
	expect((await chaos.counts()).requests.refused).toBe(1);
});

test('reset before: received, but not processed', async () => {
	await chaos.disturbRequests('resetBefore');
	expect(await chaos.create()).toEqual({ error: 'ECONNRESET' });
	expectCommitted(0);
	expect(pharlo.onlyRequest).toMatchObject({ path: '/api/v1/assignments', body: SAMPLE });
	expect((await chaos.counts()).requests.resetBefore).toBe(1);
});

test('reset after: processed once, and the response is lost', async () => {
	await chaos.disturbRequests('resetAfter');
	expect(await chaos.create({ idempotencyKey: 'once' })).toEqual({ error: 'ECONNRESET' });
	expectCommitted(1);
	expect(pharlo.onlyRequest.method).toBe('POST');
	expect((await chaos.counts()).requests.resetAfter).toBe(1);

	await chaos.set({ rate: 0 });
	const again = await chaos.create({ idempotencyKey: 'once' });
	expect(again.status).toBe(200);
	expect(again.text).toContain(`"id":"${pharlo.assignments[0]?.id}"`);
	expectCommitted(1);
});

test('reset after an API error: the error is lost', async () => {
	await chaos.disturbRequests('resetAfter');
	expect(await chaos.create({ type: 'nonsense' })).toEqual({ error: 'ECONNRESET' });
	expectCommitted(0);
});

test('slow: processed immediately, long before the response', async () => {
	await chaos.disturbRequests('slow', { slowMs: 60_000 });
	const patience = new AbortController();
	const committed = once(pharlo.simulator.simulation, 'change');
	const response = pharlo.call('POST', 'assignments', SAMPLE, patience.signal);
	await committed;
	expectCommitted(1);
	patience.abort();
	await expect(response).rejects.toThrow('abort');
	expect((await chaos.counts()).requests.slow).toBe(1);
});

test('slow: the response arrives late', async () => {
	await chaos.disturbRequests('slow', { slowMs: 300 });
	const started = performance.now();
	expect((await chaos.create()).status).toBe(201);
	expect(performance.now() - started).toBeGreaterThan(295);
});

test('too many: 429 without Retry-After', async () => {
	await chaos.disturbRequests('tooMany');
	const response = await chaos.create();
	expect(response).toMatchObject({
		status: 429,
		text: '{"error":{"message":"Too many requests"}}',
	});
	expect(response.headers).not.toHaveProperty('retry-after');
	expectCommitted(0);
	expect((await chaos.counts()).requests.tooMany).toBe(1);
});

test('too many: 429 with Retry-After', async () => {
	await chaos.disturbRequests('tooManyWithRetryAfter', { retryAfterSeconds: 7 });
	expect(await chaos.create()).toMatchObject({ status: 429, headers: { 'retry-after': '7' } });
	expectCommitted(0);
	expect((await chaos.counts()).requests.tooManyWithRetryAfter).toBe(1);
});

async function many(times: number): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	for (let done = 0; done < times; done += 1) outcomes.push(await chaos.create());
	return outcomes;
}

const distinct = (values: unknown[]) => [...new Set(values)].sort();
const formatOf = ({ headers, text }: Outcome) =>
	text === '' ? 'empty' : String(headers?.['content-type']).replace(/;.*/, '');
const jsonOf = (outcomes: Outcome[], status: number) =>
	outcomes.find((outcome) => outcome.status === status && outcome.text?.startsWith('{'))?.text;

test('server error: every status in every format, and not processed', async () => {
	await chaos.disturbRequests('serverError');
	const outcomes = await many(100);
	const formats = (status: number) =>
		distinct(outcomes.filter((outcome) => outcome.status === status).map(formatOf));
	expect(distinct(outcomes.map(({ status }) => status))).toEqual([500, 502, 503, 504]);
	for (const status of [500, 502, 503, 504]) {
		expect(formats(status)).toEqual(['application/json', 'empty', 'text/html']);
	}
	expect(jsonOf(outcomes, 500)).toBe('{"error":{"message":"Internal server error"}}');
	expect(outcomes.find(({ text }) => text?.startsWith('<html>'))?.text).toMatch(/<h1>50\d /);
	expectCommitted(0);
	expect((await chaos.counts()).requests.serverError).toBe(100);
});

test('server error in the other error format', async () => {
	pharlo.switch({ errors: 'flat' });
	await chaos.disturbRequests('serverError');
	expect(jsonOf(await many(100), 502)).toBe('{"error":"Bad Gateway"}');
});

test('server error after: processed nevertheless', async () => {
	await chaos.disturbRequests('serverErrorAfter');
	const outcomes = await many(60);
	expect(distinct(outcomes.map(({ status }) => status))).toEqual([500, 502, 504]);
	expect(distinct(outcomes.map(formatOf))).toEqual(['application/json', 'empty', 'text/html']);
	expect(outcomes.filter(({ headers }) => 'x-credits-used' in (headers ?? {}))).toEqual([]);
	expectCommitted(60);
	expect((await chaos.counts()).requests.serverErrorAfter).toBe(60);
});

test('server error after a cancellation, whose response has no body', async () => {
	const { id } = await pharlo.add('pending');
	await chaos.disturbRequests('serverErrorAfter');
	const { status } = await chaos.call('DELETE', `assignments/${id}`);
	expect(status).toBeGreaterThanOrEqual(500);
	expect(pharlo.assignments[0]?.status).toBe('cancelled');
});

test('half an response: processed, and the content length reveals what is missing', async () => {
	await chaos.disturbRequests('halfAnswer');
	const response = await chaos.create();
	expect(response).toMatchObject({
		status: 201,
		headers: { 'content-type': 'application/json; charset=utf-8', 'x-credits-used': '3' },
		error: expect.stringMatching(CONNECTION_ENDED),
	});
	expect(response.text).toMatch(/^\{"id":/);
	const whole = Number(response.headers?.['content-length']);
	expect(response.text).toHaveLength(Math.floor(whole / 2));
	expectCommitted(1);
	expect(pharlo.onlyRequest.method).toBe('POST');
	expect((await chaos.counts()).requests.halfAnswer).toBe(1);
});

test('half an response: a response without a body is not sent at all', async () => {
	const { id } = await pharlo.add('pending');
	await chaos.disturbRequests('halfAnswer');
	expect(await chaos.call('DELETE', `assignments/${id}`)).toEqual({ error: 'ECONNRESET' });
	expect(pharlo.assignments[0]?.status).toBe('cancelled');
});

test.each(REQUEST_KINDS)('%s affects free endpoints as well', async (kind) => {
	await chaos.disturbRequests(kind, { slowMs: 1 });
	await chaos.call('GET', 'billing/status');
	await chaos.call('GET', 'platforms');
	expect((await chaos.counts()).requests).toEqual({ ...zeroCounts(REQUEST_KINDS), [kind]: 2 });
});

test.each(REQUEST_KINDS)('%s does not hide an invalid key', async (kind) => {
	await chaos.disturbRequests(kind);
	expect((await chaos.call('GET', 'platforms', undefined, 'ds_live_wrong')).status).toBe(401);
	expect((await chaos.counts()).requests[kind]).toBe(0);
});

test('health, status page, controls and consent are never disturbed', async () => {
	const { body: ticket } = await pharlo.call('POST', 'oauth/tickets', { platform: 'youtube' });
	await chaos.disturbRequests('refused');
	const paths = ['/', '/api/v1/health', '/simulator/state'];
	const urls = [...paths.map((path) => pharlo.simulator.url + path), String(ticket.authUrl)];
	for (let round = 0; round < 5; round += 1) {
		for (const url of urls) {
			const response = await request(url, { method: 'GET' });
			await response.body.dump();
			expect(response.statusCode).toBeLessThan(400);
		}
	}
	expect((await chaos.counts()).requests.refused).toBe(0);
});
