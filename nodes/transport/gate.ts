import { pause } from '../shared/pause';

/**
 * Lets the requests of one run through. When Pharlo says that there are too many of them, all wait:
 * one that stepped back alone would leave the others to run into the same refusal.
 */
export class Gate {
	#opensAt = 0;

	/** Milliseconds from now; a longer wait that is under way stays. */
	close(milliseconds: number): void {
		this.#opensAt = Math.max(this.#opensAt, Date.now() + milliseconds);
	}

	/** @throws the reason of `signal`, when the user stops the execution */
	async pass(signal?: AbortSignal): Promise<void> {
		for (let left = this.#left(); left > 0; left = this.#left()) await pause(left, signal);
	}

	#left(): number {
		return this.#opensAt - Date.now();
	}
}
