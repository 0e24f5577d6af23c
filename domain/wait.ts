import { z } from 'zod';

import { ASSIGNMENT_STATUSES } from './assignment';
import type { CallbackEvent } from './event';
import { explainFailure, parseFailures } from './failure';
import { isFileAddress } from './fileAddress';
import { titleOf } from './title';

/** Whether nothing more happens by itself. Statuses that we do not know are not final. */
export function isFinal(status: unknown): boolean {
	return ASSIGNMENT_STATUSES.some(({ value, isFinal: ends }) => value === status && ends === true);
}

const entrySchema = z.object({ itemIndex: z.number().int().nonnegative() });

/**
 * What a waiting execution has to remember. n8n stores it with the execution, as the context of the
 * node, where every later node of the workflow can read it too.
 */
export const waitSchema = z.object({
	/** What was created, with the status in which it was last seen. */
	assignments: z.array(
		entrySchema.extend({ id: z.string(), status: z.unknown() }).catchall(z.unknown()),
	),
	/** Output items of those that could not be created. */
	failures: z.array(entrySchema.extend({ json: z.record(z.string(), z.unknown()) })),
	/** The files that they publish, by input item: in n8n's form, for the output items. */
	files: z.array(entrySchema.extend({ binary: z.record(z.string(), z.unknown()) })).optional(),
	/** Finds all assignments with one request; null for a single one, which needs none. */
	externalId: z.string().nullable(),
	limitMinutes: z.number(),
	/** Whether each outcome has an output of its own. */
	byOutcome: z.boolean(),
	/** Whether an input item may have several posts, and each of them tells how many are published. */
	summarizes: z.boolean().optional(),
	/** Whether the output has only the essentials. */
	simplified: z.boolean().optional(),
});

export type Wait = z.infer<typeof waitSchema>;

/** An assignment that an execution waits for. */
export type WaitingAssignment = Wait['assignments'][number];

type Json = Readonly<Record<string, unknown>>;

/**
 * The callback URL holds n8n's token to resume the execution while it waits, and the address of a file
 * of n8n one to download it. Both are removed from everything that is stored or shown.
 */
export function withoutTokens<T extends Json>(assignment: T): Omit<T, 'callbackUrl' | 'mediaUrl'> {
	const isHidden = isFileAddress(assignment.mediaUrl);
	return without(assignment, 'callbackUrl', ...(isHidden ? (['mediaUrl'] as const) : []));
}

/** The object without some of its keys. */
export function without<T extends object, K extends keyof T & string>(
	object: T,
	...keys: readonly K[]
): Omit<T, K> {
	const left = Object.entries(object).filter(([key]) => !keys.some((one) => one === key));
	return Object.fromEntries(left) as Omit<T, K>;
}

/**
 * An object with some of its keys, in this order.
 *
 * @param names null where the object does not have them
 * @param ifPresent left out where the object does not have them
 */
export function pick<V>(
	json: Readonly<Record<string, V>>,
	names: readonly string[],
	ifPresent: readonly string[],
): Record<string, V | null> {
	const present = ifPresent.filter((name) => json[name] !== undefined);
	return Object.fromEntries([...names, ...present].map((name) => [name, json[name] ?? null]));
}

/** The assignments whose outcome is not known yet. */
export function pendingAssignments(assignments: readonly WaitingAssignment[]): WaitingAssignment[] {
	return assignments.filter(({ status }) => !isFinal(status));
}

/** Applies an event to the assignment that it is about; what the event does not tell stays. */
export function withEvent(
	assignments: readonly WaitingAssignment[],
	event: CallbackEvent,
): WaitingAssignment[] {
	const news = without(event, 'assignmentId', 'timestamp');
	return assignments.map((assignment) =>
		assignment.id === event.assignmentId ? merge(assignment, news) : assignment,
	);
}

/**
 * Whether an assignment has ended, but it is not told where the post is or why there is none. Pharlo's
 * response to a Create of one that exists need not tell (Publishing guide, Idempotency keys).
 */
export function lacksDetails({ status, platformUrl, errors }: Json): boolean {
	if (status === 'published') return typeof platformUrl !== 'string';
	return status === 'failed' && reasonsOf(errors).length === 0;
}

function reasonsOf(errors: unknown): string[] {
	return parseFailures(errors).flatMap(({ code, message }) => message ?? code ?? []);
}

/**
 * Applies rows of Pharlo's list to the assignments; those without a row stay as they are. What has
 * ended stays ended, because a list may be older than an event that came meanwhile, but a row may add
 * the details that it lacks.
 */
