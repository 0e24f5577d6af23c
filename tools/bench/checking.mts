import type { IDataObject, ITaskData } from 'n8n-workflow';

import { calendar, FAULTS, FROM_CALENDAR, withFaults } from '../../test/harness/calendar.mts';
import { node } from '../../test/harness/setting.mts';
import { BenchN8n, type Measurement } from './bench-n8n.mts';
import { goals, ratios, ratioText, table, withSpread } from './report.mts';
import { median, runAlternating, type Contender } from './turns.mts';

const COUNT = 500;
const ROUNDS = 5;
const WARM_UP_ROUNDS = 2;
const LATENCIES_MS = [20, 0];

interface Side extends Measurement {
	readonly rows: number;
	readonly requests: number;
}

type Results = ReadonlyMap<string, readonly Side[]>;

/**
 * Measures a Check of a calendar with faults, beside a Create of its valid rows.
 *
 * @returns a section in Markdown
 */
export async function measureChecking(): Promise<string> {
	const bench = await BenchN8n.start();
	try {
		const { rows, faultOf } = withFaults(calendar(COUNT), FAULTS);
		const valid = rows.filter((_, row) => !faultOf.has(row));
		const contenders = [
			await contender(bench, 'check', rows, ({ data }) => {
				const reports = data?.main?.[0] ?? [];
				return reports.filter(({ json }) => json.valid === true).length;
			}),
			await contender(bench, 'create', valid, () => bench.pharlo.assignments.length),
		];
		const parts: string[] = [];
		const inTime: number[] = [];
		for (const latencyMs of LATENCIES_MS) {
			bench.pharlo.switch({ latencyMs });
			const results = await runAlternating(contenders, ROUNDS, WARM_UP_ROUNDS);
			parts.push(`Response latency ${latencyMs} ms:`, describe(results));
			const [check = [], create = []] = [...results.values()].map(times);
			inTime.push(median(ratios(check, create)));
		}
		return [
			'## Checking',
			`One Check of a calendar of ${COUNT} videos, ${FAULTS.length} of them with a fault, beside one Create of the ${valid.length} valid rows, in alternating rounds. Every parameter is an expression on the row. Each Check finds exactly the faulty rows. The time is that of the node alone. Medians of ${ROUNDS} rounds after ${WARM_UP_ROUNDS} warm-up rounds.`,
			...parts,
			goals(
				LATENCIES_MS.map((latencyMs, index) => ({
					name: `time of Check relative to Create, latency ${latencyMs} ms`,
					value: inTime[index] ?? NaN,
					atMost: 1,
				})),
			),
		].join('\n\n');
	} finally {
		await bench.stop();
	}
}

/** @param countValid how many of the rows a run has found valid, or created */
async function contender(
	bench: BenchN8n,
	operation: 'check' | 'create',
	rows: readonly IDataObject[],
	countValid: (run: ITaskData) => number,
): Promise<Contender<Side>> {
	const { pharlo } = bench;
	const credentials = (await bench.credential('pharloApi', pharlo.credential)) ?? {};
	const name = operation === 'check' ? 'Check' : 'Create';
	const requests = operation === 'check' ? 3 : rows.length;
	const run = await bench.runner({
		name,
		rows,
		node: node('x', 'n8n-nodes-pharlo.pharlo', { ...FROM_CALENDAR, operation }, { credentials }),
		reset: () => pharlo.clear(),
		isDone: () => pharlo.requests.length >= requests,
		check: (done) => {
			const found = countValid(done);
			if (found === COUNT - FAULTS.length) return;
			throw new Error(`${name}: ${found} of ${rows.length} rows`);
		},
	});
	return {
		name,
		run: async () => ({
			...(await run()),
			rows: rows.length,
			requests: pharlo.requests.length,
		}),
	};
}

function describe(results: Results): string {
	const create = times(results.get('Create') ?? []);
	return table(
		['', 'ms', 'relative to Create', 'CPU ms per item', 'requests'],
		[...results].map(([name, sides]) => [
			name,
			withSpread(times(sides)),
			ratioText(times(sides), create),
			median(sides.map((side) => side.cpuMs / side.rows)).toFixed(2),
			String(Math.max(...sides.map(({ requests }) => requests))),
		]),
	);
}

function times(measurements: readonly Measurement[]): number[] {
	return measurements.map(({ milliseconds }) => milliseconds);
}

if (import.meta.filename === process.argv[1]) console.log(await measureChecking());
