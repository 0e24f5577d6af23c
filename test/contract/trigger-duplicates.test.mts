import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';

import { MAX_EVENTS, MAX_TRIGGERS } from '../../nodes/Pharlo/webhook/duplicates.ts';
import { callSigned, EVENT, PARAMETERS } from '../harness/callbacks.mts';
import { HttpResponse, type TriggerResult } from '../harness/contexts.mts';

const STARTED = { received: true, started: true };
const IGNORED = { received: true, started: false };

type Options = NonNullable<Parameters<typeof callSigned>[1]>;

/** Returns a function that calls a trigger of a new workflow. */
function trigger(name = randomUUID()): (body?: unknown, more?: Options) => Promise<TriggerResult> {
	return async (body = EVENT, more = {}) =>
		await callSigned(body, { ...more, options: { workflowId: name } });
}

function withOptions(options: INodeParameters): INodeParameters {
	return { ...PARAMETERS, options };
}

describe('duplicates', () => {
	test('one execution, however often and with whatever bytes the event is delivered', async () => {
		const call = trigger();
		const results = [await call(), await call(), await call(`${JSON.stringify(EVENT)}\n`)];
		expect(results.map(({ sent, response }) => [sent, response])).toEqual([
			[undefined, { webhookResponse: STARTED, workflowData: [[{ json: EVENT }]] }],
			[undefined, { webhookResponse: IGNORED }],
			[undefined, { webhookResponse: IGNORED }],
		]);
	});

	test('another status, time or assignment is a different event', async () => {
		const call = trigger();
		for (const more of [
			{},
			{ status: 'failed' },
			{ timestamp: '2026-04-23T10:02:36Z' },
			{ assignmentId: 'a2' },
		]) {
			const { response } = await call({ ...EVENT, ...more });
			expect(response.webhookResponse).toEqual(STARTED);
		}
	});

	test('each workflow has its own memory', async () => {
		expect((await trigger()()).response.webhookResponse).toEqual(STARTED);
		expect((await trigger()()).response.webhookResponse).toEqual(STARTED);
	});

	test('without a time, all bytes are compared', async () => {
		const call = trigger();
		const event = { assignmentId: 'a1', status: 'failed' };
		expect((await call(event)).response.webhookResponse).toEqual(STARTED);
		expect((await call({ ...event, errors: [] })).response.webhookResponse).toEqual(STARTED);
		expect((await call(event)).response.webhookResponse).toEqual(IGNORED);
	});

	test('a filtered event does not count as started', async () => {
		const call = trigger();
		const elsewhere = { ...PARAMETERS, triggerOn: ['failed'] };
		expect((await call(EVENT, { parameters: elsewhere })).response.webhookResponse).toEqual(
			IGNORED,
		);
		expect((await call()).response.webhookResponse).toEqual(STARTED);
	});

	test('can be allowed, and a test always starts an execution', async () => {
		const call = trigger();
		const off = { parameters: withOptions({ ignoreDuplicates: false }) };
		for (const more of [{}, off, off, { mode: 'manual' as const }]) {
			expect((await call(EVENT, more)).response.webhookResponse).toEqual(STARTED);
		}
		expect((await call()).response.webhookResponse).toEqual(IGNORED);
	});

	test('of 50 concurrent calls one starts, and the others wait for its result', async () => {
		const call = trigger();
		const stored = controlledStore();
		const all = Array.from({ length: 50 }, () => call(EVENT, { store: stored.store }));
		await stored.reached;
		expect(await Promise.race([...all, nextTurn('none has ended')])).toBe('none has ended');
		stored.resolve();
		const results = await Promise.all(all);
		expect(results.filter(({ response }) => response.workflowData !== undefined)).toHaveLength(1);
		const ignored = results.filter(({ response }) => response.workflowData === undefined);
		for (const { response } of ignored) expect(response.webhookResponse).toEqual(IGNORED);
	});
});

