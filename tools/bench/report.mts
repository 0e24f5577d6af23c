import { median, spreadOf } from './turns.mts';

/** Formats a Markdown table. */
export function table(headings: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
	return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Formats median and range, e.g. `1234 (1200–1350)`. */
export function withSpread(values: readonly number[]): string {
	return `${Math.round(median(values))} (${spreadOf(values)})`;
}

/** Divides each value by the other contender's value of the same round. */
export function ratios(values: readonly number[], others: readonly number[]): number[] {
	return values.map((value, round) => value / (others[round] ?? NaN));
}

/** Formats median and range of the ratios, e.g. `2.10 (1.95–2.20)`. */
export function ratioText(values: readonly number[], others: readonly number[]): string {
	const all = ratios(values, others);
	const [least, most] = [Math.min(...all), Math.max(...all)];
	return `${median(all).toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}

export interface Goal {
	readonly name: string;
	readonly value: number;
	readonly atLeast?: number;
	readonly atMost?: number;
}

/** Formats goals and whether they are met. */
export function goals(all: readonly Goal[]): string {
	return table(
		['goal', 'target', 'measured', ''],
		all.map(({ name, value, atLeast, atMost }) => {
			const target = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
			const isMet = value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
			return [name, target, value.toFixed(2), isMet ? 'met' : 'missed'];
		}),
	);
}
