import { ApiError, DescribedError, mayHaveHappened } from '../../../../domain/errors';
import type { ItemContext } from '../../execution/itemContext';
import type { NewAssignment } from './plan';

/** A Create that failed. */
export interface Failure {
	readonly item: ItemContext;
	readonly part: string;
	readonly assignment: NewAssignment;
	readonly error: unknown;
}

/** As many as are sent at a time by default; n8n stores the error with the execution. */
const MAX_LISTED = 50;

/**
 * The error of a workflow that stops. Posts that may exist without our knowing come first, because a
 * corrected run could post them again; what failed for certain comes after them.
 *
 * @param failures in the order of the items
 * @param total the number of items
 */
export function leadingFailure(failures: readonly [Failure, ...Failure[]], total: number): Failure {
	const lost = failures.filter(({ error }) => mayHaveHappened(error));
	const [first = failures[0]] = lost;
	if (lost.length === 0 || failures.length === 1) return first;

	// One item may have become several posts.
	const items = [...new Set(lost.map(({ item }) => item.itemIndex))];
	const certain = failures.find(({ error }) => !mayHaveHappened(error));
	const haveKeys = lost.every(({ assignment }) => assignment.idempotencyKey !== undefined);
	const retry = haveKeys
		? 'Use Retry in the list of executions (n8n 2.14 or newer), which posts nothing twice. Before you run it in any other way, look'
		: 'Before you run it again, look';
	const error = new ApiError(
		`${lost.length} of ${total} posts may have been created, but the answer was lost (${items.length === 1 ? 'item' : 'items'} ${listed(items)})`,
		`${retry} with Get Many for ${listed(lost.map(whatToLookFor))}.${certain === undefined ? '' : describeFailure(certain)}`,
		{ outcome: 'unknown' },
	);
	return { ...first, error };
}

function listed(entries: ReadonlyArray<string | number>): string {
	const shown = entries.slice(0, MAX_LISTED).join(', ');
	const more = entries.length - MAX_LISTED;
	return more > 0 ? `${shown} and ${more} more` : shown;
}

function whatToLookFor({ item, assignment: { content, idempotencyKey } }: Failure): string {
	const externalId = content.externalId ?? idempotencyKey;
	return typeof externalId === 'string'
		? `the external ID ${externalId}`
		: `the post of item ${item.itemIndex}, which has no key`;
}

function describeFailure({ item, error }: Failure): string {
	const message = error instanceof Error ? error.message : String(error);
	const advice = error instanceof DescribedError ? ` ${error.description}` : '';
	return ` Item ${item.itemIndex} failed for another reason: ${message}.${advice}`;
}