export function withListed(
	assignments: readonly WaitingAssignment[],
	listed: readonly Json[],
): WaitingAssignment[] {
	const rows = new Map(listed.map((row) => [row.id, row]));
	return assignments.map((assignment) => {
		const row = rows.get(assignment.id);
		return row === undefined || !tellsMore(row, assignment) ? assignment : merge(assignment, row);
	});
}

function tellsMore(row: Json, assignment: WaitingAssignment): boolean {
	if (!isFinal(assignment.status)) return true;
	return row.status === assignment.status && lacksDetails(assignment);
}

function merge(assignment: WaitingAssignment, news: Json): WaitingAssignment {
	const { id, itemIndex } = assignment;
	const status = news.status ?? assignment.status;
	return { ...assignment, ...withoutTokens(news), id, itemIndex, status };
}

/** How a wait ended; `timedOut` says nothing about the post, only that the time limit has passed. */
export type Outcome = 'published' | 'failed' | 'cancelled' | 'timedOut';

/** An assignment with its outcome. */
export interface WithOutcome {
	readonly outcome: Outcome;
	/** The outcome in a sentence. */
	readonly message: string;
	/** Why the media failed, for the person who can fix it. */
	readonly explanation?: string;
	readonly [key: string]: unknown;
}

/** What the output of a wait has where it is simplified, the most useful first. */
export const OUTCOME_ESSENTIALS = {
	essentials: [
		'outcome',
		'platformUrl',
		'message',
		'title',
		'id',
		'status',
		'platform',
		'connectionId',
		'externalId',
		'errors',
	],
	atTimes: [
		'explanation',
		'connectionName',
		'alreadyExisted',
		'differsIn',
		'mediaFile',
		'scheduledAtLocal',
		'creditsUsed',
		'creditsBalance',
	],
} as const;

/** The essentials of an assignment with its outcome. */
export function simplifyOutcome<V>(json: Readonly<Record<string, V>>): Record<string, V | null> {
	return pick(json, OUTCOME_ESSENTIALS.essentials, OUTCOME_ESSENTIALS.atTimes);
}

/**
 * Adds the outcome to an assignment, so that no workflow mistakes a failure for a success. What people
 * look for comes first.
 *
 * @param limitMinutes the time limit, for one that has not ended
 */
export function withOutcome(assignment: Json, limitMinutes: number): WithOutcome {
	const { platformUrl, title, id, ...rest } = withoutTokens(assignment);
	const { outcome, message, ...more } = describeOutcome(assignment, limitMinutes);
	const name = title ?? titleOf(assignment.payload);
	return {
		outcome,
		...(platformUrl === undefined ? {} : { platformUrl }),
		message,
		...(name === null ? {} : { title: name }),
		...(id === undefined ? {} : { id }),
		...rest,
		...more,
	};
}

function describeOutcome(
	{ status, platformUrl, errors }: Json,
	limitMinutes: number,
): Pick<WithOutcome, 'outcome' | 'message' | 'explanation'> {
	if (status === 'published') {
		const where = typeof platformUrl === 'string' ? ` at ${platformUrl}` : '';
		return { outcome: status, message: `Published${where}` };
	}
	if (status === 'cancelled') {
		return { outcome: status, message: 'Not published: it was cancelled' };
	}
	if (status === 'failed') {
		const explanation = explainFailure(errors);
		return {
			outcome: status,
			message: `Not published: ${reasonsOf(errors).join('; ') || 'Pharlo gives no reason'}`,
			...(explanation === undefined ? {} : { explanation }),
		};
	}
	return {
		outcome: 'timedOut',
		message: `Not known yet: ${String(status ?? 'pending')} when the time limit of ${limitMinutes} ${limitMinutes === 1 ? 'minute' : 'minutes'} had passed. Check what happened to it with Get.`,
	};
}

/**
 * How many posts of an input item are published, in words, e.g. `3 of 4 published`.
 *
 * @returns by input item
 */
export function summaries({ assignments, failures }: Wait): ReadonlyMap<number, string> {
	const all = [...assignments, ...failures];
	const items = new Set(all.map(({ itemIndex }) => itemIndex));
	const published = assignments.filter(({ status }) => status === 'published');
	const count = (entries: ReadonlyArray<{ readonly itemIndex: number }>, index: number): number =>
		entries.filter(({ itemIndex }) => itemIndex === index).length;
	return new Map(
		[...items].map((index) => [
			index,
			`${count(published, index)} of ${count(all, index)} published`,
		]),
	);
}
