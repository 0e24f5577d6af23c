import { answering } from '../harness/answering.mts';
import { runPharlo } from '../harness/engine.mts';
import { Pharlo } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const failure = (code: string) => [{ code, message: 'See the console' }];

describe('by Error Code, no more of the list is read than needed', () => {
	/** Lists what failed for one reason: at most ten assignments unless the limit says otherwise. */
	async function run(baseUrl = pharlo.simulator.url, limit = 10) {
		const filters = { errorCode: 'QUOTA' };
		return await runPharlo(
			{ resource: 'assignment', operation: 'retryFailed', dryRun: true, limit, filters },
			{ credential: { ...pharlo.credential, baseUrl } },
		);
	}

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
		const { items } = await run();
		expect(items.map(({ json }) => json.id)).toEqual(wanted.slice(0, 10));
		expect(pharlo.requests).toHaveLength(requests);
	});

	test.each([
		{ envelope: 'full', pageCap: 20, requests: 6 },
		{ envelope: 'total', pageCap: 50, requests: 3 },
		// The length is not told: the first page is fetched again, and two to see whether the list has shrunk.
		{ envelope: 'items', pageCap: 50, requests: 6 },
	] as const)(
		'a list of $pageCap to a page, envelope $envelope',
		async ({ envelope, pageCap, requests }) => {
			pharlo.switch({ envelope, pageCap });
			const wanted = await addFailed(110, (at) => at % 30 === 0);
			const { items } = await run();
			expect(items.map(({ json }) => json.id)).toEqual(wanted);
			expect(pharlo.requests).toHaveLength(requests);
		},
	);

	test.each([
		['full', 1],
		// Where the length is not told, only an empty page shows that the first one was all.
		['items', 3],
	] as const)('a single page, envelope %s, costs %d requests', async (envelope, requests) => {
		pharlo.switch({ envelope });
		const wanted = await addFailed(30, (at) => at === 20);
		const { items } = await run();
		expect(items.map(({ json }) => json.id)).toEqual(wanted);
		expect(pharlo.requests).toHaveLength(requests);
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
		const { items } = await run();
		expect(items.map(({ json }) => json.id)).toEqual(wanted);
	});

	test('nor if it grows at its end afterwards', async () => {
		const wanted = await addFailed(120, (at) => at === 50);
		afterRequest((count) => {
			if (count === 1) retryFirst();
			const last = pharlo.assignments.at(-1);
			if (count === 2 && last !== undefined) pharlo.assignments.push({ ...last, id: 'late' });
		});
		const { items } = await run();
		expect(items.map(({ json }) => json.id)).toEqual(wanted);
	});

	test('a list that grows at its start is not read again', async () => {
		const wanted = await addFailed(110, (at) => at === 49 || at === 109);
		afterRequest((count) => {
			if (count === 1) for (let added = 0; added < 3; added++) void pharlo.add('failed');
		});
		const { items } = await run();
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
		const { items, error } = await run(server.url, 100);
		await server.close();
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.id)).toEqual(ids);
	});
});
