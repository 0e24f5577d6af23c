import { request } from 'undici';

import { Pharlo } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const LISTS = ['assignments', 'connections', 'webhooks/deliveries'];

describe('envelope of a list', () => {
	test.each<['full' | 'total' | 'items', string[]]>([
		['full', ['items', 'total', 'page', 'limit']],
		['total', ['items', 'total']],
		['items', ['items']],
	])('%s', async (envelope, keys) => {
		pharlo.switch({ envelope });
		for (const list of LISTS) {
			expect(Object.keys((await pharlo.call('GET', list)).body)).toEqual(keys);
		}
	});
});

describe('page size', () => {
	const pages = async (limit: number, ...numbers: number[]) => {
		const sizes: unknown[] = [];
		for (const page of numbers) {
			const { body } = await pharlo.call('GET', `assignments?limit=${limit}&page=${page}`);
			sizes.push([(body.items as unknown[]).length, body.limit]);
		}
		return sizes;
	};

	test('at most fifty', async () => {
		for (let count = 0; count < 60; count++) await pharlo.add('published');
		expect(await pages(100, 1, 2, 3)).toEqual([
			[50, 50],
			[10, 50],
			[0, 50],
		]);
	});

	test('fewer if configured, without losing any', async () => {
		for (let count = 0; count < 5; count++) await pharlo.add('published');
		pharlo.switch({ pageCap: 2 });
		expect(await pages(50, 1, 2, 3)).toEqual([
			[2, 2],
			[2, 2],
			[1, 2],
		]);
		expect(await pages(1, 1)).toEqual([[1, 1]]);
	});
});

test('both can be changed at run time, and are validated', async () => {
	const put = async (settings: object) => {
		const response = await request(`${pharlo.simulator.url}/simulator/settings`, {
			method: 'PUT',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(settings),
		});
		await response.body.dump();
		return response.statusCode;
	};
	expect(await put({ envelope: 'items', pageCap: 20 })).toBe(200);
	expect(pharlo.simulator.simulation.settings).toMatchObject({ envelope: 'items', pageCap: 20 });
	expect(await put({ envelope: 'none' })).toBe(400);
	expect(await put({ pageCap: 0 })).toBe(400);
});
