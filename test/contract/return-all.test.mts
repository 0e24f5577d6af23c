import { runPharlo } from '../harness/engine.mts';
import { Pharlo } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

describe('Return All while the list grows', () => {
	test.each([1, 8])('nothing is missing or duplicated, %d at a time', async (maxConcurrent) => {
		const before: string[] = [];
		for (let count = 0; count < 420; count++) before.unshift((await pharlo.add('published')).id);
		pharlo.switch({ latencyMs: 5 });
		let added = 0;
		const end = pharlo.onRequest(() => {
			if (added < 100) void pharlo.add('pending').then(() => (added += 1));
		});
		const { items } = await runPharlo(
			{
				resource: 'assignment',
				operation: 'getAll',
				returnAll: true,
				simplify: false,
				options: { maxConcurrentRequests: maxConcurrent },
			},
			{ credential: pharlo.credential },
		);
		end();
		const ids = items.map(({ json }) => String(json.id));
		expect(ids.filter((id) => before.includes(id))).toEqual(before);
		expect(new Set(ids).size).toBe(ids.length);
		expect(added).toBeGreaterThan(5);
		expect(added).toBe(pharlo.requests.length);
	});
});

describe('Return All while the list shrinks', () => {
	const LEAVING = 7;

	test.each([
		['the oldest', 1],
		['the oldest', 8],
		['the newest', 1],
		['the newest', 8],
	])(
		'returns all of 180 that remain when %s seven leave after each page, %d at a time',
		async (which, maxConcurrent) => {
			for (let count = 0; count < 180; count++) await pharlo.add('pending');
			pharlo.switch({ latencyMs: 5 });
			const end = pharlo.onRequest(() => {
				const pending = pharlo.assignments.filter(({ status }) => status === 'pending');
				const leaving =
					which === 'the oldest' ? pending.slice(-LEAVING) : pending.slice(0, LEAVING);
				for (const assignment of leaving) assignment.status = 'published';
			});
			const { items, hints } = await runPharlo(
				{
					resource: 'assignment',
					operation: 'getAll',
					returnAll: true,
					filters: { status: 'pending' },
					options: { maxConcurrentRequests: maxConcurrent },
				},
				{ credential: pharlo.credential },
			);
			end();
			const ids = items.map(({ json }) => json.id);
			expect(new Set(ids).size).toBe(ids.length);
			const remaining = pharlo.assignments.filter(({ status }) => status === 'pending');
			expect(remaining.length).toBeGreaterThan(100);
			expect(ids).toEqual(expect.arrayContaining(remaining.map(({ id }) => id)));
			// A quiet list of 180 takes 4.
			expect(pharlo.requests.length).toBeLessThanOrEqual(1.3 * 4);
			expect(hints).toEqual([]);
		},
	);
});

test('a list that changes beyond recognition gives a hint, once for all items', async () => {
	for (let count = 0; count < 180; count++) await pharlo.add('pending');
	let requests = 0;
	const end = pharlo.onRequest(() => {
		if (requests++ % 2 === 0) pharlo.assignments.splice(60, 9);
		else for (let count = 0; count < 12; count++) void pharlo.add('pending');
	});
	const { items, hints } = await runPharlo(
		{ resource: 'assignment', operation: 'getAll', returnAll: true, filters: {} },
		{ credential: pharlo.credential, items: [{}, {}] },
	);
	end();
	expect(items.length).toBeGreaterThan(300);
	expect(hints).toEqual([
		{ message: expect.stringContaining('may be missing'), location: 'outputPane', type: 'warning' },
	]);
});
