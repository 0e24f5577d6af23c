import { packBareNodes } from './bare-pack.mts';
import { bareLoop, bareNode, httpRequest, ours } from './contenders.mts';
import { goals, ratios, ratioText, table, withSpread, type Goal } from './report.mts';
import { runAlternating, median } from './turns.mts';
import { BenchN8n, type Measurement } from './bench-n8n.mts';

/** The node's default concurrency. */
const DEFAULT_CONCURRENT = 50;

const COUNT = 1000;
const ROUNDS = 7;
/** V8 needs a few thousand requests to optimize n8n's code. */
const WARM_UP_ROUNDS = 3;
const LATENCIES_MS = [20, 0];

type Results = ReadonlyMap<string, readonly Measurement[]>;

/**
 * Measures 1,000 Creates through n8n, compared with n8n's HTTP Request node, which users would use
 * instead, with a minimal community node, and with a bare undici loop, which is the lower bound.
 * Build the pack first.
 *
 * @param rounds measured rounds, not counting warm-up
 * @returns a section in Markdown
 */
export async function measureCreating(rounds = ROUNDS): Promise<string> {
	const bench = await BenchN8n.start({ packs: [await packBareNodes()] });
	const bare = bareLoop(bench, COUNT, DEFAULT_CONCURRENT);
	try {
		const contenders = [
			await ours(bench, COUNT),
			await httpRequest(bench, COUNT),
			await bareNode(bench, COUNT, DEFAULT_CONCURRENT),
			await bareNode(bench, COUNT, DEFAULT_CONCURRENT, true),
			bare,
		];
		const parts: string[] = [];
		const reached: Goal[] = [];
		for (const latencyMs of LATENCIES_MS) {
			bench.pharlo.switch({ latencyMs });
			const results = await runAlternating(contenders, rounds, WARM_UP_ROUNDS);
			parts.push(`Response latency ${latencyMs} ms:`, rows(results));
			reached.push(...goalsOf([...results.values()], latencyMs));
		}
		return [
			'## Creating',
			`${COUNT} Creates in one node execution, with the title as an expression and default settings (Max Concurrent Requests ${DEFAULT_CONCURRENT}). The time is that of the node alone, as reported by n8n; the CPU time is that of n8n's process for the whole execution. The bare community node is a package made for this comparison: it sends the same body with the same credential, one \`httpRequestWithAuthentication\` per item, without validation and retries. n8n decrypts the credential for each request unless the node passes it, as ours does, so both variants are measured. Medians of ${rounds} alternating rounds after ${WARM_UP_ROUNDS} warm-up rounds; ratios are computed per round.`,
			...parts,
			goals(reached),
		].join('\n\n');
	} finally {
		await bare.stop();
		await bench.stop();
	}
}

function rows(results: Results): string {
	const [own = []] = results.values();
	return table(
		['', 'ms', 'relative to ours', 'CPU ms per item', 'relative to ours'],
		[...results].map(([name, measurements]) => [
			name,
			withSpread(times(measurements)),
			ratioText(times(measurements), times(own)),
			...(cpus(measurements).some((cpu) => cpu > 0)
				? [
						(median(cpus(measurements)) / COUNT).toFixed(2),
						ratioText(cpus(measurements), cpus(own)),
					]
				: ['', '']),
		]),
	);
}

function goalsOf(all: ReadonlyArray<readonly Measurement[]>, latencyMs: number): Goal[] {
	const [own = [], http = [], plain = [], readOnce = [], loop = []] = all;
	if (latencyMs === 0) {
		const value = median(ratios(cpus(own), cpus(http)));
		return [{ name: 'CPU time relative to HTTP Request', value, atMost: 0.6 }];
	}
	const faster = median(ratios(times(http), times(own)));
	const relativeTo = (floor: readonly Measurement[]): number =>
		median(ratios(times(own), times(floor)));
	return [
		{ name: 'speedup over HTTP Request with a header credential', value: faster, atLeast: 2 },
		{ name: 'time relative to the bare community node', value: relativeTo(plain), atMost: 1.1 },
		{
			name: 'time relative to the bare community node, credential read once',
			value: relativeTo(readOnce),
			atMost: 1.1,
		},
		{ name: 'time relative to a bare undici loop', value: relativeTo(loop), atMost: 2.5 },
	];
}

function times(measurements: readonly Measurement[]): number[] {
	return measurements.map(({ milliseconds }) => milliseconds);
}

function cpus(measurements: readonly Measurement[]): number[] {
	return measurements.map(({ cpuMs }) => cpuMs);
}

if (import.meta.filename === process.argv[1]) {
	const [rounds = ROUNDS] = process.argv.slice(2).map(Number);
	console.log(await measureCreating(rounds));
}
