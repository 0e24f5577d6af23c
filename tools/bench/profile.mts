import { freePort } from '../playground/ports.mts';
import { httpRequest, ours } from './contenders.mts';
import { Inspector, type CpuProfile } from './inspector.mts';
import { table } from './report.mts';
import { World } from './world.mts';

const COUNT = 1000;
const WARM_UP_RUNS = 3;

/** What V8 itself calls its work, in our words. */
const OF_V8: Readonly<Record<string, string>> = {
	'(garbage collector)': 'garbage collection',
	'(idle)': 'waiting',
	'(program)': 'native code, not told apart',
	evalClosureSync: "n8n's expressions, in their isolate",
};

/**
 * Where the time of a Create goes, by the package whose code was running.
 *
 * @returns a section in Markdown
 */
export async function measureProfile(): Promise<string> {
	const port = await freePort();
	const world = await World.start({ env: { NODE_OPTIONS: `--inspect=127.0.0.1:${port}` } });
	const inspector = await Inspector.connect(port);
	try {
		const [own, other] = [await ours(world, COUNT), await httpRequest(world, COUNT)];
		const profiles: CpuProfile[] = [];
		for (const contender of [own, other]) {
			for (let times = 0; times < WARM_UP_RUNS; times++) await contender.run();
			profiles.push(await inspector.profile(async () => await contender.run()));
		}
		const [ownTimes = new Map<string, number>(), otherTimes = new Map<string, number>()] =
			profiles.map(timeByOwner);
		return [
			'## Where the time goes',
			`Microseconds for each of ${COUNT} Creates without latency, by the owner of the code that was running: the innermost package on the stack, Node's own modules counted for whoever called them. V8's sampling profiler, one execution each after ${WARM_UP_RUNS} to warm up; from the start of the execution until n8n has stored and told it. Waiting is left out; the profiler itself slows everything down a little.`,
			compare(ownTimes, otherTimes),
			limits(ownTimes),
		].join('\n\n');
	} finally {
		inspector.close();
		await world.stop();
	}
}

const IN_NODE = 'Node: sockets, timers, streams';
const LEFT_OUT = ['waiting', 'native code, not told apart'];
const SHOWN = 14;

function compare(own: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): string {
	const of = (times: ReadonlyMap<string, number>, owner: string): number =>
		(times.get(owner) ?? 0) / COUNT;
	const owners = [...new Set([...own.keys(), ...other.keys()])]
		.filter((owner) => !LEFT_OUT.includes(owner))
		.sort((a, b) => of(own, b) - of(own, a));
	const sum = (times: ReadonlyMap<string, number>): number =>
		owners.reduce((total, owner) => total + of(times, owner), 0);
	return table(
		['µs per item', 'ours', 'HTTP Request'],
		[
			...owners
				.slice(0, SHOWN)
				.map((owner) => [owner, of(own, owner).toFixed(0), of(other, owner).toFixed(0)]),
			['all together', sum(own).toFixed(0), sum(other).toFixed(0)],
		],
	);
}

/** What the figures mean for somebody who wants it faster. */
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
		`What limits us: of a Create, ${share(['n8n-nodes-pharlo', 'zod'])} µs are spent in our own code and its checks.`,
		`One expression takes n8n some ${share(expression)} µs, and all items are read and checked before the first is sent, so that time comes before the requests and not beside them.`,
		`A request takes n8n some ${share(request)} µs: it makes new agents and a new connection for each, which a node cannot change.`,
	].join(' ');
}

/** Microseconds of the whole profile. */
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

/** The innermost package that a file belongs to. */
function packageOf(url: string): string | undefined {
	return [...url.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)].at(-1)?.[1];
}

if (import.meta.filename === process.argv[1]) console.log(await measureProfile());
