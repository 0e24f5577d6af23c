import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, IExecuteFunctions, INode, INodeType } from 'n8n-workflow';

import { lastRun, runWorkflow } from '../harness/engine.mts';
import { chain, node, type RunOptions } from '../harness/setting.mts';
import type { Row } from './rows.mts';

/** A node that creates assignments, and its settings. */
export interface Creator {
	readonly type: INodeType;
	readonly typeVersion: number;
	readonly parameters: INode['parameters'];
	/**
	 * Longer than any execution that makes progress; after this time an execution counts as hanging.
	 */
	readonly limitMs: number;
}

/** The result of one execution. */
export interface ExecutionResult {
	/** Output of the node by input item; empty if the execution failed. */
	readonly output: readonly IDataObject[];
	/** The error message; {@link HANGS} if the execution did not end. */
	readonly error: string | undefined;
	/** What the error says beside its message. */
	readonly advice?: string;
	/** The input item that the error names. */
	readonly errorItem?: number;
	/** Number of times that n8n ran the node. */
	readonly runs: number;
}

export const HANGS = 'hangs';

/** Settings for a node that must not fail: n8n's maximum number of tries, but short pauses. */
const RETRY_ON_FAIL = { retryOnFail: true, maxTries: 5, waitBetweenTries: 50 };

const credentials = { pharloApi: { id: '1', name: 'Pharlo' } };

/** Runs the node once on the items, through n8n's engine. */
export async function execute(
	creator: Creator,
	items: ReadonlyArray<Row['item']>,
	settings: Partial<INode>,
	options: RunOptions,
): Promise<ExecutionResult> {
	const counted = countRuns(creator.type);
	const nodes = [
		node('Start', 'start', { items: JSON.stringify(items) }),
		node('Create', 'create', creator.parameters, {
			typeVersion: creator.typeVersion,
			credentials,
			...RETRY_ON_FAIL,
			...settings,
		}),
	];
	const running = runWorkflow(nodes, chain('Start', 'Create'), {
		...options,
		types: { create: counted.type },
	});
	const run = await within(creator.limitMs, running);
	if (run === undefined) return { output: [], error: HANGS, runs: counted.runs() };
	const { error: thrown } = run.data.resultData;
	const error = thrown?.message;
	const errorItem =
		thrown !== undefined && 'context' in thrown ? thrown.context.itemIndex : undefined;
	const output = lastRun(run, 'Create')?.data?.main?.[0] ?? [];
	return {
		output: error === undefined ? output.map(({ json }) => json) : [],
		error,
		...(typeof thrown?.description === 'string' ? { advice: thrown.description } : {}),
		...(typeof errorItem === 'number' ? { errorItem } : {}),
		runs: counted.runs(),
	};
}

/** @returns undefined if it takes longer */
async function within<T>(limitMs: number, task: PromiseLike<T>): Promise<T | undefined> {
	const limit = new AbortController();
	const { signal } = limit;
	try {
		return await Promise.race([task, sleep(limitMs, undefined, { signal })]);
	} finally {
		limit.abort();
	}
}

/** Counts the runs of a node, because the engine does not report how often Retry On Fail ran it. */
function countRuns(type: INodeType): { type: INodeType; runs: () => number } {
	let runs = 0;
	const counting = Object.create(type, {
		execute: {
			value: async function (this: IExecuteFunctions) {
				runs += 1;
				return await type.execute?.call(this);
			},
		},
	}) as INodeType;
	return { type: counting, runs: () => runs };
}
