import { packBareNodes } from './bare-pack.mts';
import { bareLoop, bareNode, httpRequest, ours } from './contenders.mts';
import { goals, ratios, ratioText, table, withSpread, type Goal } from './report.mts';
import { inTurn, median } from './turns.mts';
import { World, type Taken } from './world.mts';

/** The node's default. */
const DEFAULT_CONCURRENT = 50;

const COUNT = 1000;
const ROUNDS = 7;
/** V8 takes some thousand requests to make n8n's code fast. */
const WARM_UP_ROUNDS = 3;
const LATENCIES_MS = [20, 0];

type Results = ReadonlyMap<string, readonly Taken[]>;

/**
 * 1,000 Creates through n8n, side by side with what users would take instead, n8n's HTTP Request node,
 * with the least that a community node can do, and with a bare loop of undici, which is the limit.
 * Build the pack first.
 *
 * @param rounds those that count
 * @returns a section in Markdown
 */
export async function measureCreating(rounds = ROUNDS): Promise<string> {
	const world = await World.start({ packs: [await packBareNodes()] });
	const bare = bareLoop(world, COUNT, DEFAULT_CONCURRENT);
	try {
		const contenders = [
			await ours(world, COUNT),
			await httpRequest(world, COUNT),
			await bareNode(world, COUNT, DEFAULT_CONCURRENT),
			await bareNode(world, COUNT, DEFAULT_CONCURRENT, true),
			bare,
		];
		const parts: string[] = [];
		const reached: Goal[] = [];
		for (const latencyMs of LATENCIES_MS) {
			world.pharlo.switch({ latencyMs });
			const results = await inTurn(contenders, rounds, WARM_UP_ROUNDS);
			parts.push(`Answered after ${latencyMs} ms:`, rows(results));
			reached.push(...goalsOf([...results.values()], latencyMs));
		}
		return [
			'## Creating',
			`${COUNT} Creates of one node run in n8n, the title an expression, all settings as they come (Max Concurrent Requests ${DEFAULT_CONCURRENT}); the time is that of the node alone, as n8n tells it, the processor time that of n8n's process for the whole execution. The bare community node is a package made for this comparison: it sends the same body with the same credential, one \`httpRequestWithAuthentication\` for each item, and has no checks and no retries. n8n decrypts the credential for each request unless the node hands it over, as ours does; so there is one row for each. Medians of ${rounds} rounds in turn, after ${WARM_UP_ROUNDS} to warm up; ratios by pairs.`,
			...parts,
			goals(reached),
		].join('\n\n');
	} finally {
		await bare.stop();
		await world.stop();
	}
}

function rows(results: Results): string {
	const [own = []] = results.values();
	return table(
		['', 'ms', 'times ours', 'processor ms per item', 'times ours'],
		[...results].map(([name, taken]) => [
			name,
			withSpread(times(taken)),
			ratioText(times(taken), times(own)),
			...(cpus(taken).some((cpu) => cpu > 0)
				? [(median(cpus(taken)) / COUNT).toFixed(2), ratioText(cpus(taken), cpus(own))]
				: ['', '']),
		]),
	);
}

function goalsOf(all: ReadonlyArray<readonly Taken[]>, latencyMs: number): Goal[] {
	const [own = [], http = [], plain = [], readOnce = [], loop = []] = all;
	if (latencyMs === 0) {
		const value = median(ratios(cpus(own), cpus(http)));
		return [{ name: "processor time, of HTTP Request's", value, atMost: 0.6 }];
	}
	const faster = median(ratios(times(http), times(own)));
	const behind = (floor: readonly Taken[]): number => median(ratios(times(own), times(floor)));
	return [
		{ name: 'times as fast as HTTP Request with a header credential', value: faster, atLeast: 2 },
		{ name: 'times as long as the bare community node', value: behind(plain), atMost: 1.1 },
		{
			name: 'times as long as the same with the credential read once',
			value: behind(readOnce),
			atMost: 1.1,
		},
		{ name: 'times as long as a bare loop of undici', value: behind(loop), atMost: 2.5 },
	];
}

function times(taken: readonly Taken[]): number[] {
	return taken.map(({ milliseconds }) => milliseconds);
}

function cpus(taken: readonly Taken[]): number[] {
	return taken.map(({ cpuMs }) => cpuMs);
}

if (import.meta.filename === process.argv[1]) {
	const [rounds = ROUNDS] = process.argv.slice(2).map(Number);
	console.log(await measureCreating(rounds));
}
