import { z } from 'zod';

import type { CallbackEvent } from './event';
import { omit } from './omit';
import { isFinal } from './outcome';

const entrySchema = z.object({ itemIndex: z.number().int().nonnegative() });

/**
 * What an execution that waits has to remember. n8n stores it with the execution, as the context of
 * the node, where every later node of the workflow can read it as well.
 */
export const waitSchema = z.object({
	/** What was created, with the state in which it was last seen. */
	assignments: z.array(
		entrySchema.extend({ id: z.string(), status: z.unknown() }).catchall(z.unknown()),
	),
	/** Output items of those that could not be created. */
	failures: z.array(entrySchema.extend({ json: z.record(z.string(), z.unknown()) })),
	/** Finds all of them with one call; none is needed for a single one. */
	externalId: z.string().nullable(),
	limitMinutes: z.number(),
	/** Whether each outcome has an output of its own. */
	byOutcome: z.boolean(),
});

export type Wait = z.infer<typeof waitSchema>;
export type WaitingFor = Wait['assignments'][number];

type Json = Readonly<Record<string, unknown>>;

/** Those of which it is not known yet what became of them. */
export function openOnes(assignments: readonly WaitingFor[]): WaitingFor[] {
	return assignments.filter(({ status }) => !isFinal(status));
}

/** The same with a report put in; what the report does not tell stays. */
export function withEvent(assignments: readonly WaitingFor[], event: CallbackEvent): WaitingFor[] {
	const news = omit(event, 'assignmentId', 'timestamp');
	return assignments.map((assignment) =>
		assignment.id === event.assignmentId ? merge(assignment, news) : assignment,
	);
}

/** The same with what Pharlo's list says; what is not in it stays as it is. */
export function withListed(
	assignments: readonly WaitingFor[],
	listed: readonly Json[],
): WaitingFor[] {
	const rows = new Map(listed.map((row) => [row.id, row]));
	return assignments.map((assignment) => {
		const row = rows.get(assignment.id);
		// What has ended stays ended: a list may be older than the report that came meanwhile.
		return row === undefined || isFinal(assignment.status) ? assignment : merge(assignment, row);
	});
}

function merge(assignment: WaitingFor, news: Json): WaitingFor {
	const { id, itemIndex } = assignment;
	// It is n8n's address to resume this execution, and its token is nobody else's business.
	const told = omit(news, 'callbackUrl');
	return { ...assignment, ...told, id, itemIndex, status: news.status ?? assignment.status };
}
