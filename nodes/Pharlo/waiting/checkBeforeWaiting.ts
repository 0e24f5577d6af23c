import type { IDataObject } from 'n8n-workflow';

import { InvalidInputError } from '../../../domain/errors';
import {
	isFinal,
	lacksDetails,
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
	/** Those that have ended or report to this execution, with their present status. */
	readonly followed: readonly WaitingAssignment[];
	/** The items of all others: this execution would wait for them in vain. */
	readonly lost: readonly FailedResult[];
}

/** How to check. */
export interface Check {
	/** When, in seconds from now. */
	readonly afterSeconds: number;
	/** Where this execution is resumed. */
	readonly resumeUrl: string;
	/** Where each assignment reports, by its ID, as far as Pharlo said so when it was created. */
	readonly callbackUrls: ReadonlyMap<string, unknown>;
	/** Whether an assignment reports to this execution although Pharlo does not say where it reports. */
	isOwn(assignment: WaitingAssignment): boolean;
}

/**
 * Checks once, after a moment, what became of new assignments. One that ends before the execution is
 * suspended reports to n8n in vain, because n8n responds with 409 as long as the execution runs. Also
 * fetches what is not told of those that had ended, and finds those that report to another execution:
 * the post of an own key, and what was created before n8n's Retry gave the execution another ID.
 *
 * Never fails where Pharlo does not respond: what was created must not be lost for that.
 *
 * @param first the item that pays for the check
 */
export async function checkBeforeWaiting(
	{ client, context }: ItemContext,
	{ assignments, externalId }: Pick<Wait, 'assignments' | 'externalId'>,
	check: Check,
): Promise<Checked> {
	const hasPending = pendingAssignments(assignments).length > 0;
	const unclear = assignments.filter((one) => !isFinal(one.status) || lacksDetails(one));
	if (unclear.length === 0) return { followed: assignments, lost: [] };
	if (hasPending) await pause(check.afterSeconds * 1000, context.getExecutionCancelSignal());
	const rows = await fetchRows(client, unclear, externalId);
	const present = withListed(assignments, rows);
	const callbackUrls = new Map(check.callbackUrls);
	for (const { id, callbackUrl } of rows) {
		if (typeof callbackUrl === 'string') callbackUrls.set(String(id), callbackUrl);
	}
	const lost = pendingAssignments(present).flatMap((assignment) => {
		const error = whyNotFollowed(assignment, callbackUrls.get(assignment.id), check);
		return error === undefined ? [] : [{ assignment, error }];
	});
	return {
		followed: present.filter((one) => !lost.some(({ assignment }) => assignment === one)),
		lost: lost.map(({ assignment: { itemIndex }, error }) => ({ itemIndex, error })),
	};
}

/**
 * Why an assignment cannot be waited for; undefined where it can. Only the path of its callback URL
 * counts: the query has a token that an API may well hide.
 */
function whyNotFollowed(
	assignment: WaitingAssignment,
	callbackUrl: unknown,
	{ resumeUrl, isOwn }: Check,
): InvalidInputError | undefined {
	const path = pathOf(callbackUrl);
	if (path === undefined ? isOwn(assignment) : path === pathOf(resumeUrl)) return undefined;
	const belongsTo = `The idempotency key belongs to the assignment ${assignment.id}`;
	const advice = 'Follow it with Wait for Completion and this ID, or use another key.';
	return path === undefined
		? new InvalidInputError(
				`${belongsTo}, which may report to another address`,
				`It existed already, and Pharlo does not say whether it reports to this execution. ${advice}`,
			)
		: new InvalidInputError(
				`${belongsTo}, which reports to another address`,
				`It was created by another execution. ${advice}`,
			);
}

function pathOf(url: unknown): string | undefined {
	return typeof url === 'string' && URL.canParse(url) ? new URL(url).pathname : undefined;
}

/** What Pharlo says of the assignments, as far as it responds. */
async function fetchRows(
	client: PharloClient,
	wanted: readonly WaitingAssignment[],
	externalId: string | null,
): Promise<IDataObject[]> {
	if (externalId === null) return await fetchEach(client, wanted);
	const ids = wanted.map(({ id }) => id);
	const listed = await fetchBatch(client, externalId, ids).catch(() => undefined);
	if (listed === undefined) return [];
	// What another execution created has the external ID that it got there.
	const missing = wanted.filter(
		({ id, alreadyExisted }) => alreadyExisted === true && !listed.some((row) => row.id === id),
	);
	return [...listed, ...(await fetchEach(client, missing))];
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
			found.length,
		);
		// Some servers have only one page for every number.
		const isRepeated = items.every(({ id }) => found.some((row) => row.id === id));
		if (isRepeated) break;
		found.push(...items);
		for (const { id } of items) missing.delete(id);
		if (!hasMore) break;
	}
	return found;
}
