import { PageCollector } from '../../domain/pageCollector.ts';

interface Item {
	readonly id: number;
	readonly createdAt?: string;
}

/** A list that can grow at either end, and its pages. */
class GrowingList {
	items: Item[];

	constructor(
		length: number,
		readonly newestFirst: boolean,
	) {
		this.items = Array.from({ length }, (_, id) => ({
			id,
			createdAt: new Date((newestFirst ? -id : id) * 1000).toISOString(),
		}));
	}

	grow(id: number): void {
		const item = { id, createdAt: new Date(id * 1000).toISOString() };
		if (this.newestFirst) this.items.unshift(item);
		else this.items.push(item);
	}

	page(page: number, size: number) {
		const items = this.items.slice((page - 1) * size, page * size);
		const created = [items[0]?.createdAt, items.at(-1)?.createdAt] as const;
		return { page, total: this.items.length, items, created };
	}
}

function collect(list: GrowingList, size: number, order: number[], growAfter: number[]): Item[] {
	const collector = new PageCollector<Item>(list.items.length, size);
	let next = 1000;
	let reads = 0;
	const take = (page: number): void => {
		collector.add(list.page(page, size));
		for (const at of growAfter) if (at === reads) list.grow(next++);
		reads += 1;
	};
	for (const page of order) take(page);
	for (let round = 0; round < 5; round++) {
		const missing = collector.missingPages();
		if (missing.length === 0) return collector.items();
		missing.forEach(take);
	}
	throw new Error('Never completed');
}

const old = (items: Item[]): number[] => items.map(({ id }) => id).filter((id) => id < 1000);
const ALL = Array.from({ length: 50 }, (_, id) => id);

test('pages that arrive in any order are sorted', () => {
	expect(old(collect(new GrowingList(50, true), 10, [1, 5, 3, 2, 4], []))).toEqual(ALL);
	expect(old(collect(new GrowingList(45, true), 10, [1, 4, 2], []))).toEqual(ALL.slice(0, 45));
});

test.each([true, false])('a growing list is complete and in order, newest first: %s', (newest) => {
	for (let trial = 0; trial < 500; trial++) {
		const order = [1, ...shuffle([2, 3, 4, 5], trial)];
		const growAfter = Array.from({ length: trial % 25 }, (_, n) => (n * 7 + trial) % 6);
		const items = collect(new GrowingList(50, newest), 10, order, growAfter);
		expect(old(items)).toEqual(ALL);
		expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
	}
});

test.each([undefined, null])('an item without an ID (%s) is not a duplicate of another', (id) => {
	const collector = new PageCollector<{ id: unknown; name: string }>(2, 2);
	const items = ['a', 'b'].map((name) => ({ id, name }));
	collector.add({ page: 1, total: 2, items, created: [undefined, undefined] });
	expect(collector.items()).toHaveLength(2);
});

