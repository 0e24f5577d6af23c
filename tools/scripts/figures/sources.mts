import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../../playground/paths.mts';

/** Figures by name, as they are told. */
export type Figures = ReadonlyMap<string, string>;

/** The measured values of the goals in docs/benchmarks.md, by the goal's name. */
export function measuredFigures(): Figures {
	const lines = readFileSync(join(ROOT, 'docs/benchmarks.md'), 'utf8').split('\n');
	const rows = lines.map((line) => line.split('|').map((cell) => cell.trim()));
	return new Map(
		rows.flatMap(([, name = '', target = '', value = '']) =>
			/^at (least|most) /.test(target) ? [[name, value] as const] : [],
		),
	);
}

const FIGURE = /(<!-- figure: (.+?) -->)(.*?)(<!-- end -->)/g;

/** The figures that a page tells, by name. */
export function figuresIn(page: string): Figures {
	return new Map([...page.matchAll(FIGURE)].map(([, , name = '', value = '']) => [name, value]));
}

/**
 * A page with its figures as they were measured.
 *
 * @throws {Error} for a figure that nobody measures
 */
export function withFigures(page: string, figures: Figures): string {
	return page.replace(FIGURE, (_all, before: string, name: string, _old: string, after: string) => {
		const value = figures.get(name);
		if (value === undefined) throw new Error(`Nobody measures '${name}'.`);
		return `${before}${value}${after}`;
	});
}
