import type { IDataObject } from 'n8n-workflow';

import { InvalidInputError } from '../../../domain/errors';
import {
	pendingAssignments,
	withListed,
	type Wait,
	type WaitingAssignment,
} from '../../../domain/wait';
import type { ItemContext } from '../execution/itemContext';
import type { FailedResult } from '../execution/run';
import type { PharloClient } from '../transport/PharloClient';
import { pause } from '../transport/throttle';

/** What is known of the assignments before the execution is suspended. */
export interface Checked {
	/** Those that report to this execution, with their present status. */
	readonly followed: readonly WaitingAssignment[];
	/** The items of those that report to another execution: this one would wait for them in vain. */
	readonly lost: readonly FailedResult[];
}

/**
 * Checks once, after a moment, what became of new assignments. One that ends before the execution is
 * suspended reports to n8n in vain, because n8n responds with 409 as long as the execution runs. Also
 * finds those that report to another execution: the post of an own key, and what was created before
 * n8n's Retry gave the execution another ID.
 *
 * Never fails where Pharlo does not respond: what was created must not be lost for that.
 *
 * @param first the item that pays for the check
 */
export async function checkBeforeWaiting(
	{ client, context }: ItemContext,
	{ assignments, externalId }: Pick<Wait, 'assignments' | 'externalId'>,
	afterSeconds: number,
	resumeUrl: string,
): Promise<Checked> {
	const pending = pendingAssignments(assignments);
	if (pending.length === 0) return { followed: assignments, lost: [] };
	await pause(afterSeconds * 1000, context.getExecutionCancelSignal());
	const { rows, idsMissingFromBatch } = await fetchRows(client, pending, externalId);
	const elsewhere = new Set<unknown>(idsMissingFromBatch);
	for (const row of rows) if (reportsElsewhere(row, resumeUrl)) elsewhere.add(row.id);
	const present = withListed(assignments, rows);
	const lost = pendingAssignments(present).filter(({ id }) => elsewhere.has(id));
	return {
		followed: present.filter((assignment) => !lost.includes(assignment)),
		lost: lost.map(({ id, itemIndex }) => ({
			itemIndex,
			error: new InvalidInputError(
				`The idempotency key belongs to the assignment ${id}, which reports to another address`,
				'It was created by another execution. Follow it with Wait for Completion, or use another key.',
			),
		})),
	};
}

interface Rows {
	/** What Pharlo says of the assignments, as far as it responds. */
	readonly rows: readonly IDataObject[];
	/** The list that a report on another assignment leads to would not show these. */
	readonly idsMissingFromBatch: readonly string[];
}

async function fetchRows(
	client: PharloClient,
	pending: readonly WaitingAssignment[],
	externalId: string | null,
): Promise<Rows> {
	if (externalId === null)
		return { rows: await fetchEach(client, pending), idsMissingFromBatch: [] };
	const ids = pending.map(({ id }) => id);
	const listed = await fetchBatch(client, externalId, ids).catch(() => undefined);
	if (listed === undefined) return { rows: [], idsMissingFromBatch: [] };
	// What another execution created has the external ID that it got there.
	const missing = pending.filter(
		({ id, alreadyExisted }) => alreadyExisted === true && !listed.some((row) => row.id === id),
	);
	return {
		rows: [...listed, ...(await fetchEach(client, missing))],
		idsMissingFromBatch: missing.map(({ id }) => id),
	};
}

async function fetchEach(
	client: PharloClient,
	assignments: readonly WaitingAssignment[],
): Promise<IDataObject[]> {
	const fetched = assignments.map(async ({ id }) =>
		client.fetchAssignment(id).then(
			(row) => [row],
			() => [],
		),
	);
	return (await Promise.all(fetched)).flat();
}

/**
 * Fetches the assignments of a batch by their external ID, for one credit per 50, and only until all
 * that are wanted were found: an ID of the user's own may have been used before.
 */
export async function fetchBatch(
	client: PharloClient,
	externalId: string,
	wanted: readonly string[],
): Promise<IDataObject[]> {
	const missing = new Set<unknown>(wanted);
	const found: IDataObject[] = [];
	for (let page = 1; missing.size > 0; page++) {
		const { items, hasMore } = await client.fetchPage(
			{
				path: ['assignments'],
				query: { externalId },
				intent: 'list the assignments that are waited for',
			},
			page,
		);
		found.push(...items);
		for (const { id } of items) missing.delete(id);
		if (!hasMore) break;
	}
	return found;
}

/**
 * Whether an assignment reports to another execution than this one. Only the path counts, and only
 * where Pharlo returns it: the query has a token that an API may well hide.
 */
function reportsElsewhere({ callbackUrl }: IDataObject, resumeUrl: string): boolean {
	if (typeof callbackUrl !== 'string' || !URL.canParse(callbackUrl)) return false;
	return new URL(callbackUrl).pathname !== new URL(resumeUrl).pathname;
}
