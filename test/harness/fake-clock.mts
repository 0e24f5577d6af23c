/**
 * Replaces the clock for all tests of a file: time passes only through Jest's timers. Those do not
 * cover `AbortSignal.timeout`, which is how the node waits.
 */
export function useFakeClock(): void {
	// Real time; a promise that never settles is not waited for as long as n8n is elsewhere.
	jest.setTimeout(5000);
	beforeEach(() => {
		jest.useFakeTimers({ now: new Date('2026-11-22T12:00:00Z') });
		jest.spyOn(AbortSignal, 'timeout').mockImplementation(timeoutSignal);
	});
	afterEach(() => {
		jest.spyOn(AbortSignal, 'timeout').mockRestore();
		jest.useRealTimers();
	});
}

function timeoutSignal(milliseconds: number): AbortSignal {
	// As Node does: it rejects fractions, and no timer takes less than a millisecond.
	if (!Number.isInteger(milliseconds)) throw new RangeError(`${milliseconds} is not an integer`);
	const controller = new AbortController();
	setTimeout(() => controller.abort(), Math.max(1, milliseconds));
	return controller.signal;
}

/** Runs all timers, also those that are set meanwhile, and returns the result of `promise`. */
export async function finish<T>(promise: Promise<T>): Promise<T> {
	// Without a handler, a rejection before the timers have run would fail the test.
	promise.catch(() => undefined);
	await jest.runAllTimersAsync();
	return await promise;
}

/** The same for a promise that must reject: returns its reason. */
export async function reasonOf(promise: Promise<unknown>): Promise<unknown> {
	return await finish(
		promise.then(
			(value) => {
				throw new Error(`It resolved with ${JSON.stringify(value)}`);
			},
			(reason: unknown) => reason,
		),
	);
}
