import fc from 'fast-check';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { answering } from '../harness/answering.mts';
import { runPharlo } from '../harness/engine.mts';
import type { Assignment } from '../../tools/simulator/state.mts';
import { connection } from '../harness/parameters.mts';
import { FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';

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

describe('by Error Code, no more of the list is read than needed', () => {
	const QUOTA: INodeParameters = { dryRun: true, limit: 10, filters: { errorCode: 'QUOTA' } };

	/** Adds failed assignments to the end of the list, those at certain places for the wanted reason. */
	async function addFailed(count: number, wanted: (index: number) => boolean) {
		const ids: string[] = [];
		for (let index = count - 1; index >= 0; index--) {
			const errors = failure(wanted(index) ? 'QUOTA' : 'OTHER');
			const { id } = await pharlo.add('failed', { errors });
			if (wanted(index)) ids.unshift(id);
		}
		return ids;
	}

	test.each([
		{ wanted: 'the first 10 places', isWanted: (at: number) => at < 10, requests: 1 },
		{ wanted: 'every 10th place', isWanted: (at: number) => at % 10 === 0, requests: 2 },
		{ wanted: 'the last 10 places', isWanted: (at: number) => at >= 490, requests: 10 },
		{ wanted: '3 places', isWanted: (at: number) => at % 200 === 0, requests: 10 },
		{ wanted: 'no place', isWanted: () => false, requests: 10 },
	])('500 assignments, the wanted in $wanted', async ({ isWanted, requests }) => {
		const wanted = await addFailed(500, isWanted);
		const { items } = await retryFailed([{}], QUOTA);
		expect(items.map(({ json }) => json.id)).toEqual(wanted.slice(0, 10));
		expect(pharlo.requests).toHaveLength(requests);
	});

	test.each([
		{ envelope: 'full', pageCap: 20, requests: 6 },
		{ envelope: 'total', pageCap: 50, requests: 3 },
		// The length is not told: the first page is fetched again.
		{ envelope: 'items', pageCap: 50, requests: 4 },
	] as const)(
		'a list of $pageCap to a page, envelope $envelope',
		async ({ envelope, pageCap, requests }) => {
			pharlo.switch({ envelope, pageCap });
			const wanted = await addFailed(110, (at) => at % 30 === 0);
			const { items } = await retryFailed([{}], QUOTA);
			expect(items.map(({ json }) => json.id)).toEqual(wanted);
			expect(pharlo.requests).toHaveLength(requests);
		},
	);

	test('a single page costs one request, whatever its envelope tells', async () => {
		pharlo.switch({ envelope: 'items' });
		const wanted = await addFailed(30, (at) => at === 20);
		const { items } = await retryFailed([{}], QUOTA);
		expect(items.map(({ json }) => json.id)).toEqual(wanted);
		expect(pharlo.requests).toHaveLength(1);
	});

	/** Calls back after each request, counted from 1. */
	function afterRequest(change: (count: number) => void): void {
		const stop = pharlo.onRequest(() => change(pharlo.requests.length));
		pharlo.simulator.simulation.once('reset', stop);
	}

	/** Another client retries the first one of the list, so that all others move by a place. */
	function retryFirst(): void {
		const [first] = pharlo.assignments;
		if (first !== undefined) first.status = 'pending';
	}

	test('nothing that is still there is missed if the list gets shorter meanwhile', async () => {
		const wanted = await addFailed(120, (at) => at === 50);
		afterRequest((count) => {
			if (count === 1) retryFirst();
		});
		const { items } = await retryFailed([{}], QUOTA);
		expect(items.map(({ json }) => json.id)).toEqual(wanted);
	});

	test('nor if it grows at its end afterwards', async () => {
		const wanted = await addFailed(120, (at) => at === 50);
		afterRequest((count) => {
			if (count === 1) retryFirst();
			const last = pharlo.assignments.at(-1);
			if (count === 2 && last !== undefined) pharlo.assignments.push({ ...last, id: 'late' });
		});
		const { items } = await retryFailed([{}], QUOTA);
		expect(items.map(({ json }) => json.id)).toEqual(wanted);
	});

	test('a list that grows at its start is not read again', async () => {
		const wanted = await addFailed(110, (at) => at === 49 || at === 109);
		afterRequest((count) => {
			if (count === 1) for (let added = 0; added < 3; added++) void pharlo.add('failed');
		});
		const { items } = await retryFailed([{}], QUOTA);
		expect(items.map(({ json }) => json.id)).toEqual(wanted);
		expect(pharlo.requests).toHaveLength(3);
	});

	test('it ends with a server that has the same page for every number', async () => {
		const ids = Array.from({ length: 50 }, (_value, index) => `a${index}`);
		const errors = failure('QUOTA');
		const page = { items: ids.map((id) => ({ id, status: 'failed', errors })), total: 120 };
		const server = await answering((_request, response) => {
			response.writeHead(server.calls.length > 20 ? 404 : 200).end(JSON.stringify(page));
		});
		const credential = { ...pharlo.credential, baseUrl: server.url };
		const { items, error } = await runPharlo(
			{ resource: 'assignment', operation: 'retryFailed', ...QUOTA, limit: 100 },
			{ credential },
		);
		await server.close();
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.id)).toEqual(ids);
	});
});

