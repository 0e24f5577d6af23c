import type { IDataObject } from 'n8n-workflow';

import { InvalidInputError } from '../../../../domain/errors';
import { batchExternalId } from '../../../../domain/idempotency';
import { instantIn } from '../../../../domain/schedule';
import {
	lacksDetails,
	pendingAssignments,
	withoutTokens,
	type Wait,
	type WaitingAssignment,
} from '../../../../domain/wait';
import { isN8n239OrLater, toErrorJson } from '../../execution/errorItem';
import type { ItemContext, Run } from '../../execution/itemContext';
import type { FailedResult } from '../../execution/run';
import { FileAddresses } from '../../files/fileAddress';
import { createOptions, keepsKeyInNewExecution } from '../../properties/createOptions';
import { USE_URL } from '../../properties/media';
import { describedAs } from '../../properties/property';
import { publish } from '../../properties/schedule';
import { checkAfter, outputs, publishDelay, timeLimit } from '../../properties/waiting';
import { checkBeforeWaiting } from '../../waiting/checkBeforeWaiting';
import { CreatedHere } from '../../waiting/createdHere';
import { waitItems } from '../../waiting/outcomes';
import { getResumeUrl, storeWait, suspend } from '../../waiting/suspend';
import type { BatchOperation } from '../operation';
import { createAll, resultThatStops, toBinary, withCreatedIds } from './createAssignments';
import { newAssignmentProperties, type Plan } from './plan';
import { planAll } from './planAll';

/**
 * Creates assignments, suspends the execution and continues when Pharlo reports what became of them
 * (Webhooks guide). What happens then is in `waiting/resume.ts`.
 */
export const createAndWait: BatchOperation = {
	value: 'createAndWait',
	name: 'Create and Wait',
	action: 'Create assignment and wait until it is published',
	description: 'Publish, suspend the execution, and continue when the post is live or has failed',
	builderHint:
		'For whatever must happen after the post is live. Do not build it from create, Wait and get. Does not work as an AI tool: there use create.',
	properties: [
		...newAssignmentProperties,
		describedAs(
			'After this time the workflow continues, whether the outcome is known or not. For a scheduled post it counts from the publish time. n8n checks once a minute.',
			timeLimit,
		),
		outputs,
		{
			definition: {
				displayName:
					'All items wait together and continue together. Each post that ends while others are pending costs one credit per 50 posts. To continue one by one, use Loop Over Items with a batch size of 1.',
				name: 'batchNotice',
				type: 'notice',
				default: '',
			},
		},
	],
	options: [...createOptions, checkAfter, publishDelay],
	// What is spent while the execution is suspended cannot be stored, so a sum would be wrong.
	withoutCredits: true,
	waits: true,
	suspends: true,

	async executeAll(items, run) {
		const [first] = items;
		if (first === undefined) return [];
		const settings = { byOutcome: getByOutcome(first), limitMinutes: timeLimit.get(first) };
		const afterSeconds = checkAfter.get(first);
		const resumeUrl = getResumeUrl(run);

		const addresses = new FileAddresses(run, USE_URL);
		const { plans, invalid } = await planAll(run, items, {
			more: (item) => ({ callbackUrl: resumeUrl, ...getDelayedTime(item) }),
			addresses,
			keepsFiles: true,
			findsExisting: true,
		});
		if (run.stopsAtError && invalid.length > 0) return invalid;
		const batch = toBatch(run, plans);

		const createdHere = new CreatedHere(run);
		const created = await createBatch(run, batch, addresses);
		createdHere.remember(created.assignments);
		if (created.stopping !== undefined) return [created.stopping];

		const isOwn = (one: WaitingAssignment): boolean =>
			createdHere.includes(one, hasLastingKey(items, one));
		const mustCheck = created.assignments.some(
			(one) => one.alreadyExisted === true || hasLastingKey(items, one) || lacksDetails(one),
		);
		const { followed, lost } =
			afterSeconds > 0 || mustCheck
				? await checkBeforeWaiting(
						first,
						{ ...batch, ...created },
						{ afterSeconds, resumeUrl, callbackUrls: created.callbackUrls, isOwn },
					)
				: { followed: created.assignments, lost: [] };
		if (run.stopsAtError && lost.length > 0) {
			return withIdsOf(run, lost, followed.filter(isOwn));
		}

		const wait: Wait = {
			assignments: [...followed],
			failures: [...invalid, ...created.failed, ...lost].map((result) => toFailure(run, result)),
			files: created.files,
			externalId: batch.externalId,
			...settings,
		};
		storeWait(run.context, wait);
		if (pendingAssignments(followed).length === 0) {
			return waitItems(run.node, wait).map(({ json, binary, pairedItem }) => ({
				itemIndex: pairedItem.item,
				json: [json],
				...(binary === undefined ? {} : { binary }),
			}));
		}
		await suspend(run, wait, latestStart(batch.plans), resumeUrl);
		// Only shown while the node waits. A key named "error" would make Retry On Fail run it again.
		return [{ itemIndex: 0, json: [{ waitingFor: wait.assignments as IDataObject[] }] }];
	},
};

