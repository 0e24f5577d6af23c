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

function shuffle(values: number[], seed: number): number[] {
	const keyed = values.map((value) => ({ value, key: (value * 7919 + seed * 104_729) % 1009 }));
	return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value);
}
