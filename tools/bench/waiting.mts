import { until, type Execution, type N8nApi, type StoredWorkflow } from '../playground/n8n-api.mts';
import { startOwnN8n } from '../../test/e2e/own-n8n.mts';
import { chain, node } from '../../test/harness/setting.mts';
import { handedOn, WaitingWorld } from '../../test/suites/waiting-world.mts';
import { ratioText, table, withSpread } from './report.mts';

const RUNS = 200;
const SLEEPERS = 100;
const ROUNDS = 5;
/** As many executions of a workflow as n8n lists at a time. */
const PAGE = 100;
const DELAYS_MS = [0, 10, 50, 100, 300];

interface Way {
	readonly name: string;
	readonly options: Record<string, number>;
	readonly retrySeconds: number[];
}

const WAYS: readonly Way[] = [
	{
		name: 'Pharlo reports again after 0.2, 1, 3 s',
		options: { lookBeforeWaitingSeconds: 0 },
		retrySeconds: [0.2, 1, 3],
	},
	{ name: 'looked at once after 2 s (default)', options: {}, retrySeconds: [] },
	{
		name: 'published 3 s later',
		options: { lookBeforeWaitingSeconds: 0, publishDelaySeconds: 3 },
		retrySeconds: [],
	},
];

/**
 * How Create and Wait behaves in numbers that are too big for a test: reports that race against the
 * execution going to sleep, and what a hundred sleeping executions cost n8n. Build the pack first.
 *
 * @returns a section in Markdown
 */
export async function measureWaiting(runs = RUNS): Promise<string> {
	const stage = await startOwnN8n();
	try {
		const world = await WaitingWorld.enter(stage);
		try {
			const races: string[][] = [];
			for (const way of WAYS) races.push([way.name, ...(await race(world, way, runs))]);
			return section(races, runs, await sleepers(world), await stage.api.version());
		} finally {
			await world.leave();
		}
	} finally {
		await stage.stop();
	}
}

/**
 * Lets posts end at once, and counts what became of the executions that wait for them.
 *
 * @returns how many went on as they should, how many did not, and how many a report has woken
 */
async function race(world: WaitingWorld, way: Way, total: number): Promise<string[]> {
	const { options, retrySeconds } = way;
	const { deliveries } = world.pharlo.simulator.simulation.state;
	const right = new Set<unknown>();
	world.pharlo.clear();
	deliveries.length = 0;
	for (let done = 0; done < total; done += PAGE) {
		const runs = Math.min(PAGE, total - done);
		const waiter = await world.publishWorkflow({ options });
		for (let run = 0; run < runs; run++) {
			const finishAfterMs = DELAYS_MS[run % DELAYS_MS.length] ?? 0;
			world.pharlo.switch({ retrySeconds, finishAfterMs });
			await waiter.start();
		}
		for (const execution of await ended(world.stage.api, waiter.workflow, runs)) {
			const results = handedOn(execution, 'After 0');
			if (results.length === 1 && results[0]?.outcome === 'published') right.add(results[0].id);
		}
	}
	const woken = deliveries.filter(({ status }) => status === 'delivered').length;
	return [right.size, total - right.size, woken].map(String);
}

async function ended(api: N8nApi, workflow: StoredWorkflow, count: number): Promise<Execution[]> {
	return await until(
		'all executions to end',
		async () => {
			const all = await api.executions(workflow.id);
			const done = all.filter(({ status }) => status === 'success');
			if (done.length < count) return undefined;
			return await Promise.all(done.map(async ({ id }) => await api.execution(id)));
		},
		120_000,
	);
}

/** How long another workflow takes, a hundred times one after another. */
async function measure(world: WaitingWorld, url: string): Promise<number> {
	const started = performance.now();
	for (let call = 0; call < 100; call++) await world.post(url, {}, {});
	return performance.now() - started;
}

interface Calls {
	/** Milliseconds of a hundred calls to another workflow. */
	readonly alone: readonly number[];
	readonly beside: readonly number[];
	/** Executions that n8n takes for running while the others sleep. */
	readonly running: number;
}

/** What another workflow takes without and with sleeping executions beside it. */
async function sleepers(world: WaitingWorld): Promise<Calls> {
	const { api, entry } = world.stage;
	const path = crypto.randomUUID();
	const workflow = await api.createWorkflow({
		name: 'Other',
		nodes: [
			node(
				'Webhook',
				'n8n-nodes-base.webhook',
				{ httpMethod: 'POST', path, responseMode: 'lastNode', options: {} },
				{ typeVersion: 2.1, webhookId: path },
			),
			node('Then', 'n8n-nodes-base.noOp'),
		],
		connections: chain('Webhook', 'Then'),
	});
	await api.activate(workflow);
	const url = `${entry}/webhook/${path}`;
	await measure(world, url);
	const alone: number[] = [];
	for (let round = 0; round < ROUNDS; round++) alone.push(await measure(world, url));

	world.pharlo.clear();
	world.pharlo.switch({ finishAfterMs: null, retrySeconds: [] });
	const waiter = await world.publishWorkflow({ options: { lookBeforeWaitingSeconds: 0 } });
	for (let count = 0; count < SLEEPERS; count++) await waiter.start();
	await until('all to sleep', async () => ((await world.running()) === 0 ? true : undefined));
	const beside: number[] = [];
	for (let round = 0; round < ROUNDS; round++) beside.push(await measure(world, url));
	return { alone, beside, running: await world.running() };
}

function section(
	races: readonly string[][],
	runs: number,
	{ alone, beside, running }: Calls,
	version: string,
): string {
	return [
		'## Waiting',
		`${runs} posts each in n8n ${version} that end 0 to 300 ms after the answer to their creation, while the execution is on its way to sleep. Each execution has to go on once, with its own post; one that has not fallen asleep yet learns of the end without a report.`,
		table(['', 'went on once', 'did not', 'woken by a report'], races),
		`A hundred calls of another workflow, one after another, in milliseconds; ${running} executions counted as running while ${SLEEPERS} slept.`,
		table(
			['', 'ms', 'times as long as alone'],
			[
				['alone', withSpread(alone), ratioText(alone, alone)],
				[`beside ${SLEEPERS} that sleep`, withSpread(beside), ratioText(beside, alone)],
			],
		),
	].join('\n\n');
}

if (import.meta.filename === process.argv[1]) {
	const [runs = RUNS] = process.argv.slice(2).map(Number);
	console.log(await measureWaiting(runs));
}
