import { Throttle } from '../../nodes/Pharlo/transport/throttle.ts';

/** When each of so many that arrive together has got through, in milliseconds. */
async function passAll(gate: Throttle, count: number, signal?: AbortSignal): Promise<number[]> {
	const started = performance.now();
	return await Promise.all(
		Array.from({ length: count }, async () => {
			await gate.pass(signal);
			return performance.now() - started;
		}),
	);
}

describe('Throttle', () => {
	it('keeps those apart that arrive together', async () => {
		const times = await passAll(new Throttle(), 100);
		// Half a millisecond each, less what the clock of a pause rounds off.
		const early = times.filter((time, index) => time < index / 2 - 3);
		expect(early).toEqual([]);
	});

	it('makes nobody wait who comes alone', async () => {
		const gate = new Throttle();
		let isThrough = false;
		void gate.pass().then(() => (isThrough = true));
		await Promise.resolve();
		expect(isThrough).toBe(true);
	});

	it('lets nobody through while it is closed, and a shorter wait does not open it', async () => {
		const gate = new Throttle();
		gate.close(60);
		gate.close(5);
		const [first = 0] = await passAll(gate, 3);
		expect(first).toBeGreaterThanOrEqual(59);
	});

	it('lets nobody else through when the user stops the execution', async () => {
		const stop = new AbortController();
		const passing = passAll(new Throttle(), 20, stop.signal);
		stop.abort(new Error('Stopped'));
		await expect(passing).rejects.toThrow('Stopped');
	});
});
