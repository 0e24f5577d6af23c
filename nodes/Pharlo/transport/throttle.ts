/**
 * Waits, and ends at once when the user stops the execution.
 *
 * `setTimeout` is forbidden in community nodes, n8n-workflow's `sleep` cannot be interrupted, and its
 * `sleepWithAbort` no longer exists in 2.41. A signal that aborts itself is what remains.
 *
 * @param milliseconds rounded up, because the signal takes whole milliseconds
 * @throws the reason of `signal`, when it aborts
 */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
	signal?.throwIfAborted();
	await new Promise<void>((resolve, reject) => {
		const onCancel = (): void => reject(signal?.reason as Error);
		signal?.addEventListener('abort', onCancel, { once: true });
		AbortSignal.timeout(Math.ceil(milliseconds)).addEventListener('abort', () => {
			signal?.removeEventListener('abort', onCancel);
			resolve();
		});
	});
}

/**
 * Milliseconds between two requests. Requests that start together end together, and while n8n processes
 * all those responses no request is on its way. With about the time that n8n takes for one request
 * between them, a thousand requests of 20 ms took 1.03 s instead of 1.21 s (medians of eight, 50 at a
 * time).
 */
const SPACING_MS = 0.5;

/**
 * Spaces the requests of one run. When Pharlo says that there are too many of them, all of them wait:
 * if only the one that was rejected waited, the others would be rejected as well.
 */
export class Throttle {
	#opensAt = 0;
	#next = 0;

	/** Holds all requests back for so many milliseconds; never shortens a wait that is under way. */
	close(milliseconds: number): void {
		this.#opensAt = Math.max(this.#opensAt, performance.now() + milliseconds);
	}

	/**
	 * Resolves when the next request may be sent, or at once when that would be too late.
	 *
	 * @param lastStart when the request may start at the latest; milliseconds since 1970
	 * @returns 0, or the milliseconds for which requests are still held back
	 * @throws the reason of `signal`, when the user stops the execution
	 */
	async pass(signal?: AbortSignal, lastStart = Number.POSITIVE_INFINITY): Promise<number> {
		const now = performance.now();
		const turn = Math.max(this.#next, now);
		this.#next = turn + SPACING_MS;
		// A pause takes whole milliseconds, so two requests go through together.
		const wait = Math.floor(turn - now);
		if (wait > 0) await pause(wait);
		// The signal is checked here and not passed to the pause: with so many listeners on one signal
		// Node warns of a leak.
		signal?.throwIfAborted();
		for (let left = this.#left(); left > 0; left = this.#left()) {
			if (Date.now() + left > lastStart) return left;
			await pause(left, signal);
		}
		return 0;
	}

	#left(): number {
		return this.#opensAt - performance.now();
	}
}
