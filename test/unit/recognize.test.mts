import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';

import {
	MAX_EVENTS,
	MAX_TRIGGERS,
	recognize,
	type Verdict,
} from '../../nodes/Pharlo/webhook/duplicates.ts';
import { FakeResponse, FakeWebhook } from '../harness/webhook-context.mts';

// A test that waits for what never happens is to fail soon.
jest.setTimeout(5000);

/** A call of a trigger with an event. */
class Call {
	readonly verdict: Promise<Verdict>;
	readonly response: FakeResponse;

	constructor(workflowId: string, key: string, nodeId = 'node') {
		const { context, response } = new FakeWebhook({ workflowId, node: { id: nodeId } });
		this.response = response;
		this.verdict = recognize(context, key);
	}

	/** n8n responds, but the connection is still open. */
	respond(status: number): this {
		this.response.status(status).json();
		return this;
	}

	/** n8n responds, and the connection closes. */
	async end(status = 200): Promise<void> {
		this.respond(status).response.close();
		await nextTurn();
	}

	/** The sender closes the connection before n8n has responded. */
	async hangUp(): Promise<void> {
		this.response.close();
		await nextTurn();
	}

	/** The verdict, or undefined while the call waits for another one. */
	async present(): Promise<Verdict | undefined> {
		return await Promise.race([this.verdict, nextTurn(undefined)]);
	}
}

let workflow: string;
beforeEach(() => {
	workflow = randomUUID();
});

const call = (key = 'event', nodeId?: string): Call => new Call(workflow, key, nodeId);

/** Starts an execution for the event, and responds to the call. */
async function start(key: string, nodeId?: string): Promise<Verdict> {
	const one = call(key, nodeId);
	const verdict = await one.verdict;
	one.respond(200).response.close();
	return verdict;
}

describe('an event that has started an execution', () => {
	test('is a duplicate as soon as n8n has responded', async () => {
		const first = call();
		expect(await first.present()).toBe('first');
		first.respond(200);
		expect(await call().present()).toBe('duplicate');
	});

	test('stays a duplicate', async () => {
		await start('event');
		expect(await call().present()).toBe('duplicate');
		expect(await call().present()).toBe('duplicate');
	});

	test('does not make a duplicate of another event', async () => {
		await start('event');
		expect(await call('other').present()).toBe('first');
	});

	test.each([
		['workflow', () => new Call(randomUUID(), 'event')],
		['node of the workflow', () => call('event', 'other')],
	])('starts another execution in another %s', async (_name, callOther) => {
		await start('event');
		expect(await callOther().present()).toBe('first');
		expect(await call().present()).toBe('duplicate');
	});
});

describe('how n8n responded to the first call decides on the next', () => {
	const DECIDED: ReadonlyArray<[number, Verdict]> = [
		[200, 'duplicate'],
		[204, 'duplicate'],
		[299, 'duplicate'],
		[300, 'first'],
		[404, 'first'],
		[500, 'first'],
		[503, 'first'],
	];

	test.each(DECIDED)('%d before the connection closes: %s', async (status, verdict) => {
		const first = call();
		await first.verdict;
		first.respond(status);
		expect(await call().present()).toBe(verdict);
	});

	test.each(DECIDED)('%d and the connection is closed: %s', async (status, verdict) => {
		const first = call();
		await first.verdict;
		await first.end(status);
		expect(await call().present()).toBe(verdict);
	});

	test.each(DECIDED)('%d while the next call waits: %s', async (status, verdict) => {
		const first = call();
		await first.verdict;
		const next = call();
		expect(await next.present()).toBeUndefined();
		await first.end(status);
		expect(await next.present()).toBe(verdict);
	});

	test.each(DECIDED)(
		'a closed response is not looked at again: %d, %s',
		async (status, verdict) => {
			const first = call();
			await first.verdict;
			await first.end(status);
			first.response.status(status < 300 ? 500 : 200);
			expect(await call().present()).toBe(verdict);
		},
	);
});

describe('calls that come while the first is open', () => {
	test('wait for it, and all of them are duplicates', async () => {
		const first = call();
		await first.verdict;
		const others = Array.from({ length: 20 }, () => call());
		for (const other of others) expect(await other.present()).toBeUndefined();
		await first.end();
		for (const other of others) expect(await other.present()).toBe('duplicate');
	});

	test('one of them starts the execution when the first fails, and the others wait for it', async () => {
		const first = call();
		await first.verdict;
		const [second, third, fourth] = [call(), call(), call()];
		await first.end(500);
		expect(await second.present()).toBe('first');
		expect(await third.present()).toBeUndefined();
		await second.end(503);
		expect(await third.present()).toBe('first');
		expect(await fourth.present()).toBeUndefined();
		await third.end(200);
		expect(await fourth.present()).toBe('duplicate');
	});

	test('do not wait for a call with another event', async () => {
		await call('one').verdict;
		expect(await call('other').present()).toBe('first');
	});
});

describe('a sender that hangs up before n8n responds', () => {
	test('makes the event unclear, also for calls that wait already', async () => {
		const first = call();
		await first.verdict;
		const waiting = call();
		expect(await waiting.present()).toBeUndefined();
		await first.hangUp();
		expect(await waiting.present()).toBe('unclear');
		expect(await call().present()).toBe('unclear');
	});

	test('makes it unclear even if it hung up before the event was recognized', async () => {
		const { context, response } = new FakeWebhook({ workflowId: workflow });
		response.close();
		expect(await recognize(context, 'event')).toBe('first');
		expect(await call().present()).toBe('unclear');
	});

	test.each<[number, Verdict]>([
		[200, 'duplicate'],
		[500, 'first'],
	])('until n8n ends the call with %d: %s', async (status, verdict) => {
		const first = call();
		await first.verdict;
		await first.hangUp();
		first.respond(status);
		expect(await call().present()).toBe(verdict);
	});
});

describe('what is remembered is limited', () => {
	const event = (index: number): string => `event ${index}`;
	const node = (index: number): string => `node ${index}`;

	test('to 2000 events of a trigger: the oldest is forgotten', async () => {
		expect(MAX_EVENTS).toBe(2000);
		for (let index = 0; index < MAX_EVENTS; index++) await start(event(index));
		expect(await call(event(0)).present()).toBe('duplicate');
		expect(await start('one more')).toBe('first');
		expect(await call(event(1)).present()).toBe('duplicate');
		expect(await call(event(0)).present()).toBe('first');
	});

	test('to 100 triggers: the one that was called least recently is forgotten', async () => {
		expect(MAX_TRIGGERS).toBe(100);
		for (let index = 0; index < MAX_TRIGGERS; index++) await start('event', node(index));
		expect(await call('event', node(0)).present()).toBe('duplicate');
		expect(await start('event', 'one more')).toBe('first');
		expect(await call('event', node(0)).present()).toBe('duplicate');
		expect(await call('event', node(1)).present()).toBe('first');
	});
});
