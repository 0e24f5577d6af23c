import { pause } from './pause';

/**
 * Requests that set out together come back together, and while n8n works on all those answers nothing
 * is on its way. Kept apart by about what n8n takes for one, a thousand requests of 20 ms were done in
 * 1.03 s instead of 1.21 s (medians of eight, 50 at a time).
 */
const APART_MS = 0.5;

/**
 * Lets the requests of one run through, a little apart. When Pharlo says that there are too many of
 * them, all wait: one that stepped back alone would leave the others to run into the same refusal.
 */
export class Gate {
	#opensAt = 0;
	#next = 0;

	/** Milliseconds from now; a longer wait that is under way stays. */
	close(milliseconds: number): void {
		this.#opensAt = Math.max(this.#opensAt, performance.now() + milliseconds);
	}

	/** @throws the reason of `signal`, when the user stops the execution */
	async pass(signal?: AbortSignal): Promise<void> {
		const now = performance.now();
		const turn = Math.max(this.#next, now);
		this.#next = turn + APART_MS;
		// The clock of a pause has whole milliseconds, so two go through together.
		const wait = Math.floor(turn - now);
		if (wait > 0) await pause(wait);
		// Not by the pause: so many listeners on one signal make Node warn of a leak.
		signal?.throwIfAborted();
		for (let left = this.#left(); left > 0; left = this.#left()) await pause(left, signal);
	}

	#left(): number {
		return this.#opensAt - performance.now();
	}
}
