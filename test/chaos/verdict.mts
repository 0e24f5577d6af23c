import type { IDataObject } from 'n8n-workflow';

import type { Assignment } from '../../tools/simulator/state.mts';
import { HANGS, type ExecutionResult } from './engine.mts';
import type { Batch } from './workload.mts';

/** An execution: the requested posts and the result. */
export interface Outcome extends ExecutionResult {
	readonly batch: Batch;
}

/** The evaluation of a workload, counted in posts unless stated otherwise. */
export interface Verdict {
	readonly requested: number;
	/** Number of assignments at Pharlo. */
	readonly assignments: number;
	readonly duplicated: number;
	readonly lost: number;
	/** Posts whose execution failed after the last try, or did not end. */
	readonly reportedFailed: number;
	/** Posts among these that were created nevertheless. */
	readonly failedButCreated: number;
	/** Output items that differ from Pharlo's data. */
	readonly incorrect: number;
	/** Executions that Retry On Fail retried. */
	readonly retried: number;
	/** Executions that did not end. */
	readonly hanging: number;
	/** The distinct messages of failed executions. */
	readonly messages: readonly string[];
}

/** Whether each post was created exactly once, and its output item is correct. */
export function isFlawless(verdict: Verdict): boolean {
	const { requested, assignments, duplicated, lost, reportedFailed, incorrect } = verdict;
	return assignments === requested && duplicated + lost + reportedFailed + incorrect === 0;
}

/**
 * Compares the requested posts with Pharlo's data and with the node's output.
 *
 * @param outputsKey whether the node's output has to contain the idempotency key
 */
export function evaluate(
	outcomes: readonly Outcome[],
	stored: readonly Assignment[],
	outputsKey: boolean,
): Verdict {
	const found = countByPost(stored);
	const times = (post: string): number => found.get(post) ?? 0;
	const posts = outcomes.flatMap(({ batch }) => batch);
	const failed = outcomes.filter(({ error }) => error !== undefined);
	const reportedFailed = failed.flatMap(({ batch }) => batch);
	const byId = new Map<unknown, Assignment>(
		stored.map((assignment) => [assignment.id, assignment]),
	);
	const isCorrect = (item: IDataObject | undefined, post: string): boolean =>
		item !== undefined && matches(item, post, byId.get(item.id), outputsKey);
	return {
		requested: posts.length,
		assignments: stored.length,
		duplicated: posts.filter((post) => times(post) > 1).length,
		lost: posts.filter((post) => times(post) === 0).length,
		reportedFailed: reportedFailed.length,
		failedButCreated: reportedFailed.filter((post) => times(post) > 0).length,
		incorrect: sum(
			outcomes
				.filter(({ error }) => error === undefined)
				.map(({ batch, output }) => countIncorrect(batch, output, isCorrect)),
		),
		retried: outcomes.filter(({ runs }) => runs > 1).length,
		hanging: failed.filter(({ error }) => error === HANGS).length,
		messages: [...new Set(failed.map(({ error = '' }) => error))].filter((text) => text !== HANGS),
	};
}

function countByPost(stored: readonly Assignment[]): Map<string, number> {
	const found = new Map<string, number>();
	for (const { payload } of stored) {
		const post = String(payload.title);
		found.set(post, (found.get(post) ?? 0) + 1);
	}
	return found;
}

/** Counts wrong, missing and surplus items. */
function countIncorrect(
	batch: Batch,
	output: readonly IDataObject[],
	isCorrect: (item: IDataObject | undefined, post: string) => boolean,
): number {
	const wrong = batch.filter((post, index) => !isCorrect(output[index], post)).length;
	return wrong + Math.max(output.length - batch.length, 0);
}

function matches(
	item: IDataObject,
	post: string,
	assignment: Assignment | undefined,
	outputsKey: boolean,
): boolean {
	return (
		assignment?.payload.title === post &&
		item.status === assignment.status &&
		(!outputsKey ||
			(typeof item.idempotencyKey === 'string' &&
				item.idempotencyKey === assignment.idempotencyKey))
	);
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
