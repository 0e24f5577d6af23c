import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../playground/paths.mts';
import { sum, TO_FIRST_POST, type Measured } from './walk.mts';

const PAGE = join(ROOT, 'docs/first-hour.md');
const TABLE = /(?<=<!-- counts -->\n\n).*?(?=\n\n<!-- end of counts -->)/s;
const HEADER = ['Step', 'Clicks', 'Fields', 'Keys', 'Requests', 'Credits'];

/** What the page says of one step, or of several together. */
export interface Row {
	readonly title: string;
	readonly numbers: readonly number[];
}

/** Returns the rows of the table, with the sums that readers want to know. */
export function rowsOf(measured: readonly Measured[]): Row[] {
	const first = { title: 'The first post, together', ...sum(measured.slice(0, TO_FIRST_POST)) };
	const all = { title: 'Everything', ...sum(measured) };
	return [...measured, first, all].map(({ title, clicks, fields, keys, requests, credits }) => ({
		title,
		numbers: [clicks, fields, keys, requests, credits],
	}));
}

/** Formats the table as Prettier does. */
export function toTable(rows: readonly Row[]): string {
	const cells = rows.map(({ title, numbers }) => [title, ...numbers.map(String)]);
	const widths = HEADER.map((name, column) =>
		Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0)),
	);
	const line = (row: readonly string[]): string =>
		`| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
	const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
	return [line(HEADER), rule, ...cells.map(line)].join('\n');
}

/** Reads the rows that stand in the page. */
export function readRows(): Row[] {
	const table = TABLE.exec(readFileSync(PAGE, 'utf8'))?.[0] ?? '';
	return table
		.split('\n')
		.slice(2)
		.map((line) => {
			const [title = '', ...numbers] = line
				.slice(1, -1)
				.split('|')
				.map((cell) => cell.trim());
			return { title, numbers: numbers.map(Number) };
		});
}

export function writeRows(rows: readonly Row[]): void {
	writeFileSync(
		PAGE,
		readFileSync(PAGE, 'utf8').replace(TABLE, () => toTable(rows)),
	);
}
