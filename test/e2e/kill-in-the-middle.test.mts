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
import type { Stage } from '../suites/stage.mts';
import { startOwnN8n } from './own-n8n.mts';

const ROWS = Array.from({ length: 100 }, (_, index) => ({ row: `row-${index + 1}` }));
/** About so many are created when n8n is killed. */
const BEFORE_THE_KILL = 40;
/** Of each answer: slow enough to be in the middle when so many are there. */
const LATENCY_MS = 100;
/** Answers get lost, but not so many that five tries are not enough for a hundred rows. */
const CHAOS = { ...NO_CHAOS, rate: 0.1, slowMs: 50, retryAfterSeconds: 0 };

let stage: Stage;
let pharlo: Pharlo;
let credential: { id: string; name: string };
beforeAll(async () => {
	stage = await startOwnN8n();
	pharlo = await Pharlo.start();
	const name = 'Pharlo';
	const { id } = await stage.api.createCredential(name, pharlo.credential);
	credential = { id, name };
}, 240_000);
afterAll(async () => {
	await pharlo.close();
	await stage.stop();
});
afterEach(() => {
	pharlo.clear();
	pharlo.switch({ latencyMs: 0, chaos: NO_CHAOS });
});

/** A workflow that is killed and started again. */
class Publication {
	constructor(
		readonly workflow: StoredWorkflow,
		readonly path: string,
	) {}

	/** Webhook, the rows one by one, and a Create with Retry On Fail. */
	static async publish(
		options: INodeParameters,
		settings: Partial<INode> = {},
	): Promise<Publication> {
		const path = randomUUID();
		// All at once there would be no middle.
		const create = createVideo(
			{ options: { ...options, maxConcurrentRequests: 10 } },
			'={{ $json.row }}',
		);
		const workflow = await stage.api.createWorkflow(
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
		await stage.api.activate(workflow);
		return new Publication(workflow, path);
	}

	/** Starts an execution with all rows. */
	async start(): Promise<ExecutionSummary> {
		const known = (await stage.api.executions(this.workflow.id)).length;
		await until('the webhook', async () => {
			const { ok } = await fetch(`${stage.entry}/webhook/${this.path}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ rows: ROWS }),
			});
			return ok ? true : undefined;
		});
		return await until('the execution', async () => {
			const [newest, ...older] = await stage.api.executions(this.workflow.id);
			return older.length === known ? newest : undefined;
		});
	}

	/** Starts one and waits for its end. */
	async run(): Promise<Execution> {
		const { id } = await this.start();
		return await stage.api.finished(id, 120_000);
	}

	/** Starts one, disturbs it, and kills n8n in the middle of it. */
	async startAndKill(): Promise<Execution> {
		pharlo.switch({ latencyMs: LATENCY_MS, chaos: CHAOS });
		const { id } = await this.start();
		await this.untilSomeAreThere();
		await stage.crash();
		pharlo.switch({ latencyMs: 0 });
		return await stage.api.finished(id);
	}

	async untilSomeAreThere(): Promise<void> {
		await until('the first assignments', async () =>
			pharlo.assignments.length >= BEFORE_THE_KILL ? true : undefined,
		);
	}

	/** What "Retry" in the list of executions does. */
	async retry({ id }: Pick<ExecutionSummary, 'id'>): Promise<Execution> {
		const { id: retried } = await stage.api.call<{ id: string }>(
			'POST',
			`/rest/executions/${id}/retry`,
			{ loadWorkflow: false },
		);
		return await stage.api.finished(retried, 120_000);
	}
}

const titles = () => pharlo.assignments.map(({ payload }) => String(payload.title));
const expected = ROWS.map(({ row }) => row).sort();

function expectNoneTwice(posted: readonly string[]): void {
	expect([...posted].sort()).toEqual([...new Set(posted)].sort());
}

/** Each row is there once, and the node's items say which assignment is whose. */
function expectEachOnce({ status, data }: Execution): void {
	expect(status).toBe('success');
	expect(titles().sort()).toEqual(expected);
	const [output] = data.resultData.runData.Create?.at(-1)?.data?.main ?? [];
	const said = (output ?? []).map(({ json }) => json.id);
	const idOf = new Map(pharlo.assignments.map(({ id, payload }) => [payload.title, id]));
	expect(said).toEqual(ROWS.map(({ row }) => idOf.get(row)));
}

test('Retry On Fail posts nothing twice, in an execution that ends and in one that is killed', async () => {
	const publication = await Publication.publish({});
	pharlo.switch({ chaos: CHAOS });
	expectEachOnce(await publication.run());

	pharlo.clear();
	const killed = await publication.startAndKill();
	expect(killed.status).toBe('crashed');
	expectNoneTwice(titles());
}, 240_000);

test('Automatic Key: killed in the middle and retried, each row is posted once', async () => {
	const publication = await Publication.publish({});
	const killed = await publication.startAndKill();
	const before = pharlo.assignments.length;
	const retried = await publication.retry(killed);
	expect(retried).toMatchObject({ mode: 'retry', retryOf: killed.id });
	expect(retried.id).not.toBe(killed.id);
	if (await stage.api.isAtLeast('2.14.0')) return expectEachOnce(retried);
	// Older versions tell a Retry from another execution by nothing: the key holds within each.
	expect(retried.status).toBe('success');
	// The newest ones come first.
	expectNoneTwice(titles().slice(0, -before));
	expectNoneTwice(titles().slice(-before));
	expect(new Set(titles()).size).toBe(ROWS.length);
}, 240_000);

test.each<[string, INodeParameters]>([
	['From Content', { idempotency: 'content' }],
	['Own Key', { idempotency: 'own', idempotencyKey: '={{ $json.row }}' }],
])(
	'%s: killed in the middle, retried, started anew, each row is posted once',
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

test('Own Key: failed in the middle and retried, each row is posted once', async () => {
	const publication = await Publication.publish(
		{ idempotency: 'own', idempotencyKey: '={{ $json.row }}' },
		{ retryOnFail: false },
	);
	pharlo.switch({ latencyMs: LATENCY_MS });
	const { id } = await publication.start();
	await publication.untilSomeAreThere();
	// From here on all are created, and nobody is told.
	pharlo.switch({ latencyMs: 0, chaos: { ...CHAOS, rate: 1, kinds: ['serverErrorAfter'] } });
	const failed = await stage.api.finished(id, 120_000);
	expect(failed.status).toBe('error');
	expect(titles().length).toBeGreaterThan(0);

	pharlo.switch({ chaos: CHAOS });
	expectEachOnce(await publication.retry(failed));
}, 240_000);