describe('prefers a duplicate to a lost event', () => {
	test('if n8n could not store the execution, the next delivery starts it', async () => {
		const call = trigger();
		const failing = { store: async () => await Promise.reject(new Error('Disk full')) };
		const httpResponse = new HttpResponse();
		await call(EVENT, { ...failing, httpResponse });
		expect(httpResponse.statusCode).toBe(500);
		expect((await call()).response.webhookResponse).toEqual(STARTED);
	});

	test('a waiting call takes over if the first one cannot be stored', async () => {
		const call = trigger();
		const stored = controlledStore();
		const first = call(EVENT, { store: stored.store });
		await stored.reached;
		const second = call();
		const third = call();
		await nextTurn();
		stored.reject(new Error('Disk full'));
		await first;
		expect((await second).response.webhookResponse).toEqual(STARTED);
		expect((await third).response.webhookResponse).toEqual(IGNORED);
	});

	test('after a sender disconnects, further calls get 409 until the first one is settled', async () => {
		const call = trigger();
		const stored = controlledStore();
		const httpResponse = new HttpResponse();
		const first = call(EVENT, { store: stored.store, httpResponse });
		await stored.reached;
		const waiting = call();
		await nextTurn();
		httpResponse.hangUp();
		for (const result of [await waiting, await call()]) {
			expect(result.sent).toEqual({ status: 409, body: { error: 'Being started already' } });
			expect(result.response).toEqual({ noWebhookResponse: true });
		}
		stored.resolve();
		await first;
		expect((await call()).response.webhookResponse).toEqual(IGNORED);
	});

	test('after a disconnected call that failed, the next one starts the execution', async () => {
		const call = trigger();
		const stored = controlledStore();
		const httpResponse = new HttpResponse();
		const first = call(EVENT, { store: stored.store, httpResponse });
		await stored.reached;
		httpResponse.hangUp();
		stored.reject(new Error('Disk full'));
		await first;
		expect((await call()).response.webhookResponse).toEqual(STARTED);
	});
});

test('the memory is bounded: a forgotten event starts again', async () => {
	const call = trigger();
	expect(MAX_EVENTS).toBe(2000);
	const name = (index: number) => ({ ...EVENT, assignmentId: `a${index}` });
	for (let index = 0; index <= MAX_EVENTS; index++) await call(name(index));
	expect((await call(name(1))).response.webhookResponse).toEqual(IGNORED);
	expect((await call(name(0))).response.webhookResponse).toEqual(STARTED);
});

test('the number of triggers in memory is bounded', async () => {
	expect(MAX_TRIGGERS).toBe(100);
	const call = trigger();
	await call();
	for (let index = 1; index < MAX_TRIGGERS; index++) await trigger()();
	expect((await call()).response.webhookResponse).toEqual(IGNORED);
	for (let index = 0; index < MAX_TRIGGERS; index++) await trigger()();
	expect((await call()).response.webhookResponse).toEqual(STARTED);
});

describe('maximum age', () => {
	const TEN = { parameters: withOptions({ maxAgeMinutes: 10 }) };
	const ago = (ms: number) => ({ ...EVENT, timestamp: new Date(Date.now() - ms).toISOString() });

	test('is off unless it is set', async () => {
		expect((await trigger()(ago(1e12))).response.webhookResponse).toEqual(STARTED);
		const zero = { parameters: withOptions({ maxAgeMinutes: 0 }) };
		expect((await trigger()(ago(1e12), zero)).response.webhookResponse).toEqual(STARTED);
	});

	test('a recent event starts', async () => {
		expect((await trigger()(ago(9 * 60_000), TEN)).response.webhookResponse).toEqual(STARTED);
	});

	test.each<[string, () => unknown]>([
		['too old', () => ago(11 * 60_000 + 1000)],
		['in the future', () => ago(-70_000)],
		['without a time', () => ({ assignmentId: 'a1', status: 'failed' })],
		['with an invalid time', () => ({ ...EVENT, timestamp: 'yesterday' })],
	])('%s is rejected with 400', async (_name, event) => {
		const { response, sent } = await trigger()(event(), TEN);
		expect(sent).toEqual({ status: 400, body: { error: 'Not a recent event' } });
		expect(response).toEqual({ noWebhookResponse: true });
	});

	test('the signature is checked first', async () => {
		const { sent } = await trigger()(ago(1e12), { ...TEN, secret: 'other' });
		expect(sent).toMatchObject({ status: 401 });
	});

	test('an invalid setting rejects all events, and the log says why', async () => {
		const soon = { parameters: withOptions({ maxAgeMinutes: 'soon' }) };
		const { sent, logged } = await trigger()(EVENT, soon);
		expect(sent).toMatchObject({ status: 503 });
		expect(logged.join()).toContain("'Maximum Age (Minutes)' is not a number of at least 0");
	});
});

/** Simulates n8n storing an execution, controlled by the test. */
function controlledStore() {
	let arrive = (): void => undefined;
	const reached = new Promise<void>((yes) => (arrive = yes));
	let resolve = (): void => undefined;
	let reject = (_reason: Error): void => undefined;
	const open = new Promise<void>((yes, no) => {
		resolve = yes;
		reject = no;
	});
	const store = async (): Promise<void> => {
		arrive();
		await open;
	};
	return { store, reached, resolve, reject };
}