function getByOutcome(item: ItemContext): boolean {
	const byOutcome = outputs.get(item) === 'byOutcome';
	if (!byOutcome || isN8n239OrLater()) return byOutcome;
	throw new InvalidInputError(
		"'One for Each Outcome' requires n8n 2.39 or later",
		`An older n8n loses what leaves by other outputs than the first when it resumes. Set '${outputs.definition.displayName}' to 'One for All' and tell the outcomes apart by the field 'outcome', for example with Switch.`,
	);
}

/**
 * The publish time for 'Publish Delay'. It is stored with the execution, because the attempts of Retry
 * On Fail must ask for the same thing under the same idempotency key.
 */
function getDelayedTime(item: ItemContext): IDataObject {
	const seconds = publishDelay.get(item);
	if (publish.get(item) !== 'now' || seconds === 0) return {};
	const context: IDataObject & { startedAt?: { run: number; time: number } } =
		item.context.getContext('node');
	const { startedAt } = context;
	const run = item.run.index;
	const time = startedAt?.run === run ? startedAt.time : Date.now();
	context.startedAt = { run, time };
	return { scheduledAt: instantIn(item.context.getTimezone(), time + seconds * 1000) };
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

/** What came of a batch. */
interface CreatedBatch {
	readonly assignments: WaitingAssignment[];
	/** By the assignments' IDs, where Pharlo says it. They hold a token, so the assignments do not. */
	readonly callbackUrls: Map<string, unknown>;
	readonly files: NonNullable<Wait['files']>;
	readonly failed: FailedResult[];
	/** With what the workflow stops, if it does. */
	readonly stopping: FailedResult | undefined;
}

async function createBatch(
	run: Run,
	{ plans }: Batch,
	addresses: FileAddresses,
): Promise<CreatedBatch> {
	const assignments: WaitingAssignment[] = [];
	const callbackUrls = new Map<string, unknown>();
	const files: NonNullable<Wait['files']> = [];
	const failed: FailedResult[] = [];
	const outcomes = await createAll(run, plans, addresses);
	for (const { item, ...outcome } of outcomes) {
		const { itemIndex } = item;
		if ('error' in outcome) {
			failed.push({ itemIndex, error: outcome.error });
		} else {
			const { status, callbackUrl } = outcome.created;
			const id = String(outcome.created.id);
			const json = withoutTokens(outcome.created);
			assignments.push({ ...json, id, status, itemIndex });
			callbackUrls.set(id, callbackUrl);
			const { binary } = toBinary(outcome.file);
			if (binary !== undefined) files.push({ itemIndex, binary });
		}
	}
	const stopping = resultThatStops(run, outcomes, plans.length);
	return { assignments, callbackUrls, files, failed, stopping };
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
function toFailure({ node }: Run, { itemIndex, error }: FailedResult): Wait['failures'][number] {
	return { itemIndex, json: toErrorJson(node, error, itemIndex) };
}

/** In milliseconds since 1970; what is published at once starts now. */
function latestStart(plans: readonly Plan[]): number {
	const starts = plans.map(({ assignment }) => Date.parse(String(assignment.content.scheduledAt)));
	return Math.max(Date.now(), ...starts.filter((start) => !Number.isNaN(start)));
}
