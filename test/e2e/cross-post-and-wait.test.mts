import type { INodeParameters } from 'n8n-workflow';

import { until, type Execution } from '../../tools/playground/n8n-api.mts';
import type { Assignment } from '../../tools/simulator/state.mts';
import { crossPostVideo } from '../harness/cross-post.mts';
import { mp4 } from '../harness/media.mts';
import { node } from '../harness/setting.mts';
import { storedFiles } from '../harness/stored-files.mts';
import {
	callWith,
	expectEachOnce,
	expectStored,
	manyConnections,
	postsOf,
	publishCrossPost,
	storedNames,
} from '../suites/cross-post-setup.mts';
import { expectDownloaded, expectNoFileAddress, itemsOf } from '../suites/input-file-checks.mts';
import { FileSetup, type FileWorkflow } from '../suites/input-file-setup.mts';
import { startOwnN8n, type OwnN8n } from './own-n8n.mts';

let n8n: OwnN8n;
let setup: FileSetup;
beforeAll(async () => {
	n8n = await startOwnN8n();
	setup = await FileSetup.start(n8n);
}, 240_000);
afterAll(async () => {
	await setup.stop();
	await n8n.stop();
});
afterEach(() => {
	setup.pharlo.switch({ latencyMs: 0 });
	setup.clear();
});

test('killed in the middle of 25 items on 4 connections, and retried: each post once', async () => {
	const connectionIds = manyConnections(setup, 4);
	const workflow = await publishCrossPost(setup, {
		connectionIds,
		// With all requests at once, there would be no middle.
		options: { maxConcurrentRequests: 10 },
	});
	setup.pharlo.switch({ latencyMs: 100 });
	await callWith(workflow, 25);
	await until('the middle', async () => (setup.pharlo.assignments.length >= 40 ? true : undefined));
	await n8n.crash();
	setup.pharlo.switch({ latencyMs: 0 });
	const killed = await workflow.ended();
	expect(killed.status).toBe('crashed');
	expect(storedNames(setup).length).toBeLessThan(100);

	const retried = await setup.retry(killed);
	expectEachOnce(setup, retried, postsOf(25, connectionIds));
}, 240_000);

test('a file that is uploaded to n8n is stored once, and fetched by all posts', async () => {
	const content = mp4(50_000, 'everywhere');
	const before = storedFiles(n8n.userFolder).length;
	const connectionIds = manyConnections(setup, 4);
	const workflow = await setup.publishWorkflow({
		parameters: crossPostVideo({ media: 'file', title: 'Row 0', text: 'Row 0', connectionIds }),
		after: [],
	});
	await workflow.upload(content, 'demo.mp4');
	const execution = await workflow.ended();
	expectEachOnce(setup, execution, postsOf(1, connectionIds));
	for (const assignment of setup.pharlo.assignments) {
		await expectDownloaded(setup, assignment, content);
	}
	expectNoFileAddress(execution);
	// n8n deletes its own copy of what came by a webhook, so there is another one, for all posts.
	expect(storedFiles(n8n.userFolder)).toHaveLength(before + 2);
	const items = itemsOf(execution, 'Pharlo');
	expect(new Set(items.map(({ binary }) => binary?.data?.id)).size).toBe(1);
	expect(items.map(({ json }) => json.mediaFile)).toEqual(connectionIds.map(() => 'demo.mp4'));
}, 120_000);

