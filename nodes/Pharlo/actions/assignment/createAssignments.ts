import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';

import { describePlatform } from '../../../../domain/check';
import { ApiError, DescribedError } from '../../../../domain/errors';
import { without } from '../../../../domain/wait';
import type { ItemContext, Run } from '../../execution/itemContext';
import { mapConcurrently, type FailedResult, type ItemResult } from '../../execution/run';
import type { FileAddresses } from '../../files/fileAddress';
import type { InputFile } from '../../files/inputFile';
import { fetchPlatforms } from '../../transport/platforms';
import { markFailed } from './automaticKeys';
import { createAssignment } from './createAssignment';
import { ExistingAssignments } from './existingAssignments';
import { leadingFailure, type Failure } from './lostAnswers';
import type { NewAssignment, Plan } from './plan';
import { publishFiles } from './publishFiles';

/** What came of one plan: the assignment, and the file that it publishes. */
export type Created =
	| {
			readonly item: ItemContext;
			readonly part: string;
			readonly assignment: NewAssignment;
			readonly created: IDataObject;
			readonly file: InputFile | undefined;
	  }
	| Failure;

/** The result of a plan, for operations that end with it. */
export function toResult({ item, ...outcome }: Created): ItemResult {
	const { itemIndex } = item;
	if ('error' in outcome) return { itemIndex, error: outcome.error };
	const { created, file } = outcome;
	return { itemIndex, json: [item.withCredits(created)], ...toBinary(file) };
}

/** The file as the output item hands it on, so that n8n keeps it with the execution. */
export function toBinary(file: InputFile | undefined): { readonly binary?: IBinaryKeyData } {
	return file === undefined ? {} : { binary: { [file.field]: file.data } };
}

/**
 * Creates what was planned, several assignments at a time. Files get their addresses first.
 *
 * @returns in the order of the plans; those whose turn never came are left out
 */
export async function createAll(
	run: Run,
	plans: readonly Plan[],
	addresses: FileAddresses,
): Promise<Created[]> {
	const { plans: ready, failures } = await publishFiles(run, plans, addresses);
	const mustStop = run.stopsAtError && failures.length > 0;
	const order = new Map(plans.map(({ item }, index) => [item, index]));
	const place = ({ item }: Created): number => order.get(item) ?? 0;
	const outcomes = [...failures, ...(mustStop ? [] : await createEach(run, ready))].sort(
		(a, b) => place(a) - place(b),
	);
	markFailed(run, failuresIn(outcomes));
	await explainContentTypes(run, failuresIn(outcomes));
	hintAtDifferences(run, outcomes);
	return outcomes;
}

async function createEach(run: Run, plans: readonly Plan[]): Promise<Created[]> {
	const existing = new ExistingAssignments();
	const byKey = new Map<string, Promise<IDataObject | undefined>>();
	const results = await mapConcurrently(
		run,
		plans,
		async (plan) => plan.existing ?? (await createInTurn(plan, existing, byKey)),
	);
	return plans.flatMap(({ item, part, assignment, file, shown }, index): Created[] => {
		const result = results[index];
		if (result === undefined) return [];
		const asked = { item, part, assignment };
		if ('error' in result) return [{ ...asked, error: result.error }];
		const created = { ...withFileName(result.value, file), ...localTime(result.value, assignment) };
		return [{ ...asked, created: { ...created, ...shown }, file }];
	});
}

/** Pharlo returns the publish time in UTC. One that existed already may have another than was asked for. */
function localTime({ scheduledAt }: IDataObject, { content }: NewAssignment): IDataObject {
	const isSame = Date.parse(String(scheduledAt)) === Date.parse(String(content.scheduledAt));
	return isSame ? { scheduledAtLocal: content.scheduledAt } : {};
}

/** The address of a file gives it to whoever has it, so the output has the file's name instead. */
function withFileName(created: IDataObject, file: InputFile | undefined): IDataObject {
	if (file === undefined) return created;
	return { ...without(created, 'mediaUrl'), mediaFile: file.name };
}

function failuresIn(outcomes: readonly Created[]): Failure[] {
	return outcomes.flatMap((outcome) => ('error' in outcome ? [outcome] : []));
}

/**
 * The result with which the workflow stops, where it stops at errors and there is one. It tells what else
 * has happened.
 *
 * @param total the number of posts that were asked for
 */
export function resultThatStops(
	run: Run,
	outcomes: readonly Created[],
	total: number,
): FailedResult | undefined {
	const [first, ...others] = failuresIn(outcomes);
	if (!run.stopsAtError || first === undefined) return undefined;
	const { item, error } = leadingFailure([first, ...others], total);
	const ids = outcomes.flatMap((outcome) =>
		'created' in outcome ? [String(outcome.created.id)] : [],
	);
	return { itemIndex: item.itemIndex, error: withCreatedIds(run, error, ids) };
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

/**
 * Where Pharlo refuses a content type, the error says which platform takes which. Asking is free of charge,
 * and done once in a run.
 */
async function explainContentTypes(run: Run, failures: readonly Failure[]): Promise<void> {
	const refused = failures.flatMap(({ error }) =>
		error instanceof ApiError && error.details.type !== undefined ? [error] : [],
	);
	if (refused.length === 0) return;
	const platforms = await fetchPlatforms(run.client).catch(() => []);
	const taken = platforms.map((platform) => ` ${describePlatform(platform)}.`).join('');
	for (const error of new Set(refused)) error.description += taken;
}

function hintAtDifferences({ client }: Run, outcomes: readonly Created[]): void {
	const differing = outcomes.filter(
		(outcome) => 'created' in outcome && outcome.created.differsIn !== undefined,
	);
	if (differing.length === 0) return;
	client.record.warn(
		`${differing.length} of ${outcomes.length} posts existed already with other content or another time, see 'differsIn'. Assignment → Update changes them as long as they are pending.`,
	);
}

/** If the workflow stops, its error is the only place that tells what was created with it. */
export function withCreatedIds(run: Run, error: unknown, ids: readonly string[]): unknown {
	if (run.stopsAtError && ids.length > 0 && error instanceof DescribedError) {
		error.description += ` Already created in this run: ${ids.join(', ')}.`;
	}
	return error;
}
