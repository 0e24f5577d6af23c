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
	['Requested', ({ storm }) => storm.requested],
	['Assignments', ({ storm }) => storm.assignments],
	['Duplicated', ({ storm }) => storm.duplicated],
	['Missing', ({ storm }) => storm.lost],
	['Unintended', ({ storm }) => storm.unintended],
	['Reported as failed', ({ storm }) => storm.reportedFailed],
	['of these, created', ({ storm }) => storm.failedButCreated],
	['Incorrect items', ({ storm }) => storm.incorrect],
	['Rows refused', ({ storm }) => storm.refused],
	['Executions retried', ({ storm }) => storm.retried],
	['Executions killed', ({ storm }) => storm.killed],
	['Executions hanging', ({ storm }) => storm.hanging],
	['Requests', ({ storm }) => storm.requests],
	['Faults', ({ storm }) => faultsIn(storm)],
	['Seconds', ({ seconds }) => seconds.toFixed(1)],
];

/** Counts the disturbed requests of all kinds. */
export function faultsIn({ faults }: Storm): number {
	return Object.values(faults).reduce((total, count) => total + count, 0);
}

/** Formats the rows as columns, because they have many cells. */
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
