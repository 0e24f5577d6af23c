import type { IDataObject } from 'n8n-workflow';

import type { Assignment } from '../../tools/simulator/state.mts';
import type { ExecutionResult } from './engine.mts';
import { nameOf, postOf, type Row } from './rows.mts';
import type { Execution } from './workload.mts';

/** What an execution says of a row: its output item, or an error and the item that it names. */
type Report =
	| { readonly item: IDataObject }
	| { readonly text: string; readonly itemIndex: number | undefined };

/** What an execution says of each row; undefined where it says nothing. */
export function reportsOf(
	{ rows }: Execution,
	{ output, error, advice = '', errorItem }: ExecutionResult,
): Array<Report | undefined> {
	return rows.map((_row, index) => {
		if (error !== undefined) return { text: `${error} ${advice}`, itemIndex: errorItem };
		const item = output[index];
		if (item === undefined) return undefined;
		return item.error === undefined ? { item } : { text: JSON.stringify(item), itemIndex: index };
	});
}

/** Whether the execution stops at a row that must be refused, so that none of its rows is posted. */
export function mustStop({ rows, continues = false }: Execution): boolean {
	return !continues && rows.some(({ refusedFor }) => refusedFor !== undefined);
}

/** The rows that are to be posted. */
export function intendedRows(execution: Execution): readonly Row[] {
	if (mustStop(execution)) return [];
	return execution.rows.filter(({ refusedFor }) => refusedFor === undefined);
}

/**
 * Whether an execution reports what was intended: an output item for each row that is to be posted, and
 * for each other an error that names the parameter and the item.
 */
export function isAsIntended(execution: Execution, result: ExecutionResult): boolean {
	return countNotAsIntended(execution, result) === 0;
}

/** Counts the rows that are not reported as {@link isAsIntended} says. */
export function countNotAsIntended(execution: Execution, result: ExecutionResult): number {
	const { rows } = execution;
	const reports = reportsOf(execution, result);
	const isRefused = ({ refusedFor }: Row, index: number): boolean => {
		const report = reports[index];
		return (
			report !== undefined &&
			'text' in report &&
			report.text.includes(`'${refusedFor}'`) &&
			report.itemIndex === index
		);
	};
	if (mustStop(execution)) {
		// The error of a workflow that stops names the first of them.
		const refused = rows.some(
			(row, index) => row.refusedFor !== undefined && isRefused(row, index),
		);
		return refused ? 0 : rows.length;
	}
	return rows.filter((row, index) => {
		if (row.refusedFor !== undefined) return !isRefused(row, index);
		const report = reports[index];
		return report === undefined || !('item' in report);
	}).length;
}

/**
 * Counts the rows of which an error says that nothing was done although their post is stored.
 *
 * @param stored when the execution ended
 */
export function countFalseClaims(
	execution: Execution,
	result: ExecutionResult,
	stored: readonly Assignment[],
): number {
	const claims = reportsOf(execution, result).map(
		(report) => report !== undefined && 'text' in report && /nothing was/i.test(report.text),
	);
	if (!claims.includes(true)) return 0;
	const names = new Set(stored.map(nameOf));
	return execution.rows.filter((row, index) => claims[index] && names.has(postOf(row))).length;
}
