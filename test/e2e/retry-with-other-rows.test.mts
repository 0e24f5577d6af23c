import { randomUUID } from 'node:crypto';
import type { IConnections, IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { until, type Execution } from '../../tools/playground/n8n-api.mts';
import { withCredential } from '../../tools/playground/workspace.mts';
import { answering, type AnsweringServer } from '../harness/answering.mts';
import { connection } from '../harness/parameters.mts';
import { Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { chain, node, webhook } from '../harness/setting.mts';
import type { N8nInstance } from '../suites/n8n-instance.mts';
import { startOwnN8n } from './own-n8n.mts';

/** Latency of each response until n8n is killed, so that the kill comes between two posts. */
const LATENCY_MS = 1500;

let n8n: N8nInstance;
let pharlo: Pharlo;
let credential: { id: string; name: string };
/** The rows that a workflow reads. */
let source: AnsweringServer;
let rows: readonly string[] = [];
beforeAll(async () => {
	n8n = await startOwnN8n();
	pharlo = await Pharlo.start();
	source = await answering((_request, response) => {
		response.writeHead(200, { 'content-type': 'application/json' });
		response.end(JSON.stringify(rows.map(rowNamed)));
	});
	const name = 'Pharlo';
	const { id } = await n8n.api.createCredential(name, pharlo.credential);
	credential = { id, name };
}, 240_000);
afterAll(async () => {
	await source.close();
	await pharlo.close();
	await n8n.stop();
});
afterEach(() => {
	pharlo.clear();
	pharlo.switch({ latencyMs: 0 });
});

function rowNamed(name: string): IDataObject {
	return { title: name, video: `https://cdn.example.com/${name}.mp4` };
}

/** Publish time and external ID are others in each execution, as in the commonest workflows. */
const CREATE: INodeParameters = {
	resource: 'assignment',
	operation: 'create',
	connectionId: connection(YOUTUBE),
	contentType: 'video',
	mediaUrl: '={{ $json.video }}',
	payloadMode: 'json',
	payloadJson: '={{ { title: $json.title, privacy: "public" } }}',
	publish: 'scheduled',
	scheduledAt: '={{ $now.plus({ hours: 2 }) }}',
	options: { externalId: '=run-{{ $execution.id }}', maxConcurrentRequests: 1 },
};

type Way = 'in one run' | 'in a loop, one row per pass';

/** The nodes between the trigger and the end, which read the rows anew whenever they run. */
function reading(path: string, way: Way): { nodes: INode[]; connections: IConnections } {
	const isLoop = way !== 'in one run';
	const nodes = [
		webhook('Webhook', path),
		node('Read Rows', 'n8n-nodes-base.httpRequest', { url: source.url, options: {} }, V4),
		node('Create', 'n8n-nodes-pharlo.pharlo', CREATE, RETRY_ON_FAIL),
	];
	if (!isLoop) return { nodes, connections: chain('Webhook', 'Read Rows', 'Create') };
	return {
		nodes: [
			...nodes,
			node('Loop', 'n8n-nodes-base.splitInBatches', { batchSize: 1, options: {} }, V3),
		],
		connections: {
			...chain('Webhook', 'Read Rows', 'Loop'),
			Loop: { main: [[], [{ node: 'Create', type: 'main', index: 0 }]] },
			...chain('Create', 'Loop'),
		},
	};
}

const V4 = { typeVersion: 4.2 };
const V3 = { typeVersion: 3 };
const RETRY_ON_FAIL = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };

/** Starts a workflow that reads the rows, and kills n8n once so many of them are stored. */
async function startAndKill(way: Way, stored: number): Promise<Execution> {
	const path = randomUUID();
	const workflow = await n8n.api.createWorkflow(
		withCredential(
			{ name: `Changed ${path}`, ...reading(path, way) },
			credential.id,
			credential.name,
		),
	);
	await n8n.api.activate(workflow);
	pharlo.switch({ latencyMs: LATENCY_MS });
	await until('the webhook', async () => {
		const { ok } = await fetch(`${n8n.webhookUrl}/webhook/${path}`, { method: 'POST' });
		return ok ? true : undefined;
	});
	await until(`${stored} assignments`, async () =>
		pharlo.assignments.length >= stored ? true : undefined,
	);
	await n8n.crash();
	pharlo.switch({ latencyMs: 0 });
	expect(pharlo.assignments).toHaveLength(stored);
	const [execution] = await n8n.api.executions(workflow.id);
	const killed = await n8n.api.finished(execution?.id ?? '');
	expect(killed.status).toBe('crashed');
	return killed;
}

/** Retries an execution, like "Retry" in the list of executions. */
async function retry({ id }: Execution): Promise<Execution> {
	const path = `/rest/executions/${id}/retry`;
	const retried = await n8n.api.call<{ id: string }>('POST', path, { loadWorkflow: false });
	return await n8n.api.finished(retried.id, 60_000);
}

const titles = () => pharlo.assignments.map(({ payload }) => String(payload.title));

interface Case {
	readonly first: readonly string[];
	/** How many of them are stored when n8n is killed. */
	readonly stored: number;
	readonly again: readonly string[];
	/** What is stored in the end. */
	readonly posts: readonly string[];
}

const CASES: Record<string, Case> = {
	'a row is added in front': {
		first: ['A', 'B'],
		stored: 1,
		again: ['N', 'A', 'B'],
		posts: ['A', 'B', 'N'],
	},
	'a row is removed, the others are reordered, and two are equal': {
		first: ['A', 'B', 'B', 'C', 'D'],
		stored: 3,
		again: ['D', 'B', 'A', 'B'],
		posts: ['A', 'B', 'B', 'D'],
	},
};

describe.each<Way>(['in one run', 'in a loop, one row per pass'])('%s', (way) => {
	test.each(Object.entries(CASES))(
		'%s between a kill and the Retry: each row is posted once',
		async (_name, { first, stored, again, posts }) => {
			if (!(await n8n.api.isAtLeast('2.14.0'))) return;
			rows = first;
			const killed = await startAndKill(way, stored);

			rows = again;
			const calls = source.calls.length;
			const retried = await retry(killed);
			expect(retried).toMatchObject({ status: 'success', mode: 'retry', retryOf: killed.id });
			expect(source.calls.length).toBeGreaterThan(calls);

			expect(titles().sort()).toEqual(posts);
			expectItemsToBeStored(retried, again);
		},
		120_000,
	);
});

/** Expects for each row an item with an assignment of its own, which is stored and has its title. */
function expectItemsToBeStored({ data }: Execution, expected: readonly string[]): void {
	const runs = data.resultData.runData.Create ?? [];
	const items = runs.flatMap((run) => run.data?.main?.[0]?.map(({ json }) => json) ?? []);
	// n8n adds an item of its own for each node that had finished before the crash.
	const ids = items
		.filter(({ isArtificialRecoveredEventItem }) => isArtificialRecoveredEventItem !== true)
		.map(({ id }) => String(id));
	expect(new Set(ids).size).toBe(ids.length);
	const titleOf = new Map(pharlo.assignments.map(({ id, payload }) => [id, payload.title]));
	expect(ids.map((id) => titleOf.get(id))).toEqual(expected);
}
