import { Random } from '../random.mts';
import type { World } from '../world.mts';
import { CALLBACK_KINDS, REQUEST_KINDS, type CallbackKind, type RequestKind } from './settings.mts';

/** Something that shall go wrong. */
export interface Fault<Kind> {
	readonly kind: Kind;
	/** 0 ≤ n < 1, decides between the faces that a kind has. */
	readonly look: number;
}

/** What was done, as `GET /simulator/chaos` tells it. */
export interface ChaosCounts {
	readonly requests: Record<RequestKind, number>;
	readonly callbacks: Record<CallbackKind, number>;
}

/**
 * Decides what goes wrong, and counts what went wrong.
 *
 * Its chances are its own: IDs and durations are the same with chaos and without. Requests and
 * callbacks do not share theirs either, because when a callback comes due between two requests is
 * a matter of milliseconds.
 */
export class Chaos {
	readonly #world: World;
	#settings;
	#ofRequests: Random;
	#ofCallbacks: Random;
	#counts = nothingYet();

	constructor(world: World) {
		this.#world = world;
		this.#settings = world.settings.chaos;
		[this.#ofRequests, this.#ofCallbacks] = chances(this.#settings.seed);
		world.on('reset', () => {
			this.#counts = nothingYet();
			this.#beginAnew();
		});
	}

	get counts(): ChaosCounts {
		return this.#counts;
	}

	/** Whether and how the next request is disturbed; to be asked once for each, in their order. */
	nextRequest(): Fault<RequestKind> | undefined {
		this.#noticeChange();
		const { rate, kinds } = this.#settings;
		return draw(this.#ofRequests, rate, kinds);
	}

	/** The same for callbacks. */
	nextCallback(): Fault<CallbackKind> | undefined {
		this.#noticeChange();
		const { callbackRate, callbackKinds } = this.#settings;
		return draw(this.#ofCallbacks, callbackRate, callbackKinds);
	}

	/** To be told when it is done, not when it is drawn: an invalid request may be refused first. */
	countRequest(kind: RequestKind, what: string): void {
		this.#counts.requests[kind] += 1;
		this.#world.options.log(`chaos: ${kind}: ${what}`);
	}

	countCallback(kind: CallbackKind, assignmentId: string): void {
		this.#counts.callbacks[kind] += 1;
		this.#world.options.log(`chaos: ${kind} callback: ${assignmentId.slice(0, 8)}`);
	}

	/** Settings are replaced, never changed in place: another object is another beginning. */
	#noticeChange(): void {
		if (this.#settings !== this.#world.settings.chaos) this.#beginAnew();
	}

	#beginAnew(): void {
		this.#settings = this.#world.settings.chaos;
		[this.#ofRequests, this.#ofCallbacks] = chances(this.#settings.seed);
	}
}

function chances(seed: number): [Random, Random] {
	return [new Random(seed), new Random(~seed)];
}

/** Always three numbers: whether one is disturbed does not depend on what befell those before. */
function draw<Kind>(random: Random, rate: number, kinds: readonly Kind[]): Fault<Kind> | undefined {
	const happens = random.next() < rate;
	const kind = pick(kinds, random.next());
	const look = random.next();
	return happens && kind !== undefined ? { kind, look } : undefined;
}

/** @param chance 0 ≤ n < 1 */
export function pick<T>(items: readonly T[], chance: number): T | undefined {
	return items[Math.floor(chance * items.length)];
}

function nothingYet(): ChaosCounts {
	const zeros = <Kind extends string>(kinds: readonly Kind[]) =>
		Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
	return { requests: zeros(REQUEST_KINDS), callbacks: zeros(CALLBACK_KINDS) };
}
