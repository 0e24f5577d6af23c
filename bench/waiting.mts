import { until, type Execution, type N8nApi, type StoredWorkflow } from '../playground/n8n-api.mts';
import { startOwnN8n } from '../test/e2e/own-n8n.mts';
import { chain, node } from '../test/harness/setting.mts';
import { handedOn, WaitingWorld } from '../test/suites/waiting-world.mts';

/**
 * How Create and Wait behaves in numbers that are too big for a test: reports that race against the
 * execution going to sleep, and what a hundred sleeping executions cost n8n. Build the pack first.
 */
const RUNS = Number(process.argv[2] ?? 200);
const SLEEPERS = 100;
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

/** Lets posts end at once, and counts what became of the executions that wait for them. */
async function race(world: WaitingWorld, { name, options, retrySeconds }: Way): Promise<void> {
	const { deliveries } = world.pharlo.simulator.world.state;
	const started = Date.now();
	const right = new Set<unknown>();
	world.pharlo.clear();
	deliveries.length = 0;
	for (let done = 0; done < RUNS; done += PAGE) {
		const runs = Math.min(PAGE, RUNS - done);
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
	console.log(
		`${name}: ${RUNS} runs, ${right.size} went on once with the right post, ${RUNS - right.size} did not; ` +
			`${woken} were woken by a report, the others had not fallen asleep; ${round((Date.now() - started) / 1000, 1)} s`,
	);
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

/** Pairs of runs, without and with sleeping executions beside them. */
async function sleepers(world: WaitingWorld): Promise<void> {
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
	for (let run = 0; run < 5; run++) alone.push(await measure(world, url));

	world.pharlo.clear();
	world.pharlo.switch({ finishAfterMs: null, retrySeconds: [] });
	const waiter = await world.publishWorkflow({ options: { lookBeforeWaitingSeconds: 0 } });
	for (let count = 0; count < SLEEPERS; count++) await waiter.start();
	await until('all to sleep', async () => ((await world.running()) === 0 ? true : undefined));
	const beside: number[] = [];
	for (let run = 0; run < 5; run++) beside.push(await measure(world, url));
	console.log(
		`another workflow, 100 calls: ${round(median(alone))} ms alone, ${round(median(beside))} ms beside ${SLEEPERS} that sleep: ` +
			`ratio ${round(median(beside) / median(alone), 2)} (spread alone ${spread(alone)}, beside ${spread(beside)}); running executions: ${await world.running()}`,
	);
}

function median(values: readonly number[]): number {
	return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function spread(values: readonly number[]): string {
	return `${round(Math.min(...values))}–${round(Math.max(...values))}`;
}

function round(value: number, digits = 0): number {
	return Number(value.toFixed(digits));
}

const stage = await startOwnN8n();
const world = await WaitingWorld.enter(stage);
try {
	for (const way of WAYS) await race(world, way);
	await sleepers(world);
} finally {
	await world.leave();
	await stage.stop();
}
