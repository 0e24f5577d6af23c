import { isDeepStrictEqual } from 'node:util';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { addConnections, askedOf, crossPostVideo } from '../../test/harness/cross-post.mts';
import { connection, createVideo, MEDIA, savedForm } from '../../test/harness/parameters.mts';
import { YOUTUBE } from '../../test/harness/pharlo.mts';
import { node } from '../../test/harness/setting.mts';
import { BenchN8n, type Measurement } from './bench-n8n.mts';
import { goals, ratios, ratioText, table, withSpread } from './report.mts';
import { median, runAlternating, type Contender } from './turns.mts';

const ITEMS = 100;
const CONNECTIONS = 5;
const POSTS = ITEMS * CONNECTIONS;
const ROUNDS = 5;
const WARM_UP_ROUNDS = 2;
const LATENCIES_MS = [20, 0];

const WAIT_ROUNDS = 2;
const WAITED_ITEMS = 20;
const WAITED_POSTS = WAITED_ITEMS * CONNECTIONS;
/** Long after the execution is suspended; the posts of each other item end a second later. */
const FIRST_ENDS_AFTER_S = 15;

const TEXT = 'See what is new';

interface Side extends Measurement {
	readonly writing: number;
	readonly others: number;
	readonly credits: number;
}

/** What one run does. */
interface Job {
	readonly name: string;
	readonly rows: readonly IDataObject[];
	readonly parameters: INodeParameters;
	readonly posts: number;
	readonly isDone?: () => boolean;
}

/**
 * Measures one Cross-Post of many items, beside one Create of the same posts, and counts what waiting
 * for a hundred of them takes.
 *
 * @returns a section in Markdown
 */
export async function measureCrossPosting(): Promise<string> {
	const bench = await BenchN8n.start();
	try {
		const ids = [YOUTUBE, ...addConnections(bench.pharlo, YOUTUBE, CONNECTIONS - 1)];
		const items = itemsOf(ITEMS);
		const contenders = [
			await contender(bench, crossPost(items, ids)),
			await contender(bench, creates(items, ids)),
		];
		const parts: string[] = [];
		const reached = [];
		for (const latencyMs of LATENCIES_MS) {
			bench.pharlo.switch({ latencyMs });
			const results = await runAlternating(contenders, ROUNDS, WARM_UP_ROUNDS);
			const [ours = [], other = []] = [...results.values()];
			parts.push(`Response latency ${latencyMs} ms:`, describe(results, other));
			const [time, cpu] = [ratios(times(ours), times(other)), ratios(cpus(ours), cpus(other))];
			const name = `relative to ${POSTS} Creates, latency ${latencyMs} ms`;
			reached.push(
				{ name: `time ${name}`, value: median(time), atMost: 1.15 },
				{ name: `CPU time ${name}`, value: median(cpu), atMost: 1.15 },
			);
		}
		return [
			'## Cross-posting',
			`One Cross-Post of ${ITEMS} items to ${CONNECTIONS} connections, beside one Create of ${POSTS} items with the same ${POSTS} bodies, in alternating rounds. The time is that of the node alone; the CPU time is that of n8n's process for the whole execution. Medians of ${ROUNDS} rounds after ${WARM_UP_ROUNDS} warm-up rounds. Every run has to send exactly these bodies. Cross-Post evaluates the title once for five posts, and asks first for connections, platforms, what they take, and credits; of these only the connections cost something.`,
			...parts,
			goals(reached),
			`One Cross-Post and Wait of ${WAITED_ITEMS} items to ${CONNECTIONS} connections, until all ${WAITED_POSTS} posts are published, those of one item every second; the range of ${WAIT_ROUNDS} runs. Reports that arrive within a second share a request for the status:`,
			await measureWaiting(bench, ids),
		].join('\n\n');
	} finally {
		await bench.stop();
	}
}

function itemsOf(count: number): IDataObject[] {
	return Array.from({ length: count }, (_, row) => ({ title: `Video ${row}` }));
}

function crossPost(items: readonly IDataObject[], ids: readonly string[]): Job {
	return {
		name: `Cross-Post, ${items.length} items`,
		rows: items,
		parameters: crossPostVideo({
			connectionIds: [...ids],
			title: '={{ $json.title }}',
			text: TEXT,
		}),
		posts: items.length * ids.length,
	};
}

function creates(items: readonly IDataObject[], ids: readonly string[]): Job {
	const rows = items.flatMap((item) => ids.map((id) => ({ ...item, connection: id })));
	return {
		name: `Create, ${rows.length} items`,
		rows,
		parameters: createVideo({
			connectionId: connection('={{ $json.connection }}'),
			payloadForm: savedForm({
				title: '={{ $json.title }}',
				description: TEXT,
				privacy: 'public',
			}),
		}),
		posts: rows.length,
	};
}

