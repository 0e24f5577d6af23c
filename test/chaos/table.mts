import type { Storm } from './storm.mts';

/** One line of the table. */
export interface Row {
	readonly name: string;
	readonly repeatedKey: string;
	readonly storm: Storm;
	readonly seconds: number;
}

type Cell = (row: Row) => string | number;

const COLUMNS: ReadonlyArray<readonly [heading: string, cell: Cell]> = [
	['Node', ({ name }) => name],
	['Repeated key', ({ repeatedKey }) => repeatedKey],
	['Asked for', ({ storm }) => storm.asked],
	['Assignments', ({ storm }) => storm.assignments],
	['Posted twice or more', ({ storm }) => storm.duplicated],
	['Lost', ({ storm }) => storm.lost],
	['Reported as failed', ({ storm }) => storm.givenUp],
	['though they are there', ({ storm }) => storm.givenUpButThere],
	['Untrue items', ({ storm }) => storm.untrue],
	['Executions run again', ({ storm }) => storm.retried],
	['that hang', ({ storm }) => storm.hanging],
	['Requests', ({ storm }) => storm.requests],
	['Faults', ({ storm }) => faultsIn(storm)],
	['Seconds', ({ seconds }) => seconds.toFixed(1)],
];

/** How many requests were disturbed, in whatever way. */
export function faultsIn({ faults }: Storm): number {
	return Object.values(faults).reduce((total, count) => total + count, 0);
}

/** The rows side by side, for the many columns are easier to read as lines. */
export function formatTable(rows: readonly Row[]): string {
	const lines = COLUMNS.map(([heading, cell]) => [heading, ...rows.map((row) => `${cell(row)}`)]);
	const widths = [-1, ...rows.keys()].map((column) =>
		Math.max(...lines.map((line) => line[column + 1]?.length ?? 0)),
	);
	return lines
		.map((line) =>
			line
				.map((text, column) => {
					const width = widths[column] ?? 0;
					return column === 0 ? text.padEnd(width) : text.padStart(width);
				})
				.join('   '),
		)
		.join('\n');
}
