import { median, spreadOf } from './turns.mts';

/** A table in Markdown. */
export function table(headings: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
	return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `1234 (1200–1350)`: the median and from where to where. */
export function withSpread(values: readonly number[]): string {
	return `${Math.round(median(values))} (${spreadOf(values)})`;
}

/** Of runs in turn: how many times as large as the other that was run beside it. */
export function ratios(values: readonly number[], others: readonly number[]): number[] {
	return values.map((value, round) => value / (others[round] ?? NaN));
}

/** `2.10 (1.95–2.20)`: the median of the pairs and from where to where. */
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

/** What we have set ourselves, and whether it is reached. */
export function goals(all: readonly Goal[]): string {
	return table(
		['goal', 'wanted', 'measured', ''],
		all.map(({ name, value, atLeast, atMost }) => {
			const wanted = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
			const isReached = value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
			return [name, wanted, value.toFixed(2), isReached ? 'reached' : 'missed'];
		}),
	);
}
