import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';

import {
	until,
	type Execution,
	type ExecutionSummary,
	type StoredWorkflow,
} from '../../tools/playground/n8n-api.mts';
import { withCredential } from '../../tools/playground/workspace.mts';
import { NO_CHAOS } from '../../tools/simulator/chaos/settings.mts';
import { createVideo } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { chain, node, webhook } from '../harness/setting.mts';
import type { N8nInstance } from '../suites/n8n-instance.mts';
import { startOwnN8n } from './own-n8n.mts';

const ROWS = Array.from({ length: 100 }, (_, index) => ({ row: `row-${index + 1}` }));
/** Approximate number of created assignments when n8n is killed. */
const BEFORE_THE_KILL = 40;
/** Latency of each response, slow enough to kill n8n in the middle of the execution. */
const LATENCY_MS = 100;
/** Responses get lost, but few enough that five tries suffice for a hundred rows. */
const CHAOS = { ...NO_CHAOS, rate: 0.1, slowMs: 50, retryAfterSeconds: 0 };

let n8n: N8nInstance;
let pharlo: Pharlo;
let credential: { id: string; name: string };
beforeAll(async () => {
	n8n = await startOwnN8n();
	pharlo = await Pharlo.start();
	const name = 'Pharlo';
	const { id } = await n8n.api.createCredential(name, pharlo.credential);
	credential = { id, name };
}, 240_000);
afterAll(async () => {
	await pharlo.close();
	await n8n.stop();
});
afterEach(() => {
	pharlo.clear();
	pharlo.switch({ latencyMs: 0, chaos: NO_CHAOS });
});

/** A workflow whose execution is killed and retried. */
class Publication {
	constructor(
		readonly workflow: StoredWorkflow,
		readonly path: string,
	) {}