describe('a dry run shows exactly what the real run retries', () => {
	const HOUR_MS = 3_600_000;
	const CODES = ['UPLOAD_FAILED', 'QUOTA', 'EXPIRED'];

	const stored = fc.record({
		status: fc.constantFrom('failed', 'failed', 'failed', 'published'),
		connectionId: fc.constantFrom(YOUTUBE, FACEBOOK),
		externalId: fc.constantFrom('a', 'b', null),
		codes: fc.uniqueArray(fc.constantFrom(...CODES), { maxLength: 2 }),
		hoursOld: fc.constantFrom(1, 5, 30, 200),
	});

	const item = fc.record({
		connectionId: fc.constantFrom(YOUTUBE, FACEBOOK),
		externalId: fc.constantFrom('a', 'b', 'c'),
		errorCode: fc.constantFrom(...CODES),
		createdWithinHours: fc.constantFrom(2, 10, 100),
		limit: fc.integer({ min: 1, max: 6 }),
	});
	type Item = typeof item extends fc.Arbitrary<infer T> ? T : never;

	/** Each filter takes its value from the item. */
	const FILTERS = {
		connectionId: connection('={{ $json.connectionId }}'),
		externalId: '={{ $json.externalId }}',
		errorCode: '={{ $json.errorCode }}',
		createdWithinHours: '={{ $json.createdWithinHours }}',
	};
	type Filter = keyof typeof FILTERS;
	const filterNames = fc.subarray<Filter>(Object.keys(FILTERS) as Filter[]);

	const MATCHES: Record<Filter, (assignment: Assignment, item: Item) => boolean> = {
		connectionId: (assignment, { connectionId }) => assignment.connectionId === connectionId,
		externalId: (assignment, { externalId }) => assignment.externalId === externalId,
		errorCode: ({ errors }, { errorCode }) => errors.some(({ code }) => code === errorCode),
		createdWithinHours: ({ createdAt }, { createdWithinHours }) =>
			Date.now() - Date.parse(createdAt) < createdWithinHours * HOUR_MS,
	};

	/** What a run is to retry: for each item the first assignments that match, each of them once. */
	function wantedBy(items: readonly Item[], names: readonly Filter[]): string[] {
		const ids = items.flatMap((one) =>
			pharlo.assignments
				.filter(({ status }) => status === 'failed')
				.filter((assignment) => names.every((name) => MATCHES[name](assignment, one)))
				.slice(0, one.limit)
				.map(({ id }) => id),
		);
		return [...new Set(ids)];
	}

	test('for any assignments, items, filters and limits', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(stored, { maxLength: 25 }),
				fc.array(item, { minLength: 1, maxLength: 5 }),
				filterNames,
				fc.constantFrom(3, 50),
				fc.constantFrom(1, 50),
				async (assignments, items, names, pageCap, maxConcurrentRequests) => {
					pharlo.reset();
					pharlo.switch({ pageCap });
					for (const { status, codes, hoursOld, ...more } of assignments) {
						await pharlo.add(status, {
							...more,
							errors: codes.flatMap(failure),
							createdAt: new Date(Date.now() - hoursOld * HOUR_MS).toISOString(),
						});
					}
					const before = JSON.stringify(pharlo.assignments);
					const wanted = wantedBy(items, names);
					const parameters = {
						limit: '={{ $json.limit }}',
						filters: Object.fromEntries(names.map((name) => [name, FILTERS[name]])),
						options: { maxConcurrentRequests },
					};

					const dry = await retryFailed(items, { ...parameters, dryRun: true });
					expect(JSON.stringify(pharlo.assignments)).toBe(before);
					expect(retriedIds()).toEqual([]);
					expect(dry.items.map(({ json }) => json.id)).toEqual(wanted);
					expect(dry.items.every(({ json }) => json.retried === false)).toBe(true);

					const real = await retryFailed(items, parameters);
					expect(real.items.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual(
						dry.items.map(({ json, pairedItem }) => [json.id, pairedItem]),
					);
					expect(real.items.every(({ json }) => json.retried === true)).toBe(true);
					expect(retriedIds().sort()).toEqual([...wanted].sort());
				},
			),
			{ numRuns: 100 },
		);
	});
});
