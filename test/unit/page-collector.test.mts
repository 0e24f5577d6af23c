import { PageCollector, uniqueItems } from '../../domain/pageCollector.ts';

interface Item {
	readonly id: number;
}

const NEWEST_FIRST = ['2027-01-02T00:00:00Z', '2027-01-01T00:00:00Z'] as const;
const OLDEST_FIRST = ['2027-01-01T00:00:00Z', '2027-01-02T00:00:00Z'] as const;
const UNKNOWN = [undefined, null] as const;

const range = (from: number, to: number): Item[] =>
	Array.from({ length: Math.max(0, to - from) }, (_, index) => ({ id: from + index }));

/** Adds a page of a list of which the first items were taken away. */
function addPage(
	collector: PageCollector<Item>,
	page: number,
	{
		total = 50,
		gone = 0,
		created = NEWEST_FIRST,
	}: { total?: number; gone?: number; created?: readonly [unknown, unknown] } = {},
): void {
	const from = (page - 1) * 10 + gone;
	const items = range(from, Math.min(from + 10, total + gone));
	collector.add(page, { items, total, created });
}

const collectorOf = (max = Infinity): PageCollector<Item> => new PageCollector<Item>(10, max);

describe('the next page', () => {
	test.each([NEWEST_FIRST, OLDEST_FIRST, UNKNOWN])(
		'of a quiet list is the last unread one',
		(...created) => {
			const collector = collectorOf();
			addPage(collector, 1, { created });
			expect([1, 2, 3, 4, 5].map(() => collector.nextPage())).toEqual([5, 4, 3, 2, undefined]);
			for (const page of [3, 5, 2, 4]) addPage(collector, page, { created });
			expect(collector.nextPage()).toBeUndefined();
			expect(collector.isCertain).toBe(true);
			expect(collector.items()).toEqual(range(0, 50));
		},
	);

	test.each([
		[1, []],
		[10, []],
		[11, [2]],
		[35, [4, 3, 2]],
		[500, [5, 4, 3, 2]],
	])('is within what is wanted: %d', (max, expected) => {
		const collector = collectorOf(max);
		addPage(collector, 1);
		const pages: number[] = [];
		for (let page = collector.nextPage(); page !== undefined; page = collector.nextPage()) {
			pages.push(page);
			addPage(collector, page);
		}
		expect(pages).toEqual(expected);
		expect(collector.isCertain).toBe(true);
	});

	test('of a list that grows in front is the first unread one', () => {
		const collector = collectorOf();
		addPage(collector, 1);
		expect(collector.nextPage()).toBe(5);
		addPage(collector, 5, { total: 51, gone: -1 });
		expect([collector.nextPage(), collector.nextPage()]).toEqual([2, 3]);
	});

	test('of a list that grows at the end stays the last one', () => {
		const collector = collectorOf();
		addPage(collector, 1, { created: OLDEST_FIRST });
		expect(collector.nextPage()).toBe(5);
		addPage(collector, 5, { total: 51, created: OLDEST_FIRST });
		expect([collector.nextPage(), collector.nextPage()]).toEqual([6, 4]);
	});

	test('after a list has shrunk is the first one again', () => {
		const collector = collectorOf();
		addPage(collector, 1, { total: 20 });
		expect(collector.nextPage()).toBe(2);
		addPage(collector, 2, { total: 17, gone: 3 });
		expect(collector.nextPage()).toBe(1);
		addPage(collector, 1, { total: 17, gone: 3 });
		expect(collector.nextPage()).toBeUndefined();
		expect(collector.isCertain).toBe(true);
		expect(collector.items()).toEqual(range(0, 20));
	});
});

test('a list that both grew and shrank is not certain', () => {
	const collector = collectorOf();
	addPage(collector, 1, { total: 20 });
	addPage(collector, 2, { total: 21, gone: -1 });
	expect(collector.nextPage()).toBe(3);
	addPage(collector, 3, { total: 20 });
	expect(collector.isCertain).toBe(false);
});

describe('unique items', () => {
	test.each([undefined, null])('without an ID (%s) are told apart by all that they hold', (id) => {
		const [a, b] = ['a', 'b'].map((name) => ({ id, name }));
		const pages = [
			[a, b],
			[b, { id, name: 'c' }],
		].map((items) => ({ items: items as object[] }));
		expect(uniqueItems(pages)).toHaveLength(3);
	});

	test('may be alike on one page if they have no ID', () => {
		expect(uniqueItems([{ items: [{ event: 'x' }, { event: 'x' }] as object[] }])).toHaveLength(2);
		expect(uniqueItems([{ items: [{ id: 1 }, { id: 1 }] }])).toHaveLength(1);
	});
});
