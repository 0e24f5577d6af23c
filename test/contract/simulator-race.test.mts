import { once } from 'node:events';
import { request } from 'undici';

import { NO_CHAOS } from '../../tools/simulator/chaos/settings.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import type { Assignment } from '../../tools/simulator/state.mts';
import { CallbackReceiver } from '../harness/callback-receiver.mts';
import { SAMPLE } from '../harness/parameters.mts';
import { FACEBOOK, Pharlo } from '../harness/pharlo.mts';
import { timestamp } from '../../tools/simulator/state.mts';

let pharlo: Pharlo;
let receiver: CallbackReceiver;
/** Events in the simulator, in order. */
let events: string[];

beforeAll(async () => {
	pharlo = await Pharlo.start();
	pharlo.simulator.simulation.on('request', ({ method }) => events.push(`response to ${method}`));
	pharlo.simulator.simulation.on('transition', ({ status }) => events.push(status));
});
afterAll(async () => await pharlo.close());
beforeEach(async () => {
	events = [];
	receiver = await CallbackReceiver.start();
});
afterEach(async () => {
	pharlo.reset();
	await receiver.close();
});

const bodyOf = (more: object = {}) => ({ ...SAMPLE, callbackUrl: receiver.url, ...more });

async function create(more: object = {}): Promise<string> {
	const { status, body } = await pharlo.call('POST', 'assignments', bodyOf(more));
	expect(status).toBe(201);
	return String(body.id);
}

async function arrived(count: number): Promise<string[]> {
	return (await receiver.arrived(count)).map(({ status }) => status);
}

async function transition(): Promise<Assignment> {
	const [assignment] = (await once(pharlo.simulator.simulation, 'transition')) as [Assignment];
	return assignment;
}

/** Returns all callbacks so far. A later callback proves that no other one is pending. */
async function allCallbacks(): Promise<string[]> {
	const before = pharlo.simulator.simulation.state.deliveries.length;
	const other = await pharlo.add('pending', { callbackUrl: receiver.url });
	pharlo.simulator.lifecycle.move(other, 'cancelled');
	return (await arrived(before + 1)).filter((status) => status !== 'cancelled');
}

test.each([0, 1000])(
	'0: published right after the response, in one step, at pace %d',
	async (pace) => {
		pharlo.switch({ finishAfterMs: 0, pace });
		await create();
		expect(await arrived(1)).toEqual(['published']);
		expect(events).toEqual(['response to POST', 'published']);
		expect(pharlo.assignments).toMatchObject([{ status: 'published', attempts: 1, errors: [] }]);
		expect(pharlo.assignments[0]?.platformUrl).toMatch(/^https:\/\/youtu\.be\//);
		expect(await allCallbacks()).toEqual(['published']);
	},
);

test('works for a text', async () => {
	pharlo.switch({ finishAfterMs: 0 });
	const post = { connectionId: FACEBOOK, type: 'text', payload: { message: 'Hello' } };
	await create({ ...post, mediaUrl: null });
	expect(await arrived(1)).toEqual(['published']);
});

test.each(['forbidden', 'missing'])('media that is %s fails, and costs nothing', async (fault) => {
	pharlo.switch({ finishAfterMs: 0 });
	await create({ mediaUrl: `https://cdn.example.com/${fault}.mp4` });
	expect(await arrived(1)).toEqual(['failed']);
	expect(pharlo.assignments).toMatchObject([
		{ status: 'failed', errors: [{ code: 'UPLOAD_FAILED' }] },
	]);
	expect(pharlo.simulator.simulation.state.credits).toBe(DEFAULTS.credits);
	expect(await allCallbacks()).toEqual(['failed']);
});

test('the milliseconds count from the response, not from the request', async () => {
	pharlo.switch({
		finishAfterMs: 80,
		chaos: { ...NO_CHAOS, rate: 1, kinds: ['slow'], slowMs: 80 },
	});
	const started = performance.now();
	const end = transition();
	await create();
	expect(pharlo.assignments[0]?.status).toBe('pending');
	await end;
	expect(performance.now() - started).toBeGreaterThan(155);
});

test.each(['resetAfter', 'halfAnswer'] as const)(
	'%s: a lost response counts as well',
	async (kind) => {
		pharlo.switch({ finishAfterMs: 0, chaos: { ...NO_CHAOS, rate: 1, kinds: [kind] } });
		await expect(pharlo.call('POST', 'assignments', bodyOf())).rejects.toThrow();
		expect(await arrived(1)).toEqual(['published']);
		expect(events).toEqual(['response to POST', 'published']);
	},
);

test('a response that the client did not wait for counts as well', async () => {
	const chaos = { ...NO_CHAOS, rate: 1, kinds: ['slow' as const], slowMs: 60_000 };
	pharlo.switch({ finishAfterMs: 0, chaos });
	const patience = new AbortController();
	const committed = once(pharlo.simulator.simulation, 'change');
	const response = pharlo.call('POST', 'assignments', bodyOf(), patience.signal);
	await committed;
	patience.abort();
	await expect(response).rejects.toThrow('abort');
	expect(await arrived(1)).toEqual(['published']);
});

test('a scheduled one counts from its scheduled time', async () => {
	pharlo.switch({ finishAfterMs: 40 });
	const end = transition();
	await create({ scheduledAt: timestamp(new Date(Date.now() + 2000)) });
	const { status, scheduledAt } = await end;
	expect(status).toBe('published');
	expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(scheduledAt ?? '') + 40);
});

test('rescheduling moves the final status, cancelling replaces it', async () => {
	pharlo.switch({ finishAfterMs: 0 });
	const scheduledAt = '2036-05-02T18:00:00Z';
	const moved = await create({ scheduledAt });
	const cancelled = await create({ scheduledAt });
	expect(pharlo.assignments).toMatchObject([{ status: 'pending' }, { status: 'pending' }]);
	await pharlo.call('PATCH', `assignments/${moved}`, { scheduledAt: '2020-05-02T18:00:00Z' });
	expect(await arrived(1)).toEqual(['published']);
	await pharlo.call('DELETE', `assignments/${cancelled}`);
	expect(await arrived(2)).toEqual(['published', 'cancelled']);
	expect(await allCallbacks()).toEqual(['published']);
});

test('a change of pace does not restore the steps', async () => {
	pharlo.switch({ finishAfterMs: 60 });
	await create();
	const response = await request(`${pharlo.simulator.url}/simulator/settings`, {
		method: 'PUT',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ pace: 1000, finishAfterMs: null }),
	});
	expect(await response.body.json()).toMatchObject({ pace: 1000, finishAfterMs: null });
	expect(await arrived(1)).toEqual(['published']);
	// Assignments created from now on take all steps.
	await create();
	const steps = ['published', 'uploading', 'uploaded', 'processing', 'published'];
	expect((await arrived(5)).sort()).toEqual(steps.sort());
});

test('a reset cancels pending timers', async () => {
	pharlo.switch({ finishAfterMs: 500 });
	await create();
	// The one after the reset has the ID of the first, and would inherit its timer.
	await create();
	pharlo.reset();
	// Finishes later, however fast the machine is.
	pharlo.switch({ finishAfterMs: 700 });
	await create({ mediaUrl: 'https://cdn.example.com/missing.mp4' });
	expect(await arrived(1)).toEqual(['failed']);
});

test('after a reset, the same ID takes all steps', async () => {
	pharlo.switch({ finishAfterMs: 60_000 });
	const before = await create();
	pharlo.reset();
	pharlo.switch({ pace: 1000 });
	expect(await create()).toBe(before);
	expect(await arrived(4)).toContain('uploading');
});
