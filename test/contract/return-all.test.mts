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
