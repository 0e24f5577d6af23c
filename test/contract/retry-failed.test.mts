import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { answering } from '../harness/answering.mts';
import { runPharlo } from '../harness/engine.mts';
import { FACEBOOK, Pharlo } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

async function retryFailed(
	items: IDataObject[],
	parameters: INodeParameters = {},
	settings: Partial<INode> = {},
) {
	return await runPharlo(
		{ resource: 'assignment', operation: 'retryFailed', ...parameters },
		{ credential: pharlo.credential, items, settings },
	);
}

/** Where each item has an external ID of its own. */
const BY_EXTERNAL_ID: INodeParameters = { filters: { externalId: '={{ $json.row }}' } };

const failure = (code: string) => [{ code, message: 'See the console' }];
const methods = () => pharlo.requests.map(({ method }) => method);
const retriedIds = () =>
	pharlo.requests.filter(({ method }) => method === 'POST').map(({ path }) => path.split('/')[4]);

describe('items with the same filters', () => {
	test('share one list, and each assignment is handed on once', async () => {
		const stored = [
			await pharlo.add('failed'),
			await pharlo.add('failed'),
			await pharlo.add('failed'),
		];
		const ids = stored.map(({ id }) => id).reverse();
		const { items } = await retryFailed([{}, {}, {}], { options: { includeCredits: true } });
		expect(items.map(({ json, pairedItem }) => [json.id, json.retried, pairedItem])).toEqual(
			ids.map((id) => [id, true, { item: 0 }]),
		);
		expect(methods()).toEqual(['GET', 'POST', 'POST', 'POST']);
		expect(retriedIds()).toEqual(ids);
		expect(items[0]?.json.creditsUsed).toBe(100_000 - pharlo.simulator.simulation.state.credits);
	});

	test('share it in a dry run, too', async () => {
		const { id } = await pharlo.add('failed');
		const { items } = await retryFailed([{}, {}, {}], { dryRun: true });
		expect(items.map(({ json }) => json)).toMatchObject([{ id, retried: false }]);
		expect(methods()).toEqual(['GET']);
	});

	test('count as one even if they do not follow each other', async () => {
		const b = await pharlo.add('failed', { externalId: 'b' });
		const a = await pharlo.add('failed', { externalId: 'a' });
		const { items } = await retryFailed([{ row: 'a' }, { row: 'b' }, { row: 'a' }], BY_EXTERNAL_ID);
		expect(items.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[a.id, { item: 0 }],
			[b.id, { item: 1 }],
		]);
		expect(pharlo.requests).toHaveLength(4);
	});

	test('all get the error if their list cannot be fetched', async () => {
		const { id } = await pharlo.add('failed', { externalId: 'a' });
		pharlo.simulator.simulation.state.credits = 1;
		const { items, failed } = await retryFailed(
			[{ row: 'a' }, { row: 'b' }, { row: 'b' }],
			{ ...BY_EXTERNAL_ID, dryRun: true, options: { maxConcurrentRequests: 1 } },
			{ onError: 'continueErrorOutput' },
		);
		expect(items.map(({ json }) => json.id)).toEqual([id]);
		expect(failed.map(({ json }) => json)).toMatchObject([
			{ row: 'b', error: expect.stringContaining('Not enough Pharlo credits') },
			{ row: 'b', error: expect.stringContaining('Not enough Pharlo credits') },
		]);
	});
});

