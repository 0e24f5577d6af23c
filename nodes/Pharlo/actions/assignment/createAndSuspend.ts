import type { IDataObject } from 'n8n-workflow';

import { InvalidInputError } from '../../../../domain/errors';
import { batchExternalId } from '../../../../domain/idempotency';
import { titleOf } from '../../../../domain/title';
import {
	lacksDetails,
	pendingAssignments,
	withoutTokens,
	type Wait,
	type WaitingAssignment,
} from '../../../../domain/wait';
import { isN8n239OrLater, toErrorJson } from '../../execution/errorItem';
import type { ItemContext, Run } from '../../execution/itemContext';
import type { FailedResult, ItemResult } from '../../execution/run';
import { keepsKeyInNewExecution } from '../../properties/createOptions';
import { simplify } from '../../properties/simplify';
import { checkAfter, outputs, timeLimit } from '../../properties/waiting';
import { checkBeforeWaiting } from '../../waiting/checkBeforeWaiting';
import { CreatedHere } from '../../waiting/createdHere';
import { waitItems } from '../../waiting/outcomes';
import { storeWait, suspend } from '../../waiting/suspend';
import { toBinary, withCreatedIds, type Created } from './createAssignments';
import type { Plan } from './plan';

/** What the panel says about a wait. */
export interface WaitSettings {
	/** Whether each outcome has an output of its own. */
	readonly byOutcome: boolean;
	readonly limitMinutes: number;
	/** Whether the output has only the essentials. */
	readonly simplified: boolean;
	/** When the posts are checked before the execution waits; 0 for never. */
	readonly afterSeconds: number;
	/** Whether each output item says how many posts of its input item are published. */
	readonly summarizes?: true;
}

/** @throws {InvalidInputError} when a parameter is invalid, or this n8n is too old for it */
export function getWaitSettings(first: ItemContext): WaitSettings {
	return {
		byOutcome: getByOutcome(first),
		limitMinutes: timeLimit.get(first),
		simplified: simplify.get(first),
		afterSeconds: checkAfter.get(first),
	};
}

function getByOutcome(item: ItemContext): boolean {
	const byOutcome = outputs.get(item) === 'byOutcome';
	if (!byOutcome || isN8n239OrLater()) return byOutcome;
	throw new InvalidInputError(
		"'One for Each Outcome' requires n8n 2.39 or later",
		`An older n8n loses what leaves by other outputs than the first when it resumes. Set '${outputs.definition.displayName}' to 'One for All' and tell the outcomes apart by the field 'outcome', for example with Switch.`,
	);
}

/** What creating posts came to. */
export interface CreatedPosts {
	readonly outcomes: readonly Created[];
	/** With what the workflow stops, if it does. */
	readonly stopping: FailedResult | undefined;
}

/** How posts are created and waited for. */
export interface Waiting {
	readonly settings: WaitSettings;
	readonly resumeUrl: string;
	/** Output items of what cannot be created. */
	readonly failures: Wait['failures'];
	createPosts(plans: readonly Plan[]): Promise<CreatedPosts>;
}

/**
 * Creates the posts of a run and suspends the execution until all of them have ended. What happens then is
 * in `waiting/resume.ts`.
 *
 * @param items all input items
 */
export async function createAndSuspend(
	run: Run,
	items: readonly ItemContext[],
	planned: readonly Plan[],
	{ settings, resumeUrl, failures, createPosts }: Waiting,
): Promise<readonly ItemResult[]> {
	const [first] = items;
	if (first === undefined) return [];
	const { afterSeconds, ...outcomeSettings } = settings;
	const { plans, externalId } = toBatch(run, planned);

	const createdHere = new CreatedHere(run);
	const { outcomes, stopping } = await createPosts(plans);
	const created = sortOutcomes(outcomes);
	createdHere.remember(created.assignments);
	if (stopping !== undefined) return [stopping];

	const isOwn = (one: WaitingAssignment): boolean =>
		createdHere.includes(one, hasLastingKey(items, one));
	const mustCheck = created.assignments.some(
		(one) => one.alreadyExisted === true || hasLastingKey(items, one) || lacksDetails(one),
	);
	const { followed, lost } =
		afterSeconds > 0 || mustCheck
			? await checkBeforeWaiting(
					first,
					{ ...created, externalId },
					{ afterSeconds, resumeUrl, callbackUrls: created.callbackUrls, isOwn },
				)
			: { followed: created.assignments, lost: [] };
	if (run.stopsAtError && lost.length > 0) {
		return withIdsOf(run, lost, followed.filter(isOwn));
	}

	const wait: Wait = {
		assignments: [...followed],
		failures: [
			...failures,
			...[...created.failed, ...lost].map((result) => toFailure(run, result)),
		],
		files: created.files,
		externalId,
		...outcomeSettings,
	};
	storeWait(run.context, wait);
	if (pendingAssignments(followed).length === 0) {
		return waitItems(run.node, wait).map(({ json, binary, pairedItem }) => ({
			itemIndex: pairedItem.item,
			json: [json],
			...(binary === undefined ? {} : { binary }),
		}));
	}
	await suspend(run, wait, latestStart(plans), resumeUrl);
	// Only shown while the node waits. A key named "error" would make Retry On Fail run it again.
	return [{ itemIndex: 0, json: [{ waitingFor: wait.assignments as IDataObject[] }] }];
}

