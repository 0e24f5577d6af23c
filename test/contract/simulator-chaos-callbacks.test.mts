import { once } from 'node:events';

import { REQUEST_KINDS } from '../../tools/simulator/chaos/settings.mts';
import { CallbackReceiver } from '../harness/callback-receiver.mts';
import { ChaosClient, zeroCounts } from '../harness/chaos.mts';
import { Pharlo } from '../harness/pharlo.mts';

let pharlo: Pharlo;
let chaos: ChaosClient;
beforeAll(async () => {
	pharlo = await Pharlo.start();
	chaos = new ChaosClient(pharlo);
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

let receiver: CallbackReceiver;
beforeEach(async () => {
	receiver = await CallbackReceiver.start(({ isGenuine }) => (isGenuine ? 200 : 401));
});
afterEach(async () => await receiver.close());

/** Whatever was still under way has come when this has, sent by the same sender after it. */
async function nothingMoreThan(count: number): Promise<void> {
	await chaos.set({ callbackRate: 0 });
	await report('cancelled');
	expect((await receiver.arrived(count + 1))[count]?.status).toBe('cancelled');
}

async function report(status: 'published' | 'cancelled') {
	const assignment = await pharlo.add('processing', { callbackUrl: receiver.url });
	pharlo.simulator.lifecycle.move(assignment, status);
	return assignment;
}

/** The delivery log, once all is settled. */
async function log() {
	const { simulation } = pharlo.simulator;
	while (simulation.state.deliveries.some(({ status }) => status === 'pending')) {
		await once(simulation, 'change');
	}
	return simulation.state.deliveries.map(({ status, attempts }) => ({ status, attempts }));
}

test('duplicate: the same one twice, of which the log knows one', async () => {
	await chaos.disturbCallbacks('duplicate');
	await report('published');
	const [first, second] = await receiver.arrived(2);
	expect(first).toMatchObject({ status: 'published', isGenuine: true });
	expect(second).toEqual(first);
	expect(await log()).toEqual([{ status: 'delivered', attempts: 1 }]);
	expect((await chaos.counts()).callbacks.duplicate).toBe(1);
	await nothingMoreThan(2);
});

test('delayed: under way at first, delivered in the end', async () => {
	await chaos.disturbCallbacks('delayed', { delayMs: 120 });
	const started = performance.now();
	await report('published');
	expect(pharlo.simulator.simulation.state.deliveries).toMatchObject([
		{ status: 'pending', attempts: 0, lastAttemptAt: null },
	]);
	await receiver.arrived(1);
	expect(performance.now() - started).toBeGreaterThan(115);
	expect(await log()).toEqual([{ status: 'delivered', attempts: 1 }]);
	expect((await chaos.counts()).callbacks.delayed).toBe(1);
	await nothingMoreThan(1);
});

test('reordered: the next one of the assignment comes first', async () => {
	await chaos.disturbCallbacks('reordered', { delayMs: 60_000 });
	const assignment = await pharlo.add('pending', { callbackUrl: receiver.url });
	for (let step = 0; step < 4; step += 1) {
		pharlo.simulator.lifecycle.advance(assignment);
		if (step % 2 === 1) await receiver.arrived(step + 1);
	}
	const statuses = receiver.received.map(({ status }) => status);
	expect(statuses).toEqual(['uploaded', 'uploading', 'published', 'processing']);
	expect(receiver.received.every(({ isGenuine }) => isGenuine)).toBe(true);
	expect(new Set((await log()).map(({ status }) => status))).toEqual(new Set(['delivered']));
	expect((await chaos.counts()).callbacks.reordered).toBe(2);
	await nothingMoreThan(4);
});

test('reordered: one that none follows is not lost', async () => {
	await chaos.disturbCallbacks('reordered', { delayMs: 120 });
	const started = performance.now();
	await report('published');
	await receiver.arrived(1);
	expect(performance.now() - started).toBeGreaterThan(115);
	expect(await log()).toEqual([{ status: 'delivered', attempts: 1 }]);
	await nothingMoreThan(1);
});

test('forged: a false one comes first, and does not matter to the genuine one', async () => {
	await chaos.disturbCallbacks('forged');
	for (let round = 1; round <= 8; round += 1) {
		await report('published');
		await receiver.arrived(2 * round);
	}
	const forged = receiver.received.filter((_, index) => index % 2 === 0);
	const genuine = receiver.received.filter((_, index) => index % 2 === 1);
	expect(genuine.every(({ isGenuine, status }) => isGenuine && status === 'published')).toBe(true);
	expect(forged.every(({ isGenuine, status }) => !isGenuine && status === 'failed')).toBe(true);
	const signatures = new Set(forged.map(({ signature }) => typeof signature));
	expect(signatures).toEqual(new Set(['undefined', 'string']));
	expect(await log()).toEqual(Array(8).fill({ status: 'delivered', attempts: 1 }));
	expect((await chaos.counts()).callbacks.forged).toBe(8);
	await nothingMoreThan(16);
});

test('what was held back is forgotten with everything else', async () => {
	await chaos.disturbCallbacks('reordered', { delayMs: 500 });
	await report('published');
	await chaos.set({ callbackKinds: ['delayed'] });
	await report('published');
	pharlo.reset();
	// Would come after those that were held back, as it has to wait longer.
	await chaos.disturbCallbacks('delayed', { delayMs: 700 });
	await report('cancelled');
	expect((await receiver.arrived(1))[0]?.status).toBe('cancelled');
});

test('rates hold for callbacks, and requests are left alone', async () => {
	await chaos.set({ callbackRate: 0.5, delayMs: 0 });
	for (let done = 0; done < 200; done += 1) await report('published');
	const total = Object.values((await chaos.counts()).callbacks).reduce((sum, one) => sum + one, 0);
	expect(total).toBeGreaterThan(75);
	expect(total).toBeLessThan(125);
	await log();
	expect((await chaos.create()).status).toBe(201);
	expect((await chaos.counts()).requests).toEqual(zeroCounts(REQUEST_KINDS));
});