async function contender(bench: BenchN8n, job: Job): Promise<Contender<Side>> {
	const { pharlo } = bench;
	const { name, rows, parameters, posts } = job;
	const credentials = (await bench.credential('pharloApi', pharlo.credential)) ?? {};
	const run = await bench.runner({
		name,
		rows,
		node: node('x', 'n8n-nodes-pharlo.pharlo', parameters, { credentials }),
		reset: () => pharlo.clear(),
		isDone: job.isDone ?? (() => askedOf(pharlo).length >= posts),
		check: ({ data }) => {
			const count = data?.main?.[0]?.length;
			if (count !== posts || pharlo.assignments.length !== posts) {
				throw new Error(`${name}: ${count} items, ${pharlo.assignments.length} created`);
			}
			checkBodies(bench, name);
		},
	});
	return {
		name,
		async run() {
			const { state } = pharlo.simulator.simulation;
			const before = state.creditsUsed;
			const measurement = await run();
			const writing = askedOf(pharlo).length;
			const others = pharlo.requests.length - writing;
			return { ...measurement, writing, others, credits: state.creditsUsed - before };
		},
	};
}

/** @throws {Error} where a body is not as expected, or comes twice; keys and what only a wait adds may differ */
function checkBodies({ pharlo }: BenchN8n, name: string): void {
	const bodies = askedOf(pharlo).map(({ connectionId, type, mediaUrl, payload }) => {
		const { title } = payload as IDataObject;
		const expected = { title, description: TEXT, privacy: 'public' };
		if (isDeepStrictEqual([type, mediaUrl, payload], ['video', MEDIA, expected])) {
			return JSON.stringify([connectionId, title]);
		}
		throw new Error(`${name} sent ${JSON.stringify({ type, mediaUrl, payload })}`);
	});
	if (new Set(bodies).size !== pharlo.assignments.length)
		throw new Error(`${name} sent some twice`);
}

function describe(results: ReadonlyMap<string, readonly Side[]>, other: readonly Side[]): string {
	return table(
		[
			'',
			'ms',
			'relative to Create',
			'CPU ms per post',
			'relative to Create',
			'requests that write',
			'other requests',
			'credits',
		],
		[...results].map(([name, sides]) => [
			name,
			withSpread(times(sides)),
			ratioText(times(sides), times(other)),
			(median(cpus(sides)) / POSTS).toFixed(2),
			ratioText(cpus(sides), cpus(other)),
			rangeOf(sides.map(({ writing }) => writing)),
			rangeOf(sides.map(({ others }) => others)),
			rangeOf(sides.map(({ credits }) => credits)),
		]),
	);
}

function rangeOf(counts: readonly number[]): string {
	const [least, most] = [Math.min(...counts), Math.max(...counts)];
	return least === most ? String(least) : `${least}–${most}`;
}

/** Counts the requests of runs that wait, by what they ask for, and their credits. */
async function measureWaiting(bench: BenchN8n, ids: readonly string[]): Promise<string> {
	const { pharlo } = bench;
	pharlo.switch({ latencyMs: 20, retrySeconds: [5, 30], finishAfterMs: 0 });
	const { parameters, ...job } = crossPost(itemsOf(WAITED_ITEMS), ids);
	const waiting = {
		operation: 'crossPostAndWait',
		publish: 'scheduled',
		scheduledAt: `={{ $now.plus({ seconds: ${FIRST_ENDS_AFTER_S} + $itemIndex }).toISO() }}`,
		timeLimitMinutes: 60,
		outputs: 'one',
	};
	const waits = await contender(bench, {
		...job,
		name: 'Cross-Post and Wait',
		parameters: { ...parameters, ...waiting },
		isDone: () =>
			pharlo.assignments.filter((one) => one.status === 'published').length >= job.posts,
	});
	const counts = new Map<string, number[]>();
	const others: number[] = [];
	for (let round = 0; round < WAIT_ROUNDS; round++) {
		others.push((await waits.run()).credits - WAITED_POSTS * 3);
		const names = pharlo.requests.map(({ method, path }) => `${method} ${path}`);
		for (const name of new Set(names)) {
			const count = names.filter((one) => one === name).length;
			counts.set(name, [...(counts.get(name) ?? []), count]);
		}
	}
	return [
		table(
			['request', 'times'],
			[...counts].map(([name, all]) => [`\`${name.replace('/api/v1', '')}\``, rangeOf(all)]),
		),
		`Credits: ${WAITED_POSTS * 3} for the posts, ${rangeOf(others)} for everything else.`,
	].join('\n\n');
}

function times(measurements: readonly Measurement[]): number[] {
	return measurements.map(({ milliseconds }) => milliseconds);
}

function cpus(measurements: readonly Measurement[]): number[] {
	return measurements.map(({ cpuMs }) => cpuMs);
}

if (import.meta.filename === process.argv[1]) console.log(await measureCrossPosting());