/** What one run is to create. */
interface Batch {
	readonly plans: readonly Plan[];
	/** Finds all of them with one request; null for a single one, which needs none. */
	readonly externalId: string | null;
}

/** @throws {InvalidInputError} where one request could not find all of them */
function toBatch(run: Run, plans: readonly Plan[]): Batch {
	if (plans.length < 2) return { plans, externalId: null };
	const [own, ...others] = new Set(plans.map(({ assignment }) => assignment.content.externalId));
	if (others.length > 0) {
		throw new InvalidInputError(
			"'External ID' differs between the items that are waited for together",
			'One request has to find all of them. Leave it empty, give all items the same one, or send the items through Loop Over Items with a batch size of 1.',
		);
	}
	const externalId = typeof own === 'string' ? own : batchExternalId(run.identity, run.index);
	return {
		plans: plans.map(({ assignment, ...plan }) => ({
			...plan,
			assignment: { ...assignment, content: { ...assignment.content, externalId } },
		})),
		externalId,
	};
}

/** What was created, and what was not. */
interface SortedOutcomes {
	readonly assignments: WaitingAssignment[];
	/** By the assignments' IDs, where Pharlo says it. They hold a token, so the assignments do not. */
	readonly callbackUrls: Map<string, unknown>;
	readonly files: NonNullable<Wait['files']>;
	readonly failed: FailedResult[];
}

function sortOutcomes(outcomes: readonly Created[]): SortedOutcomes {
	const assignments: WaitingAssignment[] = [];
	const callbackUrls = new Map<string, unknown>();
	const files: NonNullable<Wait['files']> = [];
	const failed: FailedResult[] = [];
	for (const { item, assignment, ...outcome } of outcomes) {
		const { itemIndex } = item;
		if ('error' in outcome) {
			failed.push({ itemIndex, error: outcome.error });
		} else {
			const { status, callbackUrl } = outcome.created;
			const id = String(outcome.created.id);
			const json = withoutTokens(outcome.created);
			// One that existed already may say something else than was asked for.
			const isOwn = outcome.created.alreadyExisted !== true;
			const title = titleOf(isOwn ? assignment.content.payload : outcome.created.payload);
			assignments.push({ ...json, ...(title === null ? {} : { title }), id, status, itemIndex });
			callbackUrls.set(id, callbackUrl);
			const { binary } = toBinary(outcome.file);
			if (binary !== undefined) files.push({ itemIndex, binary });
		}
	}
	return { assignments, callbackUrls, files, failed };
}

function hasLastingKey(items: readonly ItemContext[], { itemIndex }: WaitingAssignment): boolean {
	const item = items[itemIndex];
	return item !== undefined && keepsKeyInNewExecution(item);
}

function withIdsOf(
	run: Run,
	lost: readonly FailedResult[],
	created: readonly WaitingAssignment[],
): FailedResult[] {
	const ids = created.map(({ id }) => id);
	return lost.map(({ itemIndex, error }) => ({
		itemIndex,
		error: withCreatedIds(run, error, ids),
	}));
}

/** An error item, which is stored until the wait has ended. */
export function toFailure(
	{ node }: Run,
	{ itemIndex, error }: FailedResult,
): Wait['failures'][number] {
	return { itemIndex, json: toErrorJson(node, error, itemIndex) };
}

/** In milliseconds since 1970; what is published at once starts now. */
function latestStart(plans: readonly Plan[]): number {
	const starts = plans.map(({ assignment }) => Date.parse(String(assignment.content.scheduledAt)));
	return Math.max(Date.now(), ...starts.filter((start) => !Number.isNaN(start)));
}
