import type { IDataObject, INode } from 'n8n-workflow';

import { settingsSchema } from '../../tools/simulator/options.mts';
import { answering } from '../harness/answering.mts';
import { lastRun, runPharlo, runWorkflow } from '../harness/engine.mts';
import { connection, createVideo, MEDIA, savedForm } from '../harness/parameters.mts';
import { FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { chain, node } from '../harness/setting.mts';
import { skipPauses } from '../harness/skip-pauses.mts';

skipPauses();

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const FORMS = settingsSchema.shape.repeatedKey.options;
const OWN = { idempotency: 'own', idempotencyKey: '={{ $json.row }}' };

async function create(
	items: IDataObject[],
	parameters = createVideo({ options: OWN }),
	settings: Partial<INode> = {},
) {
	return await runPharlo(parameters, { credential: pharlo.credential, items, settings });
}

describe.each(FORMS)('response %s to a repeated key', (repeatedKey) => {
	beforeEach(() => pharlo.switch({ repeatedKey }));

	test('of another connection: an error with both, and nothing is created', async () => {
		const { id } = await pharlo.add('pending', {
			idempotencyKey: 'row-1',
			externalId: 'row-1',
			connectionId: FACEBOOK,
		});
		const { error, items } = await create([{ row: 'row-1' }]);
		expect(error?.message).toBe(
			`'Idempotency Key' is 'row-1', which belongs to another post: the assignment ${id}, a video on the connection ${FACEBOOK}`,
		);
		expect(error?.description).toContain(
			`Nothing was created for this item, which asks for a video on the connection ${YOUTUBE}.`,
		);
		expect(items).toEqual([]);
		expect(pharlo.assignments).toHaveLength(1);
	});

	test('of another type: an error', async () => {
		await pharlo.add('pending', { idempotencyKey: 'row-1', externalId: 'row-1', type: 'short' });
		const { error } = await create([{ row: 'row-1' }]);
		expect(error?.message).toContain('belongs to another post');
		expect(error?.message).toContain('a short on the connection');
	});

	test('two nodes with one key, YouTube and Facebook: the second one fails', async () => {
		const credentials = { pharloApi: { id: '1', name: 'Pharlo' } };
		const run = await runWorkflow(
			[
				node('Start', 'start', { items: '[{"row":"row-1"}]' }),
				node('One', 'pharlo', createVideo({ options: OWN }), { credentials }),
				node(
					'Two',
					'pharlo',
					createVideo({
						options: { ...OWN, idempotencyKey: 'row-1' },
						connectionId: connection(FACEBOOK),
					}),
					{ credentials },
				),
			],
			chain('Start', 'One', 'Two'),
			{ credential: pharlo.credential },
		);
		expect(lastRun(run, 'Two')?.error?.message).toContain('belongs to another post');
		expect(pharlo.assignments.map(({ connectionId }) => connectionId)).toEqual([YOUTUBE]);
	});

	test('of another time: the item says so', async () => {
		await pharlo.add('pending', {
			idempotencyKey: 'row-1',
			externalId: 'row-1',
			scheduledAt: '2036-01-01T10:00:00Z',
			createdAt: '2026-01-01T00:00:00Z',
		});
		const at = (scheduledAt: string) =>
			createVideo({ options: OWN, publish: 'scheduled', scheduledAt });
		const same = await create([{ row: 'row-1' }], at('2036-01-01T11:00:00'));
		expect(same.items[0]?.json).toMatchObject({ alreadyExisted: true });
		expect(same.items[0]?.json).not.toHaveProperty('differsIn');
		const other = await create([{ row: 'row-1' }], at('2036-01-01T12:00:00'));
		expect(other.items[0]?.json).toMatchObject({
			alreadyExisted: true,
			differsIn: ['scheduledAt'],
		});
	});

	test('of another item of the run: the second one existed already', async () => {
		const { items } = await create([{ row: 'a' }, { row: 'b' }, { row: 'a' }, { row: 'a' }]);
		expect(items.map(({ json }) => json.alreadyExisted)).toEqual([false, false, true, true]);
		expect(items[2]?.json.id).toBe(items[0]?.json.id);
		expect(pharlo.assignments).toHaveLength(2);
	});
});

test('what differs is on the item where Pharlo tells, with one hint on the run', async () => {
	pharlo.switch({ repeatedKey: '409' });
	for (const row of ['a', 'b', 'c']) {
		await pharlo.add('pending', {
			idempotencyKey: row,
			externalId: row,
			mediaUrl: row === 'a' ? 'https://cdn.example.com/other.mp4' : MEDIA,
			payload: { title: row === 'c' ? 'Product Demo' : 'Old', privacy: 'public' },
		});
	}
	const run = await runWorkflow(
		[
			node('Start', 'start', { items: '[{"row":"a"},{"row":"b"},{"row":"c"},{"row":"d"}]' }),
			node('Pharlo', 'pharlo', createVideo({ options: OWN }), {
				credentials: { pharloApi: { id: '1', name: 'Pharlo' } },
			}),
		],
		chain('Start', 'Pharlo'),
		{ credential: pharlo.credential },
	);
	const result = lastRun(run, 'Pharlo');
	expect(result?.data?.main?.[0]?.map(({ json }) => json.differsIn)).toEqual([
		['mediaUrl', 'payload'],
		['payload'],
		undefined,
		undefined,
	]);
	const warnings = result?.hints?.filter(({ type }) => type === 'warning');
	expect(warnings?.map(({ message }) => message)).toEqual([
		expect.stringMatching(/^2 of 4 posts existed already .* Update/),
	]);
});

const ACCEPTED = { error: undefined, ids: ['a1'] };
const REFUSED = { error: expect.stringContaining('belongs to another post'), ids: [] };

test.each<[string, IDataObject, object]>([
	['the same connection', { connectionId: YOUTUBE, type: 'video' }, ACCEPTED],
	['another connection', { connectionId: FACEBOOK, type: 'video' }, REFUSED],
	['nothing more', {}, ACCEPTED],
])('a short answer is completed by one request, which tells %s', async (_name, more, expected) => {
	const server = await answering((request, response) => {
		response.writeHead(200, { 'content-type': 'application/json' });
		response.end(
			JSON.stringify({ id: 'a1', status: 'pending', ...(request.method === 'GET' ? more : {}) }),
		);
	});
	const { error, items } = await runPharlo(createVideo({ options: OWN }), {
		credential: { ...pharlo.credential, baseUrl: server.url },
		items: [{ row: 'a' }],
	});
	await server.close();
	expect(server.calls.map(({ method }) => method)).toEqual(['POST', 'GET']);
	expect({ error: error?.message, ids: items.map(({ json }) => json.id) }).toEqual(expected);
});

describe('the search after a 409', () => {
	beforeEach(() => pharlo.switch({ repeatedKey: '409' }));

	const form = savedForm({ title: 'Product Demo', privacy: 'public' });
	const CAMPAIGN = createVideo({ options: { ...OWN, externalId: 'campaign' }, payloadForm: form });
	const rows = (from: number, count: number): IDataObject[] =>
		Array.from({ length: count }, (_, index) => ({ row: `k${from + index}` }));
	const lists = () => pharlo.requests.filter(({ method }) => method === 'GET');

	/** So many assignments with one external ID; the newest, which are listed first, have the last keys. */
	async function addCampaign(count: number): Promise<void> {
		for (const { row } of rows(0, count)) {
			await pharlo.add('pending', { idempotencyKey: String(row), externalId: 'campaign' });
		}
	}

	test('reads each page once for all items, and none after the last match', async () => {
		await addCampaign(500);
		// They are on the second and the third page of ten.
		const { items, error } = await create(rows(380, 20), CAMPAIGN);
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.idempotencyKey)).toEqual(
			rows(380, 20).map(({ row }) => row),
		);
		expect(lists().map(({ query }) => query.page)).toEqual(['1', '2', '3']);
	});

	test('reads on where a server gives fewer items to a page than it was asked for', async () => {
		pharlo.switch({ envelope: 'total', pageCap: 20 });
		await addCampaign(45);
		const { items, error } = await create(rows(0, 1), CAMPAIGN);
		expect(error).toBeUndefined();
		expect(items[0]?.json.idempotencyKey).toBe('k0');
		expect(lists().map(({ query }) => query.page)).toEqual(['1', '2', '3']);
	});

	test('finds what has the key as its external ID, and what has another one', async () => {
		await pharlo.add('pending', { idempotencyKey: 'k1', externalId: 'k1' });
		await pharlo.add('pending', { idempotencyKey: 'k2', externalId: 'of-another-execution' });
		const { items, error } = await create(rows(1, 2), CAMPAIGN);
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.externalId)).toEqual(['k1', 'of-another-execution']);
	});

	test('ends where the list cannot be fetched, with the conflict', async () => {
		await addCampaign(1);
		pharlo.simulator.simulation.state.credits = 0;
		const { items } = await create(rows(0, 3), CAMPAIGN, { onError: 'continueRegularOutput' });
		expect(items[0]?.json.error).toContain('Idempotency key was already used');
	});
});
