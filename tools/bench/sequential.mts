import { ours } from './contenders.mts';
import { PEER_PACKS, PeerServer, peers } from './peers.mts';
import { goals, ratios, ratioText, table, withSpread } from './report.mts';
import { runAlternating, median } from './turns.mts';
import { BenchN8n, type Measurement } from './bench-n8n.mts';

const COUNT = 1000;
/** Requests of the peers: a thousand sequential ones would take half a minute per round. */
const PEER_COUNT = 250;
const ROUNDS = 5;
const LATENCY_MS = 20;

/**
 * Measures sequential Creates, as other packs send them: our node with a concurrency of one, and
 * two other packs.
 *
 * @returns a section in Markdown
 */
export async function measureSequential(): Promise<string> {
	const bench = await BenchN8n.start({ packs: PEER_PACKS });
	const server = await PeerServer.start(LATENCY_MS);
	try {
		bench.pharlo.switch({ latencyMs: LATENCY_MS });
		const own = await runAlternating(
			[await ours(bench, COUNT), await ours(bench, COUNT, 1)],
			ROUNDS,
		);
		const others = await runAlternating(
			[await ours(bench, PEER_COUNT), ...(await peers(bench, server, PEER_COUNT))],
			ROUNDS,
		);
		const [together = [], alone = []] = [...own.values()].map(times);
		return [
			'## Sequential requests',
			`The same Creates with a latency of ${LATENCY_MS} ms, compared with nodes that process items sequentially. HTTP Request cannot be configured to do so: its batching only waits between sending. The sequential contenders are therefore our own node with Max Concurrent Requests 1, and two packs from the npm registry, pointed at a local server that responds like theirs with the same latency. The peers send ${PEER_COUNT} requests, and so does our node in that comparison.`,
			rows(own, COUNT),
			rows(others, PEER_COUNT),
			goals([
				{
					name: 'speedup over sequential requests',
					value: median(ratios(alone, together)),
					atLeast: 10,
				},
			]),
		].join('\n\n');
	} finally {
		await server.stop();
		await bench.stop();
	}
}

function rows(results: ReadonlyMap<string, readonly Measurement[]>, count: number): string {
	const [own = []] = results.values();
	return table(
		[`${count} requests`, 'ms', 'relative to ours'],
		[...results].map(([name, measurements]) => [
			name,
			withSpread(times(measurements)),
			ratioText(times(measurements), times(own)),
		]),
	);
}

function times(measurements: readonly Measurement[]): number[] {
	return measurements.map(({ milliseconds }) => milliseconds);
}

if (import.meta.filename === process.argv[1]) console.log(await measureSequential());
