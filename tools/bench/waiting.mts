import { until, type Execution, type N8nApi, type StoredWorkflow } from '../playground/n8n-api.mts';
import { startOwnN8n } from '../../test/e2e/own-n8n.mts';
import { chain, node } from '../../test/harness/setting.mts';
import { outputItems, WaitingSetup } from '../../test/suites/waiting-setup.mts';
import { ratioText, table, withSpread } from './report.mts';

const RUNS = 200;
const WAITING_EXECUTIONS = 100;
const ROUNDS = 5;
/** The maximum number of executions that n8n lists at once. */
const PAGE = 100;
const DELAYS_MS = [0, 10, 50, 100, 300];

interface Strategy {
	readonly name: string;
	readonly options: Record<string, number>;
	readonly retrySeconds: number[];
}

const STRATEGIES: readonly Strategy[] = [
	{
		name: 'Pharlo retries the callback after 0.2, 1, 3 s',
		options: { lookBeforeWaitingSeconds: 0 },
		retrySeconds: [0.2, 1, 3],
	},
	{ name: 'checked once after 2 s (default)', options: {}, retrySeconds: [] },
	{
		name: 'publishing delayed by 3 s',
		options: { lookBeforeWaitingSeconds: 0, publishDelaySeconds: 3 },
		retrySeconds: [],
	},
];

/**
 * Measures Create and Wait at a scale that is too large for a test: callbacks that race the
 * suspension of the execution, and the cost of a hundred waiting executions. Build the pack first.
 *
 * @returns a section in Markdown
 */
export async function measureWaiting(runs = RUNS): Promise<string> {
	const n8n = await startOwnN8n();
	try {
		const setup = await WaitingSetup.start(n8n);
		try {
			const races: string[][] = [];
			for (const strategy of STRATEGIES)
				races.push([strategy.name, ...(await race(setup, strategy, runs))]);
			return section(races, runs, await measureBesideWaiting(setup), await n8n.api.version());
		} finally {
			await setup.stop();
		}
	} finally {
		await n8n.stop();
	}
}

/**
 * Lets posts finish immediately, and counts the results of the executions that wait for them.
 *
 * @returns the number of executions that resumed correctly, that did not, and that a callback
 * resumed
 */
async function race(setup: WaitingSetup, strategy: Strategy, total: number): Promise<string[]> {
	const { options, retrySeconds } = strategy;
	const { deliveries } = setup.pharlo.simulator.simulation.state;
	const correct = new Set<unknown>();
	setup.pharlo.clear();
	deliveries.length = 0;
	for (let done = 0; done < total; done += PAGE) {
		const runs = Math.min(PAGE, total - done);
		const waiter = await setup.publishWorkflow({ options });
		for (let run = 0; run < runs; run++) {
			const finishAfterMs = DELAYS_MS[run % DELAYS_MS.length] ?? 0;
			setup.pharlo.switch({ retrySeconds, finishAfterMs });
			await waiter.start();
		}
		for (const execution of await ended(setup.n8n.api, waiter.workflow, runs)) {
			const results = outputItems(execution, 'After 0');
			if (results.length === 1 && results[0]?.outcome === 'published') correct.add(results[0].id);
		}
	}
	const resumed = deliveries.filter(({ status }) => status === 'delivered').length;
	return [correct.size, total - correct.size, resumed].map(String);
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

/** Measures a hundred sequential calls of another workflow. */
async function measureCalls(setup: WaitingSetup, url: string): Promise<number> {
	const started = performance.now();
	for (let call = 0; call < 100; call++) await setup.post(url, {}, {});
	return performance.now() - started;
}

interface Calls {
	/** Milliseconds of a hundred calls to another workflow. */
	readonly alone: readonly number[];
	readonly withWaiting: readonly number[];
	/** Executions that n8n reports as running while the others wait. */
	readonly running: number;
}

/** Measures another workflow with and without waiting executions. */
async function measureBesideWaiting(setup: WaitingSetup): Promise<Calls> {
	const { api, webhookUrl } = setup.n8n;
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
	const url = `${webhookUrl}/webhook/${path}`;
	await measureCalls(setup, url);
	const alone: number[] = [];
	for (let round = 0; round < ROUNDS; round++) alone.push(await measureCalls(setup, url));

	setup.pharlo.clear();
	setup.pharlo.switch({ finishAfterMs: null, retrySeconds: [] });
	const waiter = await setup.publishWorkflow({ options: { lookBeforeWaitingSeconds: 0 } });
	for (let count = 0; count < WAITING_EXECUTIONS; count++) await waiter.start();
	await until('all executions to wait', async () =>
		(await setup.running()) === 0 ? true : undefined,
	);
	const withWaiting: number[] = [];
	for (let round = 0; round < ROUNDS; round++) withWaiting.push(await measureCalls(setup, url));
	return { alone, withWaiting, running: await setup.running() };
}

function section(
	races: readonly string[][],
	runs: number,
	{ alone, withWaiting, running }: Calls,
	version: string,
): string {
	return [
		'## Waiting',
		`${runs} posts each in n8n ${version} that finish 0 to 300 ms after the response to their creation, while n8n suspends the execution. Each execution has to resume once, with its own post; an execution that is not suspended yet gets the result without a callback.`,
		table(['', 'resumed once', 'did not', 'resumed by a callback'], races),
		`A hundred sequential calls of another workflow, in milliseconds; n8n reported ${running} running executions while ${WAITING_EXECUTIONS} were waiting.`,
		table(
			['', 'ms', 'relative to alone'],
			[
				['alone', withSpread(alone), ratioText(alone, alone)],
				[
					`with ${WAITING_EXECUTIONS} waiting executions`,
					withSpread(withWaiting),
					ratioText(withWaiting, alone),
				],
			],
		),
	].join('\n\n');
}

if (import.meta.filename === process.argv[1]) {
	const [runs = RUNS] = process.argv.slice(2).map(Number);
	console.log(await measureWaiting(runs));
}