describe('items with different filters', () => {
	const FILTERS = { platform: '={{ $json.platform }}' };

	test('retry an assignment once, for the first one that it matches', async () => {
		const one = await pharlo.add('failed', { errors: failure('QUOTA') });
		const both = await pharlo.add('failed', {
			errors: [...failure('EXPIRED'), ...failure('QUOTA')],
		});
		const { items } = await retryFailed([{ code: 'EXPIRED' }, { code: 'QUOTA' }], {
			filters: { errorCode: '={{ $json.code }}' },
		});
		expect(items.map(({ json, pairedItem }) => [json.id, json.retried, pairedItem])).toEqual([
			[both.id, true, { item: 0 }],
			[one.id, true, { item: 1 }],
		]);
		expect(retriedIds().sort()).toEqual([one.id, both.id].sort());
	});

	test('a limit counts what an earlier item has retried, too', async () => {
		const ids: string[] = [];
		for (let count = 0; count < 4; count++) ids.unshift((await pharlo.add('failed')).id);
		const { items } = await retryFailed([{ limit: 1 }, { limit: 3 }], {
			limit: '={{ $json.limit }}',
		});
		expect(items.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[ids[0], { item: 0 }],
			[ids[1], { item: 1 }],
			[ids[2], { item: 1 }],
		]);
	});

	test('a dry run of one item takes nothing away from the others', async () => {
		const { id } = await pharlo.add('failed');
		const { items } = await retryFailed([{ dry: true }, { dry: false }], {
			dryRun: '={{ $json.dry }}',
		});
		expect(items.map(({ json }) => json)).toMatchObject([
			{ id, retried: false },
			{ id, retried: true },
		]);
		expect(items[0]?.json).not.toHaveProperty('retryError');
	});

	test('an invalid item is refused before anything is retried', async () => {
		await pharlo.add('failed');
		const items = [{ limit: 1 }, { limit: 0 }];
		const { error } = await retryFailed(items, { limit: '={{ $json.limit }}' });
		expect(error?.message).toContain("'Limit' is not a whole number of at least 1");
		expect(error).toMatchObject({ context: { itemIndex: 1 } });
		expect(pharlo.requests).toEqual([]);
	});

	test('an invalid item stops no other if the workflow continues', async () => {
		const { id } = await pharlo.add('failed');
		const { items, failed } = await retryFailed(
			[{ limit: 'many' }, { limit: 1 }],
			{ limit: '={{ $json.limit }}' },
			{ onError: 'continueErrorOutput' },
		);
		expect(items.map(({ json, pairedItem }) => [json.id, json.retried, pairedItem])).toEqual([
			[id, true, { item: 1 }],
		]);
		expect(failed.map(({ json }) => json)).toMatchObject([
			{ limit: 'many', error: expect.stringContaining("'Limit'") },
		]);
	});

	test('nothing is retried if a list cannot be fetched and the workflow stops', async () => {
		await pharlo.add('failed');
		pharlo.simulator.simulation.state.credits = 1;
		const { error } = await retryFailed([{ platform: 'youtube' }, { platform: 'facebook' }], {
			filters: FILTERS,
			options: { maxConcurrentRequests: 1 },
		});
		expect(error?.message).toContain('Not enough Pharlo credits to list the failed assignments');
		expect(error).toMatchObject({ context: { itemIndex: 1 } });
		expect(methods()).toEqual(['GET', 'GET']);
	});

	test('without credits, no further retry of the run is sent', async () => {
		await pharlo.add('failed', { platform: 'facebook', connectionId: FACEBOOK });
		await pharlo.add('failed');
		await pharlo.add('failed');
		pharlo.simulator.simulation.state.credits = 2;
		const { items } = await retryFailed([{ platform: 'youtube' }, { platform: 'facebook' }], {
			filters: FILTERS,
			options: { maxConcurrentRequests: 1 },
		});
		expect(items.map(({ json }) => json)).toMatchObject(
			[0, 1, 2].map(() => ({
				retried: false,
				retryError: expect.stringContaining('Not enough Pharlo credits'),
			})),
		);
		expect(methods()).toEqual(['GET', 'GET', 'POST']);
	});
});

test('a retry whose answer was lost says that it may have been queued', async () => {
	const { id } = await pharlo.add('failed');
	const server = await answering((request, response) => {
		if (request.method === 'POST') response.destroy();
		else response.writeHead(200).end(JSON.stringify({ items: pharlo.assignments, total: 1 }));
	});
	const { items } = await runPharlo(
		{ resource: 'assignment', operation: 'retryFailed' },
		{ credential: { ...pharlo.credential, baseUrl: server.url } },
	);
	await server.close();
	expect(items.map(({ json }) => [json.id, json.retryError])).toEqual([
		[id, expect.stringMatching(/^No response from Pharlo .* It may have been queued\./)],
	]);
});
