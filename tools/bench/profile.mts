import { freePort } from '../playground/ports.mts';
import { httpRequest, ours } from './contenders.mts';
import { Inspector, type CpuProfile } from './inspector.mts';
import { table } from './report.mts';
import { BenchN8n } from './bench-n8n.mts';

const COUNT = 1000;
const WARM_UP_RUNS = 3;

/** Labels for V8's internal entries. */
const OF_V8: Readonly<Record<string, string>> = {
	'(garbage collector)': 'garbage collection',
	'(idle)': 'idle',
	'(program)': 'native code',
	evalClosureSync: "n8n's expressions, in their isolate",
};

/**
 * Profiles where the time of a Create is spent, by package.
 *
 * @returns a section in Markdown
 */
export async function measureProfile(): Promise<string> {
	const port = await freePort();
	const bench = await BenchN8n.start({ env: { NODE_OPTIONS: `--inspect=127.0.0.1:${port}` } });
	const inspector = await Inspector.connect(port);
	try {
		const [own, other] = [await ours(bench, COUNT), await httpRequest(bench, COUNT)];
		const profiles: CpuProfile[] = [];
		for (const contender of [own, other]) {
			for (let times = 0; times < WARM_UP_RUNS; times++) await contender.run();
			profiles.push(await inspector.profile(async () => await contender.run()));
		}
		const [ownTimes = new Map<string, number>(), otherTimes = new Map<string, number>()] =
			profiles.map(timeByOwner);
		return [
			'## Where the time goes',
			`Microseconds per Create for ${COUNT} Creates without latency, by the package that owns the running code: the innermost package on the stack, with Node's own modules attributed to their caller. V8's sampling profiler, one execution each after ${WARM_UP_RUNS} warm-up runs, from the start of the execution until n8n has stored and reported it. Idle time is excluded; the profiler adds a little overhead.`,
			compare(ownTimes, otherTimes),
			limits(ownTimes),
		].join('\n\n');
	} finally {
		inspector.close();
		await bench.stop();
	}
}

const IN_NODE = 'Node: sockets, timers, streams';
const EXCLUDED = ['idle', 'native code'];
const SHOWN = 14;

function compare(own: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): string {
	const of = (times: ReadonlyMap<string, number>, owner: string): number =>
		(times.get(owner) ?? 0) / COUNT;
	const owners = [...new Set([...own.keys(), ...other.keys()])]
		.filter((owner) => !EXCLUDED.includes(owner))
		.sort((a, b) => of(own, b) - of(own, a));
	const sum = (times: ReadonlyMap<string, number>): number =>
		owners.reduce((total, owner) => total + of(times, owner), 0);
	return table(
		['µs per item', 'ours', 'HTTP Request'],
		[
			...owners
				.slice(0, SHOWN)
				.map((owner) => [owner, of(own, owner).toFixed(0), of(other, owner).toFixed(0)]),
			['total', sum(own).toFixed(0), sum(other).toFixed(0)],
		],
	);
}

/** Summarizes what limits further optimization. */
function limits(own: ReadonlyMap<string, number>): string {
	const share = (names: readonly string[]): string =>
		names.reduce((sum, name) => sum + (own.get(name) ?? 0) / COUNT, 0).toFixed(0);
	const expression = [
		OF_V8.evalClosureSync ?? '',
		'n8n-workflow',
		'@n8n/expression-runtime',
		'luxon',
	];
	const request = ['axios', '@n8n/backend-network', 'proxy-from-env', IN_NODE];
	return [
		`Limits: our own code and its validation take ${share(['n8n-nodes-pharlo', 'zod'])} µs per Create.`,
		`One expression takes n8n about ${share(expression)} µs, and all items are evaluated and validated before the first request, so this time is not overlapped by requests.`,
		`A request takes n8n about ${share(request)} µs: it creates new agents and a new connection for each request, which a node cannot change.`,
	].join(' ');
}

/** Sums up the microseconds of a profile by package. */
function timeByOwner({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
	const parents = new Map<number, number>();
	for (const { id, children = [] } of nodes) {
		for (const child of children) parents.set(child, id);
	}
	const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
	const ownerOf = (id: number): string => {
		const inner = frames.get(id);
		const native = OF_V8[inner?.functionName ?? ''];
		if (native !== undefined) return native;
		for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
			const owner = packageOf(frames.get(at)?.url ?? '');
			if (owner !== undefined) return owner;
		}
		return IN_NODE;
	};
	const owners = new Map(nodes.map(({ id }) => [id, ownerOf(id)]));
	const times = new Map<string, number>();
	samples.forEach((id, index) => {
		const owner = owners.get(id) ?? '';
		times.set(owner, (times.get(owner) ?? 0) + (timeDeltas[index] ?? 0));
	});
	return times;
}

/** Returns the innermost package that a file belongs to. */
function packageOf(url: string): string | undefined {
	return [...url.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)].at(-1)?.[1];
}

if (import.meta.filename === process.argv[1]) console.log(await measureProfile());
