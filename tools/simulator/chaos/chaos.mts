import { Random } from '../random.mts';
import type { Simulation } from '../simulation.mts';
import { CALLBACK_KINDS, REQUEST_KINDS, type CallbackKind, type RequestKind } from './settings.mts';

/** A fault to inject. */
export interface Fault<Kind> {
	readonly kind: Kind;
	/** 0 ≤ n < 1; selects among the variants of a kind. */
	readonly variant: number;
}

/** Counts of injected faults, as returned by `GET /simulator/chaos`. */
export interface ChaosCounts {
	readonly requests: Record<RequestKind, number>;
	readonly callbacks: Record<CallbackKind, number>;
}

/**
 * Decides which faults to inject, and counts them.
 *
 * It has its own random generators, so IDs and durations are the same with and without chaos.
 * Requests and callbacks use separate generators, because their relative order depends on timing.
 */
export class Chaos {
	readonly #simulation: Simulation;
	#settings;
	#requestRandom: Random;
	#callbackRandom: Random;
	#counts = zeroCounts();

	constructor(simulation: Simulation) {
		this.#simulation = simulation;
		this.#settings = simulation.settings.chaos;
		[this.#requestRandom, this.#callbackRandom] = createGenerators(this.#settings.seed);
		simulation.on('reset', () => {
			this.#counts = zeroCounts();
			this.#restart();
		});
	}

	get counts(): ChaosCounts {
		return this.#counts;
	}

	/**
	 * Returns the fault for the next request, if any. Has to be called once for each request, in
	 * order.
	 */
	nextRequest(): Fault<RequestKind> | undefined {
		this.#restartIfChanged();
		const { rate, kinds } = this.#settings;
		return draw(this.#requestRandom, rate, kinds);
	}

	/**
	 * Returns the fault for the next callback, if any. Has to be called once for each callback, in
	 * order.
	 */
	nextCallback(): Fault<CallbackKind> | undefined {
		this.#restartIfChanged();
		const { callbackRate, callbackKinds } = this.#settings;
		return draw(this.#callbackRandom, callbackRate, callbackKinds);
	}

	/**
	 * Called when a fault is injected, not when it is drawn: an invalid request may be rejected
	 * first.
	 */
	countRequest(kind: RequestKind, what: string): void {
		this.#counts.requests[kind] += 1;
		this.#simulation.options.log(`chaos: ${kind}: ${what}`);
	}

	countCallback(kind: CallbackKind, assignmentId: string): void {
		this.#counts.callbacks[kind] += 1;
		this.#simulation.options.log(`chaos: ${kind} callback: ${assignmentId.slice(0, 8)}`);
	}

	/** Settings are replaced, never mutated, so a new object restarts the generators. */
	#restartIfChanged(): void {
		if (this.#settings !== this.#simulation.settings.chaos) this.#restart();
	}

	#restart(): void {
		this.#settings = this.#simulation.settings.chaos;
		[this.#requestRandom, this.#callbackRandom] = createGenerators(this.#settings.seed);
	}
}

function createGenerators(seed: number): [Random, Random] {
	return [new Random(seed), new Random(~seed)];
}

/** Always draws three numbers, so that a fault does not depend on the faults before it. */
function draw<Kind>(random: Random, rate: number, kinds: readonly Kind[]): Fault<Kind> | undefined {
	const happens = random.next() < rate;
	const kind = pick(kinds, random.next());
	const variant = random.next();
	return happens && kind !== undefined ? { kind, variant } : undefined;
}

/** @param chance 0 ≤ n < 1 */
export function pick<T>(items: readonly T[], chance: number): T | undefined {
	return items[Math.floor(chance * items.length)];
}

function zeroCounts(): ChaosCounts {
	const zeros = <Kind extends string>(kinds: readonly Kind[]) =>
		Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
	return { requests: zeros(REQUEST_KINDS), callbacks: zeros(CALLBACK_KINDS) };
}
