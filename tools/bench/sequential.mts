import { ours } from './contenders.mts';
import { PEER_PACKS, PeerServer, peers } from './peers.mts';
import { goals, ratios, ratioText, table, withSpread } from './report.mts';
import { inTurn, median } from './turns.mts';
import { World, type Taken } from './world.mts';

const COUNT = 1000;
/** Of the peers: one after another a thousand would take them half a minute, each time. */
const PEER_COUNT = 250;
const ROUNDS = 5;
const LATENCY_MS = 20;

/**
 * Creates one after another, as other packs work: our own node told to, and two of the others.
 *
 * @returns a section in Markdown
 */
export async function measureSequential(): Promise<string> {
	const world = await World.start({ packs: PEER_PACKS });
	const server = await PeerServer.start(LATENCY_MS);
	try {
		world.pharlo.switch({ latencyMs: LATENCY_MS });
		const own = await inTurn([await ours(world, COUNT), await ours(world, COUNT, 1)], ROUNDS);
		const others = await inTurn(
			[await ours(world, PEER_COUNT), ...(await peers(world, server, PEER_COUNT))],
			ROUNDS,
		);
		const [together = [], alone = []] = [...own.values()].map(times);
		return [
			'## One after another',
			`The same Creates at ${LATENCY_MS} ms against nodes that take one item after another. HTTP Request cannot be told to do so: its batches only wait between sending. So the sequential loop is our own node with Max Concurrent Requests 1, and two packs from the npm registry, which can be pointed at a local server that answers as theirs does after the same time. The peers send ${PEER_COUNT} requests, with ours doing the same beside them.`,
			rows(own, COUNT),
			rows(others, PEER_COUNT),
			goals([
				{
					name: 'times as fast as the sequential loop',
					value: median(ratios(alone, together)),
					atLeast: 10,
				},
			]),
		].join('\n\n');
	} finally {
		await server.stop();
		await world.stop();
	}
}

function rows(results: ReadonlyMap<string, readonly Taken[]>, count: number): string {
	const [own = []] = results.values();
	return table(
		[`${count} requests`, 'ms', 'times ours'],
		[...results].map(([name, taken]) => [
			name,
			withSpread(times(taken)),
			ratioText(times(taken), times(own)),
		]),
	);
}

function times(taken: readonly Taken[]): number[] {
	return taken.map(({ milliseconds }) => milliseconds);
}

if (import.meta.filename === process.argv[1]) console.log(await measureSequential());
