import type { IDataObject, INode, INodeParameters, WorkflowExecuteMode } from 'n8n-workflow';

import { settingsSchema } from '../../tools/simulator/options.mts';
import { runPharlo } from '../harness/engine.mts';
import { createVideo, savedForm } from '../harness/parameters.mts';
import { FACEBOOK, Pharlo } from '../harness/pharlo.mts';
import { skipPauses } from '../harness/skip-pauses.mts';
import { waitFor, WaitRun } from '../harness/waiting.mts';

skipPauses();

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const PAST = '2026-01-01T10:00:00';
const FUTURE = '2036-01-01T10:00:00';
const OWN = { idempotency: 'own', idempotencyKey: '={{ $json.row }}' };
const LIST: INodeParameters = {
	payloadForm: savedForm({ title: '=Post {{ $json.row }}', privacy: 'public' }),
	publish: 'scheduled',
	scheduledAt: '={{ $json.at }}',
	options: OWN,
};
const ROWS = [
	{ row: 'a', at: PAST },
	{ row: 'b', at: FUTURE },
];

async function create(
	items: IDataObject[],
	parameters: INodeParameters = {},
	settings: Partial<INode> = {},
	more: { mode?: WorkflowExecuteMode; resumeToken?: string; executionId?: string } = {},
) {
	return await runPharlo(createVideo({ ...LIST, ...parameters }), {
		credential: pharlo.credential,
		items,
		settings,
		...more,
	});
}

const methods = (): string[] => pharlo.requests.map(({ method }) => method);

/** A row of an earlier execution, whose time has passed since. */
async function addRow(row: string, more: IDataObject = {}) {
	return await pharlo.add('published', {
		idempotencyKey: row,
		externalId: row,
		payload: { title: `Post ${row}`, privacy: 'public' },
		scheduledAt: '2026-01-01T09:00:00Z',
		...more,
	});
}

test.each(settingsSchema.shape.repeatedKey.options)(
	'a row whose time has passed is found and not created again, the others are (%s)',
	async (repeatedKey) => {
		pharlo.switch({ repeatedKey });
		const { id } = await addRow('a');
		const { items, error } = await create(ROWS);
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json)).toMatchObject([
			{ id, alreadyExisted: true, status: 'published' },
			{ alreadyExisted: false },
		]);
		expect(items[0]?.json).not.toHaveProperty('differsIn');
		expect(methods()).toEqual(['GET', 'POST']);
		expect(pharlo.assignments).toHaveLength(2);
	},
);

test('a new row in the past refuses the run before anything is written', async () => {
	await addRow('a');
	const { error } = await create([...ROWS, { row: 'c', at: PAST }]);
	expect(error?.message).toContain("'Date and Time' is in the past");
	expect(error).toMatchObject({ context: { itemIndex: 2 } });
	expect(methods()).toEqual(['GET', 'GET']);
});

test('if the workflow continues, only the new row in the past fails', async () => {
	await addRow('a');
	const { items } = await create(
		[...ROWS, { row: 'c', at: PAST }],
		{},
		{ onError: 'continueRegularOutput' },
	);
	expect(items.map(({ json }) => json)).toMatchObject([
		{ alreadyExisted: true },
		{ alreadyExisted: false },
		{ error: expect.stringContaining('is in the past') },
	]);
	expect(pharlo.assignments).toHaveLength(2);
});

test('another invalid row refuses the run before anything is looked for', async () => {
	await addRow('a');
	const { error } = await create([...ROWS, { row: '', at: FUTURE }]);
	expect(error?.message).toBe("'Idempotency Key' is empty");
	expect(methods()).toEqual([]);
});

test('rows with one external ID are looked for in one list', async () => {
	const rows = Array.from({ length: 10 }, (_, index) => ({ row: `r${index}`, at: PAST }));
	for (const { row } of rows) await addRow(row, { externalId: 'campaign' });
	const { items, error } = await create(rows, { options: { ...OWN, externalId: 'campaign' } });
	expect(error).toBeUndefined();
	expect(items).toHaveLength(10);
	expect(methods()).toEqual(['GET']);
});

test('a row that exists on another connection is refused', async () => {
	await addRow('a', { connectionId: FACEBOOK });
	const { error } = await create([{ row: 'a', at: PAST }]);
	expect(error?.message).toContain('belongs to another post');
});

test('a media address that has expired since', async () => {
	const mediaUrl = 'https://cdn.example.com/a.mp4?X-Amz-Date=20260101T000000Z&X-Amz-Expires=3600';
	const { id } = await addRow('a', { mediaUrl });
	const found = await create([{ row: 'a' }], { mediaUrl, publish: 'now' });
	expect(found.items[0]?.json).toMatchObject({ id, alreadyExisted: true });
	const { error } = await create([{ row: 'new' }], { mediaUrl, publish: 'now' });
	expect(error?.message).toContain("'Media URL' expires at");
	expect(pharlo.assignments).toHaveLength(1);
});

test('From Content finds it as well', async () => {
	const options = { idempotency: 'content' };
	const { items } = await create([{ row: 'a', at: FUTURE }], { options });
	const again = await create([{ row: 'a', at: PAST }], { options });
	expect(again.items[0]?.json).toMatchObject({
		id: items[0]?.json.id,
		alreadyExisted: true,
		differsIn: ['scheduledAt'],
	});
});

describe('an automatic key', () => {
	const options = {};
	const execution = { resumeToken: 'token' };

	test('finds it in n8n’s Retry', async () => {
		const { items } = await create([{ row: 'a', at: FUTURE }], { options }, {}, execution);
		const again = await create(
			[{ row: 'a', at: PAST }],
			{ options },
			{},
			{
				...execution,
				mode: 'retry',
				executionId: '2',
			},
		);
		expect(again.items[0]?.json).toMatchObject({ id: items[0]?.json.id, alreadyExisted: true });
	});

	test('is not looked for in any other execution', async () => {
		const { error } = await create([{ row: 'a', at: PAST }], { options });
		expect(error?.message).toContain('is in the past');
		expect(methods()).toEqual([]);
	});
});

test('without an answer to the search, nothing is said about the row but that', async () => {
	pharlo.simulator.simulation.state.credits = 0;
	const { error } = await create(ROWS);
	expect(error?.message).toContain('Not enough Pharlo credits to find the existing assignment');
	expect(pharlo.assignments).toEqual([]);
});

test('Create and Wait outputs the existing one with its outcome', async () => {
	const { id } = await addRow('a');
	const run = await WaitRun.start(waitFor(LIST, OWN), {
		credential: pharlo.credential,
		items: [{ row: 'a', at: PAST }],
	});
	expect(run.error).toBeUndefined();
	expect(run.outputs[0]).toMatchObject([{ id, outcome: 'published', alreadyExisted: true }]);
	expect(methods()).not.toContain('POST');
});

test.each<[string, unknown, string]>([
	['an object', { a: 1 }, 'is an object'],
	['a list', ['a'], 'is a list'],
	['a switch', true, 'is a boolean'],
])('%s is no key', async (_name, row, expected) => {
	const { error } = await create([{ row: 'a', at: FUTURE }, { row, at: FUTURE } as IDataObject]);
	expect(error?.message).toBe(`'Idempotency Key' ${expected}, not a text`);
	expect(error).toMatchObject({ context: { itemIndex: 1 } });
	expect(methods()).toEqual([]);
});

test('a number is a key', async () => {
	const { items } = await create([{ row: 7, at: FUTURE }]);
	expect(items[0]?.json.idempotencyKey).toBe('7');
});
