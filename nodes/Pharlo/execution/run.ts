import type { IBinaryKeyData, IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';
import pLimit from 'p-limit';

import { executionIdentity } from '../../../domain/idempotency';
import { normalizeBaseUrl } from '../../../domain/webAddress';
import { PharloClient } from '../transport/PharloClient';
import { ItemContext, type Run, type RunParameters } from './itemContext';

/** What the user chose for all items of a run. */
export interface RunOptions {
	readonly includeCredits: boolean;
	readonly maxConcurrentRequests: number;
	/** How long one try of a request may take. */
	readonly timeoutSeconds: number;
}

/**
 * Starts a run of the node: fetches the credential and makes the client.
 *
 * @throws {InvalidInputError} when the credential's Base URL is invalid
 * @throws {NodeOperationError} n8n's own, when there is no credential
 */
export async function startRun(
	parameters: RunParameters,
	{ includeCredits, maxConcurrentRequests, timeoutSeconds }: RunOptions,
): Promise<Run> {
	const { context } = parameters;
	const credential = await context.getCredentials('pharloApi');
	// Checked before the first request, so that it fails the run and not each item.
	normalizeBaseUrl(credential.baseUrl);
	const node = context.getNode();
	const { $runIndex, $execution } = context.getWorkflowDataProxy(0);
	const { resumeUrl } = $execution as IDataObject;
	return {
		context,
		node,
		parameters,
		credential,
		client: PharloClient.create(context, {
			credential,
			maxConcurrentRequests,
			timeoutSeconds,
			resumeUrl,
		}),
		includeCredits,
		maxConcurrentRequests,
		stopsAtError: !context.continueOnFail(),
		identity: {
			instanceId: context.getInstanceId(),
			workflowId: context.getWorkflow().id ?? '',
			execution: executionIdentity(resumeUrl, context.getExecutionId()),
			nodeId: node.id,
		},
		index: Number($runIndex),
		resumeUrl: String(resumeUrl),
		isTool: isTool(context, node),
	};
}

/**
 * Whether an agent calls the node. n8n adds "Tool" to the type of such a node; before 2.1 nothing else
 * tells.
 */
export function isTool(context: IExecuteFunctions, { type }: INode): boolean {
	return type.endsWith('Tool') || ('isToolExecution' in context && context.isToolExecution());
}

/** The input items of a run. */
export function itemsOf(run: Run): ItemContext[] {
	return run.context.getInputData().map((_item, index) => new ItemContext(run, index));
}

/** An input item that failed. */
export interface FailedResult {
	readonly itemIndex: number;
	readonly error: unknown;
}

/** What came of one input item: its output objects and files, or the error that it failed with. */
export type ItemResult =
	| {
			readonly itemIndex: number;
			readonly json: readonly IDataObject[];
			readonly binary?: IBinaryKeyData;
	  }
	| FailedResult;

/**
 * Prepares all items before anything is sent, so that an invalid one does not stop the workflow halfway.
 *
 * @param prepare throws for an item that is invalid
 */
export function prepareAll<T>(
	items: readonly ItemContext[],
	prepare: (item: ItemContext) => T,
): { readonly prepared: T[]; readonly invalid: FailedResult[] } {
	const prepared: T[] = [];
	const invalid: FailedResult[] = [];
	for (const item of items) {
		try {
			prepared.push(prepare(item));
		} catch (error) {
			invalid.push({ itemIndex: item.itemIndex, error });
		}
	}
	return { prepared, invalid };
}

/** What came of one entry of {@link mapConcurrently}; undefined where its turn never came. */
export type Settled<T> = { readonly value: T } | { readonly error: unknown } | undefined;

/**
 * Works on several entries at a time. Where the first error stops the workflow, entries whose turn has
 * not come are left alone; those under way are finished. The client limits requests, this limits
 * entries: one that waits for its turn must not have sent anything yet.
 *
 * @returns the results in the order of the entries
 */
export async function mapConcurrently<E, T>(
	{ maxConcurrentRequests, stopsAtError }: Run,
	entries: readonly E[],
	work: (entry: E) => Promise<T>,
): Promise<Array<Settled<T>>> {
	const limit = pLimit(maxConcurrentRequests);
	let hasFailed = false;
	const attempt = async (entry: E): Promise<Settled<T>> => {
		if (hasFailed && stopsAtError) return undefined;
		try {
			return { value: await work(entry) };
		} catch (error) {
			hasFailed = true;
			return { error };
		}
	};
	return await Promise.all(entries.map(async (entry) => await limit(attempt, entry)));
}
