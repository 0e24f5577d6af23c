import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { end, track } from '../playground/child.mts';
import { Pharlo } from '../../test/harness/pharlo.mts';
import type { MemoryJob, MemoryUsage } from './memory-process.mts';
import { goals, table } from './report.mts';
import { median } from './turns.mts';

const COUNT = 10_000;
const ROUNDS = 5;
/** Collects the whole heap each time, with the smallest young generation that V8 allows. */
const COLLECT_EVERYTHING = ['--gc-global', '--max-semi-space-size=1'];

interface Peak extends MemoryUsage {
	/** Peak number of bytes in use without garbage, above the usage before. */
	readonly peak: number;
}

/**
 * Measures the peak memory of fetching a long list, relative to its items.
 *
 * @returns a section in Markdown
 */
export async function measureMemory(): Promise<string> {
	const pharlo = await Pharlo.start();
	try {
		for (let count = 0; count < COUNT; count++) await pharlo.add('published');
		pharlo.switch({ latencyMs: 5 });
		const [simplified, whole] = await Promise.all([measure(pharlo, true), measure(pharlo, false)]);
		return [
			'## Memory',
			`Return All of ${COUNT} assignments through n8n's engine in a separate process: peak usage while the list is fetched, and the size of its items after everything else was collected. V8 is configured to collect all garbage after each allocated megabyte and to log the remaining heap, so this is the live memory, accurate to about a megabyte, without uncollected garbage. Medians of ${ROUNDS} runs, each in a new process.`,
			table(
				['', 'items, MB', 'peak, MB', 'peak relative to items'],
				[row('simplified', simplified), row('whole assignments', whole)],
			),
			goals([
				{ name: 'peak relative to items, simplified', value: ratioOf(simplified), atMost: 1.3 },
				{ name: 'peak relative to items, whole assignments', value: ratioOf(whole), atMost: 1.3 },
			]),
		].join('\n\n');
	} finally {
		await pharlo.close();
	}
}

async function measure({ credential }: Pharlo, simplify: boolean): Promise<Peak[]> {
	const peaks: Peak[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const child = fork(join(import.meta.dirname, 'memory-process.mts'), {
			execArgv: ['--expose-gc', ...COLLECT_EVERYTHING, '--import', 'tsx'],
			silent: true,
		});
		track(child);
		let log = '';
		child.stdout?.on('data', (chunk: Buffer) => (log += chunk.toString()));
		child.send({ credential, simplify } satisfies MemoryJob);
		const [usage] = (await once(child, 'message')) as [MemoryUsage];
		await end(child);
		if (usage.count !== COUNT) throw new Error(`${usage.count} items instead of ${COUNT}`);
		peaks.push({ ...usage, peak: Math.max(...heapSizesIn(log)) - usage.before });
	}
	return peaks;
}

/**
 * Parses bytes in use after each collection, from lines such as
 * `… Mark-Compact 38.1 (47.0) -> 35.7 (47.0) MB, …`.
 */
function heapSizesIn(log: string): number[] {
	return [...log.matchAll(/Mark-Compact.*? -> ([\d.]+) \(/g)].map(
		([, megabytes]) => Number(megabytes) * 2 ** 20,
	);
}

function ratioOf(peaks: readonly Peak[]): number {
	return median(peaks.map(({ items, peak }) => peak / items));
}

function row(name: string, peaks: readonly Peak[]): string[] {
	const megabytes = (values: readonly number[]): string => (median(values) / 1e6).toFixed(1);
	return [
		name,
		megabytes(peaks.map(({ items }) => items)),
		megabytes(peaks.map(({ peak }) => peak)),
		ratioOf(peaks).toFixed(2),
	];
}

if (import.meta.filename === process.argv[1]) console.log(await measureMemory());