describe('missing pages', () => {
	const NEWEST_FIRST = ['2027-01-02T00:00:00Z', '2027-01-01T00:00:00Z'] as const;
	const OLDEST_FIRST = ['2027-01-01T00:00:00Z', '2027-01-02T00:00:00Z'] as const;
	const UNKNOWN = [undefined, null] as const;

	/** @param fetched numbers of pages, and how long the list was then */
	function missing(
		total: number,
		fetched: ReadonlyArray<readonly [number, number]>,
		created: readonly [unknown, unknown],
	): number[] {
		const collector = new PageCollector<Item>(total, 10);
		for (const [page, length] of fetched) {
			collector.add({ page, total: length, items: [], created });
		}
		return collector.missingPages();
	}

	type Fetched = Array<[number, number]>;
	const STABLE: Array<[number, number[], number[]]> = [
		[50, [1], [2, 3, 4, 5]],
		[50, [1, 2, 3, 4, 5], []],
		[50, [3, 1], [2, 4, 5]],
		[50, [2], [1, 3, 4, 5]],
		[50, [5], [1, 2, 3, 4]],
		[50, [5, 1, 2, 4], [3]],
		[50, [1, 1, 3], [2, 4, 5]],
		[45, [1, 2, 3, 4], [5]],
		[41, [1, 2, 3, 4], [5]],
		[40, [1, 2, 3, 4], []],
		[40, [1, 2, 3, 4, 6], []],
		[45, [1, 7], [2, 3, 4, 5]],
		[7, [1], []],
		[0, [1], []],
	];

	describe.each([
		['newest', NEWEST_FIRST],
		['oldest', OLDEST_FIRST],
		['unknown', UNKNOWN],
	] as const)('of a list that does not change, %s first', (_name, created) => {
		test.each(STABLE)('of %d items, pages %j fetched: %j', (total, pages, expected) => {
			const fetched: Fetched = pages.map((page) => [page, total]);
			expect(missing(total, fetched, created)).toEqual(expected);
		});
	});

	test.each<[string, number, Fetched, number[]]>([
		[
			'by one item',
			50,
			[
				[1, 50],
				[2, 51],
			],
			[3, 4, 5, 6],
		],
		[
			'before a later page',
			50,
			[
				[1, 50],
				[3, 51],
			],
			[2, 4, 5, 6],
		],
		[
			'before the last page',
			50,
			[
				[1, 50],
				[2, 50],
				[3, 50],
				[4, 50],
				[5, 51],
			],
			[6],
		],
		[
			'by a whole page',
			50,
			[
				[1, 50],
				[3, 60],
				[4, 60],
				[5, 60],
				[6, 60],
			],
			[],
		],
		[
			'by a page and a half',
			50,
			[
				[1, 50],
				[2, 50],
				[4, 65],
			],
			[5, 6, 7],
		],
		[
			'after all that is wanted was fetched',
			45,
			[
				[1, 45],
				[2, 45],
				[3, 45],
				[4, 45],
				[5, 50],
				[7, 53],
			],
			[],
		],
		[
			'while the first page was fetched again',
			20,
			[
				[1, 20],
				[1, 25],
			],
			[2, 3],
		],
		[
			'and shrank again',
			20,
			[
				[1, 22],
				[2, 20],
			],
			[2],
		],
	])('of a list, newest first, that grew %s', (_name, total, fetched, expected) => {
		expect(missing(total, fetched, NEWEST_FIRST)).toEqual(expected);
		expect(missing(total, fetched, UNKNOWN)).toEqual(expected);
	});

	test.each<[string, number, Fetched, number[]]>([
		[
			'by one item',
			50,
			[
				[1, 50],
				[2, 51],
			],
			[3, 4, 5],
		],
		[
			'by a whole page',
			50,
			[
				[1, 50],
				[3, 60],
			],
			[2, 4, 5],
		],
		[
			'past the end of what is wanted',
			45,
			[
				[1, 45],
				[2, 45],
				[3, 45],
				[4, 45],
				[7, 65],
			],
			[5],
		],
		[
			'by pages that are not wanted',
			45,
			[
				[1, 45],
				[2, 45],
				[3, 45],
				[4, 45],
				[5, 45],
				[7, 65],
			],
			[],
		],
	])('of a list, oldest first, that grew %s', (_name, total, fetched, expected) => {
		expect(missing(total, fetched, OLDEST_FIRST)).toEqual(expected);
	});

	test('the first and the last page tell the order, whichever came first', () => {
		const collector = new PageCollector<Item>(40, 10);
		const add = (page: number, created: [unknown, unknown]) => {
			collector.add({ page, total: 39 + page, items: [], created });
		};
		add(3, ['2027-01-07T00:00:00Z', '2027-01-09T00:00:00Z']);
		add(2, ['2027-01-05T00:00:00Z', '2027-01-06T00:00:00Z']);
		add(1, ['2027-01-01T00:00:00Z', '2027-01-04T00:00:00Z']);
		expect(collector.missingPages()).toEqual([4]);
	});

	test('items of the same time are taken as newest first, where more are fetched', () => {
		const same = ['2027-01-01T00:00:00Z', '2027-01-01T00:00:00Z'] as const;
		expect(
			missing(
				20,
				[
					[1, 20],
					[2, 21],
				],
				same,
			),
		).toEqual([3]);
	});
});

describe('collected items', () => {
	test('are in the order of the list, each once, in the version of the first page', () => {
		const collector = new PageCollector<{ id: string; from: number }>(5, 2);
		const add = (page: number, total: number, ids: string[]) => {
			const items = ids.map((id) => ({ id, from: page }));
			collector.add({ page, total, items, created: [undefined, undefined] });
		};
		add(3, 5, ['e']);
		add(1, 5, ['a', 'b']);
		add(2, 6, ['b', 'c']);
		add(3, 6, ['d', 'e']);
		expect(collector.missingPages()).toEqual([]);
		expect(collector.items()).toEqual([
			{ id: 'a', from: 1 },
			{ id: 'b', from: 1 },
			{ id: 'c', from: 2 },
			{ id: 'd', from: 3 },
			{ id: 'e', from: 3 },
		]);
	});

	test('that are new come before those that were there', () => {
		const collector = new PageCollector<{ id: string }>(2, 2);
		const created = [undefined, undefined] as const;
		collector.add({ page: 2, total: 4, items: [{ id: 'a' }, { id: 'b' }], created });
		collector.add({ page: 1, total: 4, items: [{ id: 'd' }, { id: 'c' }], created });
		expect(collector.items().map(({ id }) => id)).toEqual(['d', 'c', 'a', 'b']);
	});
});

function shuffle(values: number[], seed: number): number[] {
	const keyed = values.map((value) => ({ value, key: (value * 7919 + seed * 104_729) % 1009 }));
	return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value);
}