describe('Cross-Post and Wait', () => {
	/** What the node after an output finds by n8n's pairing, and by the number in the item. */
	const BRANCHES = [0, 1, 2, 3].map((index) =>
		node(
			`After ${index}`,
			'n8n-nodes-base.set',
			{
				mode: 'raw',
				jsonOutput:
					"={{ { id: $json.connectionId, outcome: $json.outcome, summary: $json.summary, row: $('Rows').all()[$json.itemIndex].json.row } }}",
				options: {},
			},
			{ typeVersion: 3.4 },
		),
	);

	/** Publishes a workflow with a node after each output, starts it, and waits until it is suspended. */
	async function start(rows: number, parameters: INodeParameters): Promise<FileWorkflow> {
		const all = {
			operation: 'crossPostAndWait',
			timeLimitMinutes: 60,
			outputs: 'byOutcome',
			...parameters,
		};
		const workflow = await publishCrossPost(setup, all, BRANCHES);
		await callWith(workflow, rows);
		await workflow.suspended();
		return workflow;
	}

	/** What the nodes after the outputs found. */
	const found = (execution: Execution) =>
		BRANCHES.map(({ name }) => itemsOf(execution, name).map(({ json }) => json));

	function post(row: number, connectionId: string): Assignment {
		const one = setup.pharlo.assignments.find(
			({ connectionId: id, payload }) => id === connectionId && payload.title === `Row ${row}`,
		);
		if (one === undefined) throw new Error(`No post of row ${row} on ${connectionId}`);
		return one;
	}

	test('2 items on 4 connections: after a restart of n8n, each post leaves by its outcome', async () => {
		const connectionIds = manyConnections(setup, 4);
		const [one = '', two = '', three = '', four = ''] = connectionIds;
		const workflow = await start(2, { connectionIds });
		expectStored(setup, postsOf(2, connectionIds));
		const { lifecycle } = setup.pharlo.simulator;
		for (const id of connectionIds) lifecycle.move(post(1, id), 'published');
		await n8n.crash();
		lifecycle.fail(post(0, two), 'UPLOAD_FAILED', 'Too long');
		lifecycle.move(post(0, three), 'cancelled');
		lifecycle.move(post(0, four), 'published');
		lifecycle.move(post(0, one), 'published');
		const ended = await workflow.ended();
		expect(ended.data.resultData.error).toBeUndefined();
		const first = { row: 0, summary: '2 of 4 published' };
		expect(found(ended)).toEqual([
			[],
			[
				...[one, four].map((id) => ({ ...first, id, outcome: 'published' })),
				...connectionIds.map((id) => ({
					id,
					outcome: 'published',
					summary: '4 of 4 published',
					row: 1,
				})),
			],
			[{ ...first, id: two, outcome: 'failed' }],
			[{ ...first, id: three, outcome: 'cancelled' }],
		]);
	}, 180_000);

	test('100 posts wait in one execution', async () => {
		const connectionIds = manyConnections(setup, 100);
		const workflow = await start(1, { connectionIds, outputs: 'one' });
		expectStored(setup, postsOf(1, connectionIds));
		const { lifecycle, simulation } = setup.pharlo.simulator;
		const spent = (): number[] => [setup.pharlo.requests.length, simulation.state.creditsUsed];
		// 100 posts, 3 pages of connections, 2 of the check before the wait, and 4 that are free.
		expect(spent()).toEqual([109, 305]);
		// n8n takes a while for each report, and Pharlo would repeat those that wait too long.
		for (let next = 0; next < 100; next += 10) {
			for (const id of connectionIds.slice(next, next + 10))
				lifecycle.move(post(0, id), 'published');
			await until('these reports', async () =>
				simulation.state.deliveries.every(({ status }) => status === 'delivered')
					? true
					: undefined,
			);
		}
		const ended = await workflow.ended();
		expect(ended.status).toBe('success');
		expect(found(ended)[0]).toEqual(
			connectionIds.map((id) => ({
				id,
				outcome: 'published',
				summary: '100 of 100 published',
				row: 0,
			})),
		);
		// The reports of a second share a request of 2 pages.
		expect(simulation.state.creditsUsed).toBeLessThan(305 + 100);
	}, 120_000);

	test('at the time limit there is an item for each post, by the first output', async () => {
		const connectionIds = manyConnections(setup, 4);
		const workflow = await start(2, { connectionIds, timeLimitMinutes: '={{ 0.01 }}' });
		// n8n checks for due executions once a minute.
		const ended = await n8n.api.finished((await workflow.newest()).id, 120_000);
		expect(ended.data.resultData.error).toBeUndefined();
		const rest = { outcome: 'timedOut', summary: '0 of 4 published' };
		expect(found(ended)).toEqual([
			postsOf(2, connectionIds).map(([row, id]) => ({ id, ...rest, row })),
			[],
			[],
			[],
		]);
		// Not by its own input item: n8n pairs by the place.
		const paired = itemsOf(ended, 'Pharlo').map(({ pairedItem }) => pairedItem);
		expect(paired).toEqual(paired.map((_one, item) => ({ item })));
	}, 150_000);
});
