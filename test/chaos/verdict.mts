import type { IDataObject } from 'n8n-workflow';

import type { Assignment } from '../../tools/simulator/state.mts';
import type { Attempt, Outcome } from './attempts.mts';
import { HANGS } from './engine.mts';
import { countNotAsIntended, intendedRows, mustStop, reportsOf } from './reports.mts';
import { nameOf, postOf, type Row } from './rows.mts';

/** The evaluation of a workload, counted in posts unless stated otherwise. */
export interface Verdict {
	/**
	 * Posts that were intended. A row that was removed before a Retry counts if its post had been
	 * created.
	 */
	readonly requested: number;
	/** Number of assignments at Pharlo. */
	readonly assignments: number;
	readonly duplicated: number;
	readonly lost: number;
	/** Assignments that no row asked for: of a refused row, or with another connection or content. */
	readonly unintended: number;
	/** Posts that were reported as failed after the last try, or whose execution did not end. */
	readonly reportedFailed: number;
	/** Posts among these that were created nevertheless. */
	readonly failedButCreated: number;
	/** Output items and errors that differ from Pharlo's data, and rows that were not refused by name. */
	readonly incorrect: number;
	/** Rows that were refused by name. */
	readonly refused: number;
	/** Executions that Retry On Fail retried. */
	readonly retried: number;
	/** Executions that were killed before they had ended, and retried with other rows. */
	readonly killed: number;
	/** Executions that did not end. */
	readonly hanging: number;
	/** The distinct messages of executions that must not fail. */
	readonly messages: readonly string[];
}

/** Whether each intended post was created exactly once and nothing else, and each report is correct. */
export function isFlawless(verdict: Verdict): boolean {
	const { requested, assignments, duplicated, lost, unintended, reportedFailed, incorrect } =
		verdict;
	return (
		assignments === requested && duplicated + lost + unintended + reportedFailed + incorrect === 0
	);
}

/**
 * Compares what was intended with Pharlo's data and with what the node reported.
 *
 * @param outputsKey whether the node's output has to contain the idempotency key
 */
export function evaluate(
	outcomes: readonly Outcome[],
	stored: readonly Assignment[],
	outputsKey: boolean,
): Verdict {
	const found = countEach(stored.map(nameOf));
	const times = (post: string): number => found.get(post) ?? 0;
	const intended = intendedPosts(outcomes);
	const posts = [...intended];
	const failed = outcomes.filter(
		({ execution, attempts }) => !mustStop(execution) && lastOf(attempts).error !== undefined,
	);
	const reportedFailed = outcomes.flatMap(failedPosts);
	const check = new ItemCheck(stored, outputsKey);
	return {
		requested: sum(
			posts.map(([post, { least, most }]) => Math.min(Math.max(times(post), least), most)),
		),
		assignments: stored.length,
		duplicated: posts.filter(([post, { most }]) => times(post) > most).length,
		lost: posts.filter(([post, { least }]) => times(post) < least).length,
		unintended: stored.filter((assignment) => !intended.has(nameOf(assignment))).length,
		reportedFailed: reportedFailed.length,
		failedButCreated: reportedFailed.filter((post) => times(post) > 0).length,
		incorrect: sum(outcomes.map((outcome) => check.countIncorrect(outcome))),
		refused: sum(outcomes.map(countRefused)),
		retried: outcomes.filter(({ attempts }) => attempts.some(({ runs }) => runs > 1)).length,
		killed: outcomes.filter(({ wasKilled }) => wasKilled).length,
		hanging: outcomes.filter(({ attempts }) => lastOf(attempts).error === HANGS).length,
		messages: [...new Set(failed.map(({ attempts }) => lastOf(attempts).error ?? ''))].filter(
			(text) => text !== HANGS,
		),
	};
}

/** How often a post may be stored. */
interface Range {
	readonly least: number;
	readonly most: number;
}

