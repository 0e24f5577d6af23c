import { bodyOf, isSuccess, outcomeOf, type Exchange, type ReadWriteApi } from './api.mts';
import { open, settled, type Finding } from './finding.mts';
import { withOffset, type ScheduledTrial } from './trial.mts';

interface Form {
	readonly name: string;
	readonly write: (instant: Date) => string;
}

/** Every form is within a day of the same instant, whatever zone an API assumes for it. */
const FORMS: readonly Form[] = [
	{ name: 'with `Z`', write: (instant) => `${instant.toISOString().slice(0, 19)}Z` },
	{ name: 'with `+02:00`', write: (instant) => withOffset(instant, 2) },
	{ name: 'with `+0200`', write: (instant) => withOffset(instant, 2).replace(/:00$/, '00') },
	{ name: 'with milliseconds', write: (instant) => instant.toISOString() },
	{ name: 'without seconds', write: (instant) => `${instant.toISOString().slice(0, 16)}Z` },
	{ name: 'without an offset', write: (instant) => instant.toISOString().slice(0, 19) },
];

/** Each form is an Update. */
export const TIMES_CREDITS = FORMS.length * 2;

/**
 * Tries forms of a scheduled time on an assignment, in Updates, so that none of them creates
 * another one.
 *
 * @param signal aborts further tries
 */
export async function tryTimes(
	api: ReadWriteApi,
	id: string,
	{ body: { scheduledAt } }: ScheduledTrial,
	signal: AbortSignal,
): Promise<Finding[]> {
	const findings: Finding[] = [];
	for (const [index, { name, write }] of FORMS.entries()) {
		if (signal.aborted) break;
		// Another minute each time, to see whether it is taken over.
		const instant = new Date(Date.parse(scheduledAt) + (index + 1) * 60_000);
		const changed = await api.send({
			method: 'PATCH',
			path: 'assignments/{id}',
			parts: { id },
			body: { scheduledAt: write(instant) },
		});
		findings.push(findingOf(`A scheduled time ${name}`, changed, instant));
	}
	return findings;
}

function findingOf(question: string, changed: Exchange, instant: Date): Finding {
	if (changed.status === 400 || changed.status === 422) {
		return settled(question, `rejected with ${outcomeOf(changed)}`, changed.label);
	}
	if (!isSuccess(changed)) return open(question, outcomeOf(changed), changed.label);
	const { scheduledAt } = bodyOf(changed);
	const returned = typeof scheduledAt === 'string' ? Date.parse(scheduledAt) : NaN;
	if (Number.isNaN(returned)) return settled(question, 'accepted', changed.label);
	const minutes = Math.round((returned - instant.getTime()) / 60_000);
	return settled(
		question,
		minutes === 0 ? 'accepted' : `accepted, but moved by ${minutes} minutes!`,
		changed.label,
	);
}
