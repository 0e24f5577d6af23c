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

/** Sends one more callback: once it has arrived, all earlier ones have arrived as well. */
async function expectNoMoreThan(count: number): Promise<void> {
	await chaos.set({ callbackRate: 0 });
	await sendCallback('cancelled');
	expect((await receiver.arrived(count + 1))[count]?.status).toBe('cancelled');
}

async function sendCallback(status: 'published' | 'cancelled') {
	const assignment = await pharlo.add('processing', { callbackUrl: receiver.url });
	pharlo.simulator.lifecycle.move(assignment, status);
	return assignment;
}

/** Returns the delivery log after all deliveries have ended. */
async function log() {
	const { simulation } = pharlo.simulator;
	while (simulation.state.deliveries.some(({ status }) => status === 'pending')) {
		await once(simulation, 'change');
	}
	return simulation.state.deliveries.map(({ status, attempts }) => ({ status, attempts }));
}

test('duplicate: sent twice, logged once', async () => {
	await chaos.disturbCallbacks('duplicate');
	await sendCallback('published');
	const [first, second] = await receiver.arrived(2);
	expect(first).toMatchObject({ status: 'published', isGenuine: true });
	expect(second).toEqual(first);
	expect(await log()).toEqual([{ status: 'delivered', attempts: 1 }]);
	expect((await chaos.counts()).callbacks.duplicate).toBe(1);
	await expectNoMoreThan(2);
});

test('delayed: pending at first, delivered in the end', async () => {
	await chaos.disturbCallbacks('delayed', { delayMs: 120 });
	const started = performance.now();
	await sendCallback('published');
	expect(pharlo.simulator.simulation.state.deliveries).toMatchObject([
		{ status: 'pending', attempts: 0, lastAttemptAt: null },
	]);
	await receiver.arrived(1);
	expect(performance.now() - started).toBeGreaterThan(115);
	expect(await log()).toEqual([{ status: 'delivered', attempts: 1 }]);
	expect((await chaos.counts()).callbacks.delayed).toBe(1);
	await expectNoMoreThan(1);
});

test('reordered: the next one of the assignment arrives first', async () => {
	await chaos.disturbCallbacks('reordered', { delayMs: 60_000 });
	const assignment = await pharlo.add('pending', { callbackUrl: receiver.url });
	for (let step = 0; step < 4; step += 1) {
		await pharlo.simulator.lifecycle.advance(assignment);
		if (step % 2 === 1) await receiver.arrived(step + 1);
	}
	const statuses = receiver.received.map(({ status }) => status);
	expect(statuses).toEqual(['uploaded', 'uploading', 'published', 'processing']);
	expect(receiver.received.every(({ isGenuine }) => isGenuine)).toBe(true);
	expect(new Set((await log()).map(({ status }) => status))).toEqual(new Set(['delivered']));
	expect((await chaos.counts()).callbacks.reordered).toBe(2);
	await expectNoMoreThan(4);
});

test('reordered: one without a successor is not lost', async () => {
	await chaos.disturbCallbacks('reordered', { delayMs: 120 });
	const started = performance.now();
	await sendCallback('published');
	await receiver.arrived(1);
	expect(performance.now() - started).toBeGreaterThan(115);
	expect(await log()).toEqual([{ status: 'delivered', attempts: 1 }]);
	await expectNoMoreThan(1);
});

test('forged: a false one arrives first, and does not affect the genuine one', async () => {
	await chaos.disturbCallbacks('forged');
	for (let round = 1; round <= 8; round += 1) {
		await sendCallback('published');
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
	await expectNoMoreThan(16);
});

test('a reset discards held-back callbacks', async () => {
	await chaos.disturbCallbacks('reordered', { delayMs: 500 });
	await sendCallback('published');
	await chaos.set({ callbackKinds: ['delayed'] });
	await sendCallback('published');
	pharlo.reset();
	// Has a longer delay, so it would arrive after those that were held back.
	await chaos.disturbCallbacks('delayed', { delayMs: 700 });
	await sendCallback('cancelled');
	expect((await receiver.arrived(1))[0]?.status).toBe('cancelled');
});

test('the rate applies to callbacks, and requests are not disturbed', async () => {
	await chaos.set({ callbackRate: 0.5, delayMs: 0 });
	for (let done = 0; done < 200; done += 1) await sendCallback('published');
	const total = Object.values((await chaos.counts()).callbacks).reduce((sum, one) => sum + one, 0);
	expect(total).toBeGreaterThan(75);
	expect(total).toBeLessThan(125);
	await log();
	expect((await chaos.create()).status).toBe(201);
	expect((await chaos.counts()).requests).toEqual(zeroCounts(REQUEST_KINDS));
});
