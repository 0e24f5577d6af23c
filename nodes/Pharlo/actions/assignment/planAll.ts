import type { IDataObject } from 'n8n-workflow';

import type { ExpiredInputError } from '../../../../domain/errors';
import type { ItemContext, Run } from '../../execution/itemContext';
import { mapConcurrently, prepareAll, type FailedResult } from '../../execution/run';
import type { FileAddresses } from '../../files/fileAddress';
import { FileInspector } from '../../files/inputFile';
import { PlatformLimits } from '../../files/platformLimits';
import { hasContentKey } from '../../properties/createOptions';
import { withAutomaticKeys } from './automaticKeys';
import { ExistingAssignments, toExisting } from './existingAssignments';
import { askedInPanel, toDraft, withFile, type Draft, type Plan } from './plan';
import { checkFile } from './publishFiles';

/** What the items of a run ask for, and the items that ask for nothing possible. */
export interface Plans {
	readonly plans: Plan[];
	readonly invalid: InvalidPlan[];
}

/** A post that cannot be created. */
export interface InvalidPlan extends FailedResult {
	/** As {@link Plan.part}; undefined where the item does not say what it asks for. */
	readonly part?: string;
}

/** What differs between the operations that plan. */
export interface PlanningRules {
	/** Gives addresses to the files of the plans later on. */
	readonly addresses: FileAddresses;
	/** Whether the execution waits, and so keeps its files until the posts are published. */
	readonly keepsFiles: boolean;
	/** Whether what would come too late is looked for, which costs credits. */
	readonly findsExisting: boolean;
}

/** The same for those that also draft. */
export interface DraftingRules extends PlanningRules {
	/** Keys of the body that the operation adds. */
	more(item: ItemContext): IDataObject;
}

/**
 * Plans what all items ask for, before anything is created. What would come too late is looked for: a
 * list can be run again after the time of its first rows.
 */
export async function planAll(
	run: Run,
	items: readonly ItemContext[],
	rules: DraftingRules,
): Promise<Plans> {
	const { prepared, invalid } = prepareAll(items, (item) =>
		toDraft(item, askedInPanel(item), rules.more(item)),
	);
	if (run.stopsAtError && invalid.length > 0) return { plans: [], invalid };
	const completed = await completeAll(run, prepared, rules);
	return { plans: completed.plans, invalid: [...invalid, ...completed.invalid] };
}

/** Completes all drafts of a run by their files and keys, and by what exists already. */
export async function completeAll(
	run: Run,
	drafts: readonly Draft[],
	rules: PlanningRules,
): Promise<Plans> {
	const withFiles = await lookAtFiles(run, drafts, rules);
	if (run.stopsAtError && withFiles.invalid.length > 0) return withFiles;

	const plans = withAutomaticKeys(run, withFiles.plans);
	const hasExpired = plans.some(({ expired }) => expired !== undefined);
	if (!rules.findsExisting || !hasExpired) return { plans, invalid: withFiles.invalid };
	const existing = new ExistingAssignments();
	const found = await settleAll(run, plans, async (plan) => await findExpired(plan, existing));
	return { plans: found.plans, invalid: [...withFiles.invalid, ...found.invalid] };
}

/** Looks at all files before n8n is asked for the first of them. */
async function lookAtFiles(
	run: Run,
	drafts: readonly Draft[],
	{ addresses, keepsFiles }: PlanningRules,
): Promise<Plans> {
	if (drafts.every(({ found }) => found === undefined)) return { plans: [...drafts], invalid: [] };
	const inspector = new FileInspector(run.context, new PlatformLimits(run.client));
	const looked = await settleAll(run, drafts, async (draft) => await lookAtFile(draft, inspector));
	if (run.stopsAtError && looked.invalid.length > 0) return looked;
	const checked = await settleAll(run, looked.plans, async (plan) => {
		await checkFile(run, plan, addresses, keepsFiles);
		return plan;
	});
	return { plans: checked.plans, invalid: [...looked.invalid, ...checked.invalid] };
}

/** Takes a step for all plans; those for which it fails are invalid. */
async function settleAll<P extends Plan>(
	run: Run,
	plans: readonly P[],
	step: (plan: P) => Promise<Plan>,
): Promise<Plans> {
	const results = await mapConcurrently(run, plans, step);
	const settled: Plans = { plans: [], invalid: [] };
	for (const [index, { item, part }] of plans.entries()) {
		const result = results[index];
		if (result === undefined) continue;
		if ('value' in result) settled.plans.push(result.value);
		else settled.invalid.push({ itemIndex: item.itemIndex, part, error: result.error });
	}
	return settled;
}

async function lookAtFile(draft: Draft, inspector: FileInspector): Promise<Plan> {
	const { item, found, assignment } = draft;
	if (found === undefined) return draft;
	const contentType = String(assignment.content.type);
	return withFile(draft, await inspector.inspect(found, contentType, hasContentKey(item)));
}

async function findExpired(plan: Plan, existing: ExistingAssignments): Promise<Plan> {
	const { expired } = plan;
	return expired === undefined
		? plan
		: { ...plan, existing: await findExisting(plan, expired, existing) };
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
