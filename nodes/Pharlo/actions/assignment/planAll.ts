import type { IDataObject } from 'n8n-workflow';

import type { ExpiredInputError } from '../../../../domain/errors';
import type { ItemContext, Run } from '../../execution/itemContext';
import { mapConcurrently, prepareAll, type FailedResult } from '../../execution/run';
import { withAutomaticKeys } from './automaticKeys';
import { ExistingAssignments, toExisting } from './existingAssignments';
import { toPlan, type Plan } from './plan';

/** What the items of a run ask for, and the items that ask for nothing possible. */
export interface Plans {
	readonly plans: Plan[];
	readonly invalid: FailedResult[];
}

/**
 * Plans what all items ask for, before anything is created. What would come too late is looked for: a
 * list can be run again after the time of its first rows.
 *
 * @param more keys of the body that the operation adds
 */
export async function planAll(
	run: Run,
	items: readonly ItemContext[],
	more: (item: ItemContext) => IDataObject,
): Promise<Plans> {
	const { prepared, invalid } = prepareAll(items, (item) => toPlan(item, more(item)));
	const plans = withAutomaticKeys(run, prepared);
	if (run.stopsAtError && invalid.length > 0) return { plans, invalid };

	const existing = new ExistingAssignments();
	const expired = plans.flatMap((plan) =>
		plan.expired === undefined ? [] : [{ plan, reason: plan.expired }],
	);
	const results = await mapConcurrently(run, expired, async ({ plan, reason }) => ({
		...plan,
		existing: await findExisting(plan, reason, existing),
	}));
	const outcomes = new Map(expired.map(({ plan }, index) => [plan, results[index]]));
	const found: Plan[] = [];
	const refused: FailedResult[] = [];
	for (const plan of plans) {
		const outcome = outcomes.get(plan) ?? { value: plan };
		if ('value' in outcome) found.push(outcome.value);
		else refused.push({ itemIndex: plan.item.itemIndex, error: outcome.error });
	}
	return { plans: found, invalid: [...invalid, ...refused] };
}

/** @throws {ExpiredInputError} the reason, where nothing is found */
async function findExisting(
	plan: Plan,
	reason: ExpiredInputError,
	existing: ExistingAssignments,
): Promise<IDataObject> {
	const { item, assignment } = plan;
	const { idempotencyKey = '' } = assignment;
	const externalId = String(assignment.content.externalId ?? idempotencyKey);
	const found = await existing.find(item.client, { idempotencyKey, externalId });
	if (found === undefined) throw reason;
	return await toExisting(plan, found);
}
