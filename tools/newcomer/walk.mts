import type { Journey } from './journey.mts';
import { POSTING } from './posting.mts';
import type { Effort } from './user.mts';
import { WATCHING } from './watching.mts';

/** What Pharlo has seen of a user so far. */
export interface Usage {
	readonly requests: number;
	readonly credits: number;
	readonly assignments: number;
}

/** What one step took. */
export interface Measured extends Effort, Usage {
	readonly title: string;
	/** What the user has read on the screen at the end of the step. */
	readonly read: string;
}

/** The steps up to the first post that Pharlo has accepted. */
export const TO_FIRST_POST = 4;

/** Takes all steps, and measures each of them. */
export async function walk(journey: Journey, getUsage: () => Usage): Promise<Measured[]> {
	const measured: Measured[] = [];
	for (const { title, take } of [...POSTING, ...WATCHING]) {
		const before = { ...journey.user.effort, ...getUsage() };
		const read = await take(journey);
		const after = { ...journey.user.effort, ...getUsage() };
		measured.push({ title, read, ...difference(after, before) });
	}
	return measured;
}

const ZERO: Effort & Usage = {
	clicks: 0,
	fields: 0,
	keys: 0,
	requests: 0,
	credits: 0,
	assignments: 0,
};

function difference(after: Effort & Usage, before: Effort & Usage): Effort & Usage {
	return combine(after, before, (a, b) => a - b);
}

/** Returns what several steps took together. */
export function sum(steps: readonly (Effort & Usage)[]): Effort & Usage {
	return steps.reduce((total, step) => combine(total, step, (a, b) => a + b), ZERO);
}

function combine(
	one: Effort & Usage,
	other: Effort & Usage,
	operate: (a: number, b: number) => number,
): Effort & Usage {
	return {
		clicks: operate(one.clicks, other.clicks),
		fields: operate(one.fields, other.fields),
		keys: operate(one.keys, other.keys),
		requests: operate(one.requests, other.requests),
		credits: operate(one.credits, other.credits),
		assignments: operate(one.assignments, other.assignments),
	};
}