	/** Publishes a workflow with Webhook, the rows as items, and a Create with Retry On Fail. */
	static async publish(
		options: INodeParameters,
		settings: Partial<INode> = {},
	): Promise<Publication> {
		const path = randomUUID();
		// With all requests at once, there would be no middle.
		const create = createVideo(
			{ options: { ...options, maxConcurrentRequests: 10 } },
			'={{ $json.row }}',
		);
		const workflow = await n8n.api.createWorkflow(
			withCredential(
				{
					name: `Kill ${path}`,
					nodes: [
						webhook('Webhook', path),
						node('Rows', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'body.rows', options: {} }),
						node('Create', 'n8n-nodes-pharlo.pharlo', create, {
							retryOnFail: true,
							maxTries: 5,
							waitBetweenTries: 100,
							...settings,
						}),
					],
					connections: chain('Webhook', 'Rows', 'Create'),
				},
				credential.id,
				credential.name,
			),
		);
		await n8n.api.activate(workflow);
		return new Publication(workflow, path);
	}

	/** Starts an execution with all rows. */
	async start(): Promise<ExecutionSummary> {
		const known = (await n8n.api.executions(this.workflow.id)).length;
		await until('the webhook', async () => {
			const { ok } = await fetch(`${n8n.webhookUrl}/webhook/${this.path}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ rows: ROWS }),
			});
			return ok ? true : undefined;
		});
		return await until('the execution', async () => {
			const [newest, ...older] = await n8n.api.executions(this.workflow.id);
			return older.length === known ? newest : undefined;
		});
	}

	/** Starts an execution and waits for its end. */
	async run(): Promise<Execution> {
		const { id } = await this.start();
		return await n8n.api.finished(id, 120_000);
	}

	/** Starts an execution with faults, and kills n8n in the middle of it. */
	async startAndKill(): Promise<Execution> {
		pharlo.switch({ latencyMs: LATENCY_MS, chaos: CHAOS });
		const { id } = await this.start();
		await this.waitForFirstAssignments();
		await n8n.crash();
		pharlo.switch({ latencyMs: 0 });
		return await n8n.api.finished(id);
	}

	async waitForFirstAssignments(): Promise<void> {
		await until('the first assignments', async () =>
			pharlo.assignments.length >= BEFORE_THE_KILL ? true : undefined,
		);
	}

	/** Retries an execution, like "Retry" in the list of executions. */
	async retry({ id }: Pick<ExecutionSummary, 'id'>): Promise<Execution> {
		const { id: retried } = await n8n.api.call<{ id: string }>(
			'POST',
			`/rest/executions/${id}/retry`,
			{ loadWorkflow: false },
		);
		return await n8n.api.finished(retried, 120_000);
	}
}

const titles = () => pharlo.assignments.map(({ payload }) => String(payload.title));
const expected = ROWS.map(({ row }) => row).sort();

function expectNoneTwice(posted: readonly string[]): void {
	expect([...posted].sort()).toEqual([...new Set(posted)].sort());
}

/** Expects each row exactly once, and the matching assignment in the node's items. */
function expectEachOnce({ status, data }: Execution): void {
	expect(status).toBe('success');
	expect(titles().sort()).toEqual(expected);
	const [output] = data.resultData.runData.Create?.at(-1)?.data?.main ?? [];
	const ids = (output ?? []).map(({ json }) => json.id);
	const idOf = new Map(pharlo.assignments.map(({ id, payload }) => [payload.title, id]));
	expect(ids).toEqual(ROWS.map(({ row }) => idOf.get(row)));
}

test('Retry On Fail creates no duplicates, in a finished and in a killed execution', async () => {
	const publication = await Publication.publish({});
	pharlo.switch({ chaos: CHAOS });
	expectEachOnce(await publication.run());

	pharlo.clear();
	const killed = await publication.startAndKill();
	expect(killed.status).toBe('crashed');
	expectNoneTwice(titles());
}, 240_000);

test('Automatic Key: after a kill in the middle and a retry, each row is posted once', async () => {
	const publication = await Publication.publish({});
	const killed = await publication.startAndKill();
	const before = pharlo.assignments.length;
	const retried = await publication.retry(killed);
	expect(retried).toMatchObject({ mode: 'retry', retryOf: killed.id });
	expect(retried.id).not.toBe(killed.id);
	if (await n8n.api.isAtLeast('2.14.0')) return expectEachOnce(retried);
	// Older versions do not distinguish a Retry from a new execution, so the key is stable only
	// within each.
	expect(retried.status).toBe('success');
	// The newest assignments come first.
	expectNoneTwice(titles().slice(0, -before));
	expectNoneTwice(titles().slice(-before));
	expect(new Set(titles()).size).toBe(ROWS.length);
}, 240_000);

test.each<[string, INodeParameters]>([
	['From Content', { idempotency: 'content' }],
	['Own Key', { idempotency: 'own', idempotencyKey: '={{ $json.row }}' }],
])(
	'%s: after a kill in the middle, a retry and a new execution, each row is posted once',
	async (_name, options) => {
		const publication = await Publication.publish(options);
		const killed = await publication.startAndKill();
		const before = pharlo.assignments.length;
		expect(before).toBeGreaterThanOrEqual(BEFORE_THE_KILL);
		expect(before).toBeLessThan(ROWS.length);
		expectNoneTwice(titles());

		expectEachOnce(await publication.retry(killed));
		expectEachOnce(await publication.run());
	},
	240_000,
);

test('Own Key: after a failure in the middle and a retry, each row is posted once', async () => {
	const publication = await Publication.publish(
		{ idempotency: 'own', idempotencyKey: '={{ $json.row }}' },
		{ retryOnFail: false },
	);
	pharlo.switch({ latencyMs: LATENCY_MS });
	const { id } = await publication.start();
	await publication.waitForFirstAssignments();
	// From here on, all assignments are created, but the responses are errors.
	pharlo.switch({ latencyMs: 0, chaos: { ...CHAOS, rate: 1, kinds: ['serverErrorAfter'] } });
	const failed = await n8n.api.finished(id, 120_000);
	expect(failed.status).toBe('error');
	expect(titles().length).toBeGreaterThan(0);

	pharlo.switch({ chaos: CHAOS });
	expectEachOnce(await publication.retry(failed));
}, 240_000);
