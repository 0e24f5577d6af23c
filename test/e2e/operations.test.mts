import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { connection, createVideo, savedForm } from '../harness/parameters.mts';
import { node } from '../harness/setting.mts';
import { YOUTUBE } from '../harness/pharlo.mts';
import { E2eSetup, firstJson, output, PHARLO, START } from './e2e-setup.mts';

let setup: E2eSetup;
beforeAll(async () => {
	setup = await E2eSetup.prepare();
	// Time is stopped in these tests.
	await setup.simulator('PUT', 'settings', { pace: 0 });
});
afterAll(async () => {
	await setup.simulator('PUT', 'settings', { pace: 50 });
});

async function stored(id: unknown) {
	return (await setup.assignments()).find((assignment) => assignment.id === id);
}

function operation(name: string, parameters: INodeParameters) {
	return node('Then', PHARLO, {
		resource: 'assignment',
		operation: name,
		assignmentId: '={{ $json.id }}',
		...parameters,
	});
}

/** Creates an assignment, and runs an operation on it in the next node. */
async function createThen(name: string, parameters: INodeParameters = {}): Promise<IDataObject> {
	const execution = await setup.run([
		node(
			'Create',
			PHARLO,
			createVideo({ publish: 'scheduled', scheduledAt: '2036-01-15T18:00:00' }),
		),
		operation(name, parameters),
	]);
	return firstJson(execution, 'Then');
}

test('get', async () => {
	const found = await createThen('get', { simplify: false });
	expect(found).toMatchObject({ status: 'pending', payload: { title: 'Product Demo' } });
});

test('update', async () => {
	const { id } = await createThen('update', {
		changes: ['schedule', 'payload'],
		scheduledAt: "={{ DateTime.fromISO('2036-02-01T09:00:00', { zone: 'Asia/Tokyo' }) }}",
		contentType: 'video',
		payloadMode: 'form',
		payloadForm: savedForm({ title: 'Updated' }),
	});
	expect(await stored(id)).toMatchObject({
		scheduledAt: '2036-02-01T00:00:00Z',
		payload: { title: 'Updated' },
	});
});

test('cancel', async () => {
	const cancelled = await createThen('cancel');
	expect(cancelled).toMatchObject({ status: 'cancelled', cancelled: true });
	expect(await stored(cancelled.id)).toMatchObject({ status: 'cancelled' });
});

test('retry, after a failure', async () => {
	const { id } = await createThen('get', { simplify: false });
	await setup.simulator('POST', `assignments/${String(id)}/fail`, {});
	const execution = await setup.pharlo({
		resource: 'assignment',
		operation: 'retry',
		assignmentId: String(id),
	});
	expect(firstJson(execution, 'Pharlo')).toEqual({ id, status: 'pending' });
});

test('update a published assignment', async () => {
	const created = firstJson(await setup.pharlo(createVideo()), 'Pharlo');
	for (let step = 0; step < 4; step++) {
		await setup.simulator('POST', `assignments/${String(created.id)}/advance`);
	}
	await setup.pharlo({
		resource: 'assignment',
		operation: 'updatePublished',
		assignmentId: String(created.id),
		payloadMode: 'json',
		payloadJson: '={{ { title: "New Title", privacy: "unlisted" } }}',
	});
	expect(await stored(created.id)).toMatchObject({
		status: 'published',
		payload: { title: 'New Title', privacy: 'unlisted' },
	});
});

test('get many', async () => {
	const externalId = `batch-${Date.now()}`;
	await setup.run([
		node(
			'Rows',
			'n8n-nodes-base.set',
			{
				mode: 'raw',
				jsonOutput: '{"rows": [1, 2, 3]}',
				options: {},
			},
			{ typeVersion: 3.4 },
		),
		node('Split', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'rows', options: {} }),
		node('Create', PHARLO, createVideo({ options: { externalId } })),
	]);
	const execution = await setup.pharlo({
		resource: 'assignment',
		operation: 'getAll',
		returnAll: true,
		filters: { externalId, connectionId: connection(YOUTUBE) },
	});
	expect(output(execution, 'Pharlo').map(({ json }) => json.externalId)).toEqual([
		externalId,
		externalId,
		externalId,
	]);
});

test('of five items, four succeed and one goes to the error output, all paired', async () => {
	const run = `run-${Date.now()}`;
	const rows = ['One', 'Two', '', 'Four', 'Five'].map((title, row) => ({ row, title }));
	const link = (to: string) => [{ node: to, type: 'main' as const, index: 0 }];
	const execution = await setup.run(
		[
			node(
				'Rows',
				'n8n-nodes-base.set',
				{
					mode: 'raw',
					jsonOutput: JSON.stringify({ rows }),
					options: {},
				},
				{ typeVersion: 3.4 },
			),
			node('Split', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'rows', options: {} }),
			node(
				'Create',
				PHARLO,
				createVideo({
					payloadForm: savedForm({ title: '={{ $json.title }}' }),
					options: { externalId: `=${run}-{{ $json.row }}` },
				}),
				{ onError: 'continueErrorOutput' },
			),
			node(
				'Created',
				'n8n-nodes-base.set',
				{
					assignments: {
						assignments: [
							{ id: 'a', name: 'row', type: 'number', value: "={{ $('Split').item.json.row }}" },
						],
					},
					options: {},
				},
				{ typeVersion: 3.4 },
			),
			node('Failed', 'n8n-nodes-base.noOp'),
		],
		{
			[START]: { main: [link('Rows')] },
			Rows: { main: [link('Split')] },
			Split: { main: [link('Create')] },
			Create: { main: [link('Created'), link('Failed')] },
		},
	);
	expect(execution.status).toBe('success');
	expect(output(execution, 'Created').map(({ json }) => json.row)).toEqual([0, 1, 3, 4]);
	expect(output(execution, 'Failed').map(({ json }) => json)).toEqual([
		{
			row: 2,
			title: '',
			error: "'Title' is empty",
			[(await setup.api.isAtLeast('2.39.0')) ? 'details' : 'message']: {
				description: 'Pharlo requires it for this platform and content type.',
				httpCode: null,
			},
		},
	]);
	const created = (await setup.assignments()).filter(({ externalId }) =>
		externalId?.startsWith(run),
	);
	expect(created.map(({ externalId }) => externalId).sort()).toEqual(
		[0, 1, 3, 4].map((row) => `${run}-${row}`),
	);
});
