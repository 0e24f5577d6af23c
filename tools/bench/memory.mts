import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { end, track } from '../playground/child.mts';
import { Pharlo } from '../../test/harness/pharlo.mts';
import type { Weighing, Weight } from './memory-process.mts';
import { goals, table } from './report.mts';
import { median } from './turns.mts';

const COUNT = 10_000;
const ROUNDS = 5;
/** No young generation that could be collected alone, but for the least that V8 allows. */
const COLLECT_EVERYTHING = ['--gc-global', '--max-semi-space-size=1'];

interface Peak extends Weight {
	/** The most bytes that were in use at a time, garbage not counted, above what was before. */
	readonly peak: number;
}

/**
 * How much more than its items a long list takes while it is read.
 *
 * @returns a section in Markdown
 */
export async function measureMemory(): Promise<string> {
	const pharlo = await Pharlo.start();
	try {
		for (let count = 0; count < COUNT; count++) await pharlo.add('published');
		pharlo.switch({ latencyMs: 5 });
		const [simplified, whole] = await Promise.all([weigh(pharlo, true), weigh(pharlo, false)]);
		return [
			'## Memory',
			`Return All of ${COUNT} assignments through n8n's engine in a process of its own: the most that is in use while the list is read, and what its items take when nothing else is left. V8 was made to collect all garbage after each megabyte that was asked for, also in the middle of our code, and told what was left: so this is what must be in memory, to within a megabyte, not what V8 lets lie about. Medians of ${ROUNDS} runs, each in a new process.`,
			table(
				['', 'items, MB', 'at the most, MB', 'times the items'],
				[row('simplified', simplified), row('whole assignments', whole)],
			),
			goals([
				{ name: 'at the most, of what the items take', value: ratioOf(simplified), atMost: 1.3 },
				{ name: 'the same for whole assignments', value: ratioOf(whole), atMost: 1.3 },
			]),
		].join('\n\n');
	} finally {
		await pharlo.close();
	}
}

async function weigh({ credential }: Pharlo, simplify: boolean): Promise<Peak[]> {
	const weights: Peak[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const child = fork(join(import.meta.dirname, 'memory-process.mts'), {
			execArgv: ['--expose-gc', ...COLLECT_EVERYTHING, '--import', 'tsx'],
			silent: true,
		});
		track(child);
		let told = '';
		child.stdout?.on('data', (chunk: Buffer) => (told += chunk.toString()));
		child.send({ credential, simplify } satisfies Weighing);
		const [weight] = (await once(child, 'message')) as [Weight];
		await end(child);
		if (weight.count !== COUNT) throw new Error(`${weight.count} items instead of ${COUNT}`);
		weights.push({ ...weight, peak: Math.max(...leftBehind(told)) - weight.before });
	}
	return weights;
}

/** Bytes in use after each collection, from lines such as `… Mark-Compact 38.1 (47.0) -> 35.7 (47.0) MB, …`. */
function leftBehind(told: string): number[] {
	return [...told.matchAll(/Mark-Compact.*? -> ([\d.]+) \(/g)].map(
		([, megabytes]) => Number(megabytes) * 2 ** 20,
	);
}

function ratioOf(weights: readonly Peak[]): number {
	return median(weights.map(({ items, peak }) => peak / items));
}

function row(name: string, weights: readonly Peak[]): string[] {
	const megabytes = (values: readonly number[]): string => (median(values) / 1e6).toFixed(1);
	return [
		name,
		megabytes(weights.map(({ items }) => items)),
		megabytes(weights.map(({ peak }) => peak)),
		ratioOf(weights).toFixed(2),
	];
}

if (import.meta.filename === process.argv[1]) console.log(await measureMemory());