/** What the rows ask for; those of a killed execution that are gone may have been posted before. */
function intendedPosts(outcomes: readonly Outcome[]): Map<string, Range> {
	const intended = new Map<string, Range>();
	for (const { execution } of outcomes) {
		const least = countPosts(intendedRows(execution));
		const before = countPosts(execution.killed?.rows ?? []);
		for (const post of new Set([...least.keys(), ...before.keys()])) {
			const count = least.get(post) ?? 0;
			intended.set(post, { least: count, most: Math.max(count, before.get(post) ?? 0) });
		}
	}
	return intended;
}

/** Equal rows are as many posts, but those with the same own key are one. */
function countPosts(rows: readonly Row[]): Map<string, number> {
	const keys = new Set<unknown>();
	const distinct = rows.filter(({ item: { key } }) => {
		const isKnown = key !== undefined && keys.has(key);
		keys.add(key);
		return !isKnown;
	});
	return countEach(distinct.map(postOf));
}

/** The posts of an execution that are not reported as created in the end. */
function failedPosts({ execution, attempts }: Outcome): string[] {
	const reports = reportsOf(execution, lastOf(attempts));
	const intended = new Set(intendedRows(execution));
	return execution.rows
		.filter((row, index) => {
			const report = reports[index];
			return intended.has(row) && report !== undefined && 'text' in report;
		})
		.map(postOf);
}

function countRefused({ execution, attempts }: Outcome): number {
	const refused = execution.rows.filter(({ refusedFor }) => refusedFor !== undefined).length;
	return Math.max(refused - countNotAsIntended(execution, lastOf(attempts)), 0);
}

/** Compares output items with Pharlo's data. */
class ItemCheck {
	readonly #byId: ReadonlyMap<unknown, Assignment>;

	constructor(
		stored: readonly Assignment[],
		readonly outputsKey: boolean,
	) {
		this.#byId = new Map(stored.map((assignment) => [assignment.id, assignment]));
	}

	/** Counts wrong, missing and surplus items, false claims in errors, and rows that were not refused. */
	countIncorrect({ execution, attempts }: Outcome): number {
		const last = lastOf(attempts);
		const { rows } = execution;
		const isFailed = last.error !== undefined;
		return sum([
			...attempts.map((attempt) => this.#countWrong(execution, attempt) + attempt.falseClaims),
			isFailed ? 0 : this.#countShared(execution, last),
			isFailed ? 0 : Math.max(rows.length - last.output.length, 0),
			...attempts.map(({ output }) => Math.max(output.length - rows.length, 0)),
			rows.some(({ refusedFor }) => refusedFor !== undefined)
				? countNotAsIntended(execution, last)
				: 0,
		]);
	}

	#countWrong(execution: Outcome['execution'], attempt: Attempt): number {
		const reports = reportsOf(execution, attempt);
		return execution.rows.filter((row, index) => {
			const report = reports[index];
			return report !== undefined && 'item' in report && !this.#matches(report.item, row);
		}).length;
	}

	#matches(item: IDataObject, row: Row): boolean {
		const assignment = this.#byId.get(item.id);
		return (
			row.refusedFor === undefined &&
			assignment !== undefined &&
			nameOf(assignment) === postOf(row) &&
			item.status === assignment.status &&
			(!this.outputsKey ||
				(typeof item.idempotencyKey === 'string' &&
					item.idempotencyKey === assignment.idempotencyKey))
		);
	}

	/** Counts posts whose items have too few or too many assignments, or are all said to be new. */
	#countShared(execution: Outcome['execution'], last: Attempt): number {
		const items = new Map<string, IDataObject[]>();
		execution.rows.forEach((row, index) => {
			const item = last.output[index];
			if (row.refusedFor !== undefined || item === undefined) return;
			items.set(postOf(row), [...(items.get(postOf(row)) ?? []), item]);
		});
		const expected = countPosts(intendedRows(execution));
		return [...items].filter(([post, ofPost]) => {
			const ids = new Set(ofPost.map(({ id }) => id));
			const fresh = ofPost.filter(({ alreadyExisted }) => alreadyExisted === false);
			return ids.size !== expected.get(post) || fresh.length > ids.size;
		}).length;
	}
}

function lastOf<T>(values: readonly [T, ...T[]]): T {
	return values.at(-1) ?? values[0];
}

function countEach(names: readonly string[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
	return counts;
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
