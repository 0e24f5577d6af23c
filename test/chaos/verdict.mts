import type { IDataObject } from 'n8n-workflow';

import type { Assignment } from '../../tools/simulator/state.mts';
import { HANGS, type Ended } from './engine.mts';
import type { Batch } from './workload.mts';

/** One execution: what it was asked for, and what came of it. */
export interface Outcome extends Ended {
	readonly batch: Batch;
}

/** What became of a workload, in posts unless it says otherwise. */
export interface Verdict {
	readonly asked: number;
	/** Assignments at Pharlo. */
	readonly assignments: number;
	readonly duplicated: number;
	readonly lost: number;
	/** Those whose execution ended in an error after its last try, or not at all. */
	readonly givenUp: number;
	/** Of these, those that were created nevertheless. */
	readonly givenUpButThere: number;
	/** Items of output that say something else than Pharlo does. */
	readonly untrue: number;
	/** Executions that Retry On Fail ran again. */
	readonly retried: number;
	/** Executions that did not end. */
	readonly hanging: number;
	/** The different messages of those that ended in an error. */
	readonly messages: readonly string[];
}

/** Whether each post is there, once, and its item says so. */
export function isFlawless(verdict: Verdict): boolean {
	const { asked, assignments, duplicated, lost, givenUp, untrue } = verdict;
	return assignments === asked && duplicated + lost + givenUp + untrue === 0;
}

/**
 * Compares what was asked for with what Pharlo holds and with what the node said.
 *
 * @param namesKey whether the node's output is to name the idempotency key
 */
export function judge(
	outcomes: readonly Outcome[],
	stored: readonly Assignment[],
	namesKey: boolean,
): Verdict {
	const found = countByPost(stored);
	const times = (post: string): number => found.get(post) ?? 0;
	const posts = outcomes.flatMap(({ batch }) => batch);
	const failed = outcomes.filter(({ error }) => error !== undefined);
	const givenUp = failed.flatMap(({ batch }) => batch);
	const byId = new Map<unknown, Assignment>(
		stored.map((assignment) => [assignment.id, assignment]),
	);
	const isTrue = (item: IDataObject | undefined, post: string): boolean =>
		item !== undefined && agrees(item, post, byId.get(item.id), namesKey);
	return {
		asked: posts.length,
		assignments: stored.length,
		duplicated: posts.filter((post) => times(post) > 1).length,
		lost: posts.filter((post) => times(post) === 0).length,
		givenUp: givenUp.length,
		givenUpButThere: givenUp.filter((post) => times(post) > 0).length,
		untrue: sum(
			outcomes
				.filter(({ error }) => error === undefined)
				.map(({ batch, output }) => countUntrue(batch, output, isTrue)),
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

/** Items that are missing or too many are as untrue as those that are wrong. */
function countUntrue(
	batch: Batch,
	output: readonly IDataObject[],
	isTrue: (item: IDataObject | undefined, post: string) => boolean,
): number {
	const wrong = batch.filter((post, index) => !isTrue(output[index], post)).length;
	return wrong + Math.max(output.length - batch.length, 0);
}

function agrees(
	item: IDataObject,
	post: string,
	assignment: Assignment | undefined,
	namesKey: boolean,
): boolean {
	return (
		assignment?.payload.title === post &&
		item.status === assignment.status &&
		(!namesKey ||
			(typeof item.idempotencyKey === 'string' &&
				item.idempotencyKey === assignment.idempotencyKey))
	);
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
