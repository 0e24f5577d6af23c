import { getEventListeners } from 'node:events';

import { pause, Throttle } from '../../nodes/Pharlo/transport/throttle.ts';
import { useFakeClock } from '../harness/fake-clock.mts';

useFakeClock();

/** When each of these promises has settled: milliseconds from now, in their order. */
async function timesOf(promises: ReadonlyArray<Promise<unknown>>): Promise<number[]> {
	const startedAt = performance.now();
	const times = promises.map(async (promise) => {
		await promise.catch(() => undefined);
		return performance.now() - startedAt;
	});
	await jest.runAllTimersAsync();
	return await Promise.all(times);
}

/** Lets so many requests pass that arrive together. */
function passAll(throttle: Throttle, count: number, signal?: AbortSignal): Array<Promise<number>> {
	return Array.from({ length: count }, async () => await throttle.pass(signal));
}

const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

describe('pause', () => {
	it.each([
		[0.2, 1],
		[1, 1],
		[99.5, 100],
		[5000, 5000],
	])('of %d ms takes %i ms', async (milliseconds, expected) => {
		expect(await timesOf([pause(milliseconds)])).toEqual([expected]);
		expect(await timesOf([pause(milliseconds, new AbortController().signal)])).toEqual([expected]);
	});

	it('rejects at once when the signal aborts', async () => {
		const stop = new AbortController();
		const reason = new Error('Stopped');
		const pausing = pause(5000, stop.signal);
		setTimeout(() => stop.abort(reason), 70);
		expect(await timesOf([pausing])).toEqual([70]);
		await expect(pausing).rejects.toBe(reason);
	});

	it('rejects without a timer if the signal has aborted', async () => {
		const reason = new Error('Stopped');
		await expect(pause(5000, AbortSignal.abort(reason))).rejects.toBe(reason);
		expect(jest.getTimerCount()).toBe(0);
	});

	it('leaves no listener on the signal', async () => {
		const stop = new AbortController();
		const long = pause(100, stop.signal);
		const short = pause(10, stop.signal);
		expect(listenersOf(stop.signal)).toBe(2);
		await jest.advanceTimersByTimeAsync(10);
		expect(listenersOf(stop.signal)).toBe(1);
		stop.abort(new Error('Stopped'));
		expect(listenersOf(stop.signal)).toBe(0);
		await timesOf([short, long]);
	});
});

describe('Throttle', () => {
	it('lets a single request pass at once', async () => {
		const passing = new Throttle().pass();
		expect(jest.getTimerCount()).toBe(0);
		expect(await timesOf([passing])).toEqual([0]);
	});

	it('lets two requests pass per millisecond', async () => {
		expect(await timesOf(passAll(new Throttle(), 100))).toEqual(
			Array.from({ length: 100 }, (_, index) => Math.floor(index / 2)),
		);
	});

	it('spaces requests that arrive later from those that wait', async () => {
		const throttle = new Throttle();
		const first = passAll(throttle, 8);
		await jest.advanceTimersByTimeAsync(2);
		expect(await timesOf([...first, ...passAll(throttle, 4)])).toEqual([
			...[0, 0, 0, 0, 0, 0, 1, 1],
			...[2, 2, 3, 3],
		]);
	});

	it('keeps no time from requests long ago', async () => {
		const throttle = new Throttle();
		await timesOf(passAll(throttle, 8));
		await jest.advanceTimersByTimeAsync(1000);
		expect(await timesOf(passAll(throttle, 4))).toEqual([0, 0, 1, 1]);
	});

	it.each([
		[[60], 60],
		[[60, 5], 60],
		[[5, 60], 60],
		[[0.5], 1],
		[[0], 0],
		[[-5], 0],
	])('closed for %j ms lets requests pass after %i ms', async (closings, expected) => {
		const throttle = new Throttle();
		for (const milliseconds of closings) throttle.close(milliseconds);
		const times = await timesOf(passAll(throttle, 2));
		expect(times).toEqual([expected, expected]);
	});

	it('stays closed as long as it is told while requests wait', async () => {
		const throttle = new Throttle();
		throttle.close(60);
		setTimeout(() => throttle.close(60), 40);
		setTimeout(() => throttle.close(10), 50);
		expect(await timesOf(passAll(throttle, 1))).toEqual([100]);
	});

	it('holds back requests that wait for their turn when it closes', async () => {
		const throttle = new Throttle();
		setTimeout(() => throttle.close(60), 3);
		expect(await timesOf(passAll(throttle, 12))).toEqual([
			...[0, 0, 1, 1, 2, 2],
			...[63, 63, 63, 63, 63, 63],
		]);
	});

	it('opens again', async () => {
		const throttle = new Throttle();
		throttle.close(60);
		await jest.advanceTimersByTimeAsync(60);
		expect(await timesOf(passAll(throttle, 1))).toEqual([0]);
	});

	it.each([
		[59, 0, 60],
		[60, 60, 0],
		[1000, 60, 0],
	])('if it opens later than in %i ms, says so at once', async (latest, waited, left) => {
		const throttle = new Throttle();
		throttle.close(60);
		const passing = throttle.pass(undefined, Date.now() + latest);
		expect(await timesOf([passing])).toEqual([waited]);
		expect(await passing).toBe(left);
	});

	describe('when the signal aborts', () => {
		const reason = new Error('Stopped');

		it('lets no request pass', async () => {
			await expect(new Throttle().pass(AbortSignal.abort(reason))).rejects.toBe(reason);
		});

		it('lets none of those pass that wait for their turn', async () => {
			const stop = new AbortController();
			const passing = passAll(new Throttle(), 20, stop.signal);
			const settled = Promise.allSettled(passing);
			await jest.advanceTimersByTimeAsync(4);
			// So many listeners on one signal would make Node warn of a leak.
			expect(listenersOf(stop.signal)).toBe(0);
			stop.abort(reason);
			await jest.runAllTimersAsync();
			const results = (await settled).map((result) =>
				'reason' in result ? (result.reason as unknown) : 'passed',
			);
			expect(results).toEqual(Array.from({ length: 20 }, (_, n) => (n < 10 ? 'passed' : reason)));
		});

		it('rejects at once while it is closed', async () => {
			const throttle = new Throttle();
			throttle.close(1000);
			const stop = new AbortController();
			const passing = throttle.pass(stop.signal);
			setTimeout(() => stop.abort(reason), 30);
			expect(await timesOf([passing])).toEqual([30]);
			await expect(passing).rejects.toBe(reason);
		});
	});
});
