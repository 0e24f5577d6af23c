import { CALLBACK_KINDS, NO_CHAOS, REQUEST_KINDS } from '../../tools/simulator/chaos/settings.mts';
import { parseOptions } from '../../tools/simulator/command-line.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
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

/** Sends requests and returns the fault of each. */
async function faultsOf(times: number, client = chaos): Promise<string[]> {
	const found: string[] = [];
	for (let done = 0; done < times; done += 1) {
		const before = (await client.counts()).requests;
		await client.call('GET', 'billing/status');
		const after = (await client.counts()).requests;
		found.push(REQUEST_KINDS.find((kind) => after[kind] > before[kind]) ?? 'nothing');
	}
	return found;
}

test('the same seed gives the same faults, another seed different ones', async () => {
	const settings = { rate: 0.5, seed: 7, slowMs: 0 };
	await chaos.set(settings);
	const first = await faultsOf(60);
	await chaos.set(settings);
	expect(await faultsOf(60)).toEqual(first);
	expect(await faultsOf(60)).not.toEqual(first);
	await chaos.set({ seed: 8 });
	expect(await faultsOf(60)).not.toEqual(first);
});

test('a reset restarts the faults and the counts', async () => {
	const settings = { ...DEFAULTS.settings, chaos: { ...NO_CHAOS, rate: 0.5, slowMs: 0 } };
	const disturbed = await Pharlo.start({ settings });
	const client = new ChaosClient(disturbed);
	const first = await faultsOf(40, client);
	expect((await client.counts()).requests).not.toEqual(zeroCounts(REQUEST_KINDS));
	await client.control('POST', 'reset');
	expect(await client.counts()).toEqual({
		requests: zeroCounts(REQUEST_KINDS),
		callbacks: zeroCounts(CALLBACK_KINDS),
	});
	expect(await faultsOf(40, client)).toEqual(first);
	await disturbed.close();
});

test('IDs are the same with and without chaos', async () => {
	const ids = async (disturb: () => Promise<void>) => {
		await chaos.create();
		await disturb();
		for (let done = 0; done < 5; done += 1) await chaos.create();
		return pharlo.assignments.map(({ id }) => id);
	};
	const calm = await ids(async () => undefined);
	pharlo.reset();
	const disturbed = await ids(
		async () => await chaos.set({ rate: 1, kinds: ['resetAfter', 'halfAnswer'] }),
	);
	expect(disturbed).toEqual(calm);
});

test('the rate applies, and every kind occurs', async () => {
	await chaos.set({ rate: 0.3, slowMs: 0 });
	for (let done = 0; done < 1000; done += 1) await chaos.call('GET', 'billing/status');
	const done = Object.values((await chaos.counts()).requests);
	const total = done.reduce((sum, count) => sum + count, 0);
	expect(total).toBeGreaterThan(250);
	expect(total).toBeLessThan(350);
	// Nine kinds share 300: each has about 33.
	expect(Math.min(...done)).toBeGreaterThan(15);
	expect(Math.max(...done)).toBeLessThan(60);
});

test('settings can be partial, and are validated', async () => {
	await chaos.set({ seed: 5, rate: 0.5 });
	await chaos.set({ rate: 0 });
	expect(pharlo.simulator.simulation.settings.chaos).toEqual({ ...NO_CHAOS, seed: 5 });
	for (const wrong of [{ rate: 1.1 }, { kinds: ['earthquake'] }, { kinds: [] }]) {
		expect((await chaos.control('PUT', 'settings', { chaos: wrong })).status).toBe(400);
	}
	await chaos.control('POST', 'reset');
	expect(pharlo.simulator.simulation.settings.chaos).toEqual(NO_CHAOS);
	expect(NO_CHAOS).toMatchObject({ rate: 0, seed: 1 });
});

const parse = (args: string[], env = {}) =>
	parseOptions(args, env, () => undefined)?.settings.chaos;

test('flags and environment', () => {
	const env = { PHARLO_SIM_CHAOS: '0.1', PHARLO_SIM_CHAOS_CALLBACKS: '0.2' };
	const flags = ['--chaos', '0.3', '--chaos-seed', '9', '--chaos-kinds', 'tooMany, slow,forged'];
	expect(parse(flags, env)).toEqual({
		...NO_CHAOS,
		rate: 0.3,
		callbackRate: 0.2,
		seed: 9,
		kinds: ['slow', 'tooMany'],
		callbackKinds: ['forged'],
	});
	expect(parse(['--chaos-kinds', 'duplicate'])?.kinds).toEqual(REQUEST_KINDS);
	expect(parse([])).toEqual(NO_CHAOS);
});

test.each([
	['--chaos', '2'],
	['--chaos-callbacks', 'often'],
	['--chaos-seed', '1.5'],
	['--chaos-kinds', 'slow,earthquake'],
])('%s %s is invalid', (flag, value) => {
	expect(() => parse([flag, value])).toThrow(flag);
});
