import type { IDataObject } from 'n8n-workflow';

import { DescribedError } from '../../../../domain/errors';
import type { ItemContext, Run } from '../../execution/itemContext';
import { mapConcurrently, type ItemResult } from '../../execution/run';
import { markFailed } from './automaticKeys';
import { createAssignment } from './createAssignment';
import { ExistingAssignments } from './existingAssignments';
import { leadingFailure, type Failure } from './lostAnswers';
import type { Plan } from './plan';

/** What came of one plan. */
export type Created = { readonly item: ItemContext; readonly created: IDataObject } | Failure;

/** The result of a plan, for operations that end with it. */
export function toResult({ item, ...outcome }: Created): ItemResult {
	const { itemIndex } = item;
	if ('error' in outcome) return { itemIndex, error: outcome.error };
	return { itemIndex, json: [item.withCredits(outcome.created)] };
}

/**
 * Creates what was planned, several assignments at a time.
 *
 * @returns in the order of the plans; those whose turn never came are left out. Where the workflow stops
 *   at an error, only that error is returned, which tells what else has happened.
 */
export async function createAll(run: Run, plans: readonly Plan[]): Promise<Created[]> {
	const ids: string[] = [];
	const existing = new ExistingAssignments();
	const byKey = new Map<string, Promise<IDataObject | undefined>>();
	const results = await mapConcurrently(run, plans, async (plan) => {
		const created = plan.existing ?? (await createInTurn(plan, existing, byKey));
		ids.push(String(created.id));
		return created;
	});
	const outcomes = plans.flatMap(({ item, assignment }, index): Created[] => {
		const result = results[index];
		if (result === undefined) return [];
		if ('value' in result) return [{ item, created: result.value }];
		return [{ item, assignment, error: result.error }];
	});
	const failed = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome] : []));
	markFailed(
		run,
		failed.map(({ item }) => item.itemIndex),
	);
	hintAtDifferences(run, outcomes);
	const [first, ...others] = failed;
	if (!run.stopsAtError || first === undefined) return outcomes;
	const leading = leadingFailure([first, ...others], plans.length);
	return [{ ...leading, error: withCreatedIds(run, leading.error, ids) }];
}

/** Items with equal keys take turns: otherwise none of them could know that it is not the first. */
async function createInTurn(
	plan: Plan,
	existing: ExistingAssignments,
	byKey: Map<string, Promise<IDataObject | undefined>>,
): Promise<IDataObject> {
	const { idempotencyKey } = plan.assignment;
	if (idempotencyKey === undefined) return await createAssignment(plan, existing, undefined);
	const before = byKey.get(idempotencyKey);
	const creating =
		before === undefined
			? createAssignment(plan, existing, undefined)
			: before.then(async (earlier) => await createAssignment(plan, existing, earlier));
	byKey.set(
		idempotencyKey,
		creating.catch(() => undefined),
	);
	return await creating;
}

function hintAtDifferences({ context }: Run, outcomes: readonly Created[]): void {
	const differing = outcomes.filter(
		(outcome) => 'created' in outcome && outcome.created.differsIn !== undefined,
	);
	// Older versions of n8n have no hints.
	if (differing.length === 0 || !('addExecutionHints' in context)) return;
	context.addExecutionHints({
		message: `${differing.length} of ${outcomes.length} posts existed already with other content or another time, see 'differsIn'. Assignment → Update changes them as long as they are pending.`,
		type: 'warning',
		location: 'outputPane',
	});
}

/** If the workflow stops, its error is the only place that tells what was created with it. */
export function withCreatedIds(run: Run, error: unknown, ids: readonly string[]): unknown {
	if (run.stopsAtError && ids.length > 0 && error instanceof DescribedError) {
		error.description += ` These were created in the same run and will be published: ${ids.join(', ')}.`;
	}
	return error;
}
