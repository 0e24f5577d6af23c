import type { IDataObject } from 'n8n-workflow';

import {
	collectPages,
	objectSchema,
	pageSchema,
	toPage,
	type Page,
} from '../../nodes/Pharlo/transport/pagination.ts';
import { itemsOf } from '../harness/list-items.mts';

describe('pageSchema', () => {
	it.each([[0], [1], [70]])('keeps a count of %p', (count) => {
		const page = { items: [{ id: 'a1', any: { more: [1] } }], total: count, limit: count };
		expect(pageSchema.parse(page)).toEqual(page);
	});

	it.each([[-1], [1.5], ['70'], [null], [{}]])('ignores a count of %p', (count) => {
		expect(pageSchema.parse({ items: [], total: count, limit: count })).toEqual({ items: [] });
	});

	it.each([undefined, null, [], {}, { items: {} }, { items: ['a1'] }, { items: [null] }])(
		'rejects %j',
		(body) => {
			expect(pageSchema.safeParse(body).success).toBe(false);
		},
	);

	it('takes any object for an item, and nothing else', () => {
		expect(objectSchema.parse({ any: { key: 1 } })).toEqual({ any: { key: 1 } });
		expect([[], null, 'text', 1].map((item) => objectSchema.safeParse(item).success)).toEqual(
			Array.from({ length: 4 }, () => false),
		);
	});
});

describe('toPage', () => {
	it.each([
		// Without a total, only an empty page or one shorter than those before is certainly the last.
		{ count: 0, page: 1, hasMore: false },
		{ count: 9, page: 1, hasMore: true },
		{ count: 10, page: 1, hasMore: true },
		{ count: 70, page: 1, hasMore: true },
		{ count: 10, page: 7, hasMore: true },
		{ count: 9, page: 7, hasMore: false },
		{ count: 4, page: 3, before: 8, hasMore: true },
		{ count: 3, page: 3, before: 8, hasMore: false },
		// A limit other than the requested one was used; the requested one may be an echo.
		{ count: 4, limit: 4, page: 1, hasMore: true },
		{ count: 3, limit: 4, page: 1, hasMore: false },
		{ count: 10, limit: 20, page: 1, hasMore: false },
		{ count: 4, limit: 10, page: 1, hasMore: true },
		{ count: 4, limit: 0, page: 1, hasMore: true },
		// With a total, the items count.
		{ count: 0, total: 30, page: 1, hasMore: false },
		{ count: 10, total: 30, page: 1, hasMore: true },
		{ count: 10, total: 30, page: 3, hasMore: false },
		{ count: 9, total: 30, page: 3, hasMore: true },
		{ count: 5, total: 25, page: 3, hasMore: false },
		{ count: 4, total: 4, page: 1, hasMore: false },
		{ count: 4, total: 5, page: 1, hasMore: true },
		{ count: 4, total: 9, limit: 10, page: 2, before: 4, hasMore: true },
		{ count: 1, total: 9, limit: 10, page: 3, before: 8, hasMore: false },
		{ count: 4, total: 9, limit: 4, page: 2, hasMore: true },
		{ count: 1, total: 9, limit: 4, page: 3, hasMore: false },
		{ count: 4, total: 8, limit: 4, page: 2, hasMore: false },
		{ count: 4, total: 9, limit: 0, page: 1, hasMore: true },
		// A total that is too low says nothing.
		{ count: 10, total: 5, page: 1, hasMore: true, told: undefined },
		{ count: 9, total: 5, page: 2, hasMore: false, told: undefined },
		{ count: 0, total: 5, page: 2, hasMore: false },
	])(
		'with $count of 10 items on page $page after $before, total $total, limit $limit: more $hasMore',
		({ count, total, limit, page, before, hasMore, ...more }) => {
			const items = itemsOf(count);
			expect(toPage({ items, total, limit }, page, 10, before)).toEqual({
				items,
				created: [items[0]?.createdAt, items[count - 1]?.createdAt],
				hasMore,
				isFull: count >= 10,
				total: 'told' in more ? more.told : total,
			});
		},
	);

	it('tells when the first and the last item were created', () => {
		const items = [{ createdAt: 'c' }, { createdAt: 'b' }, { createdAt: 'a' }];
		expect(toPage({ items }, 1, 50).created).toEqual(['c', 'a']);
		expect(toPage({ items: [{}] }, 1, 50).created).toEqual([undefined, undefined]);
		expect(toPage({ items: [] }, 1, 50).created).toEqual([undefined, undefined]);
	});
});

describe('collectPages', () => {
	/** Collects from pages as they are listed here; the last one comes for all further numbers. */
	async function collectFrom(pages: Array<Partial<Page>>, max = Infinity) {
		const fetched: number[] = [];
		const { items: found } = await collectPages(
			async (number) => {
				fetched.push(number);
				if (fetched.length > 20) throw new Error('It never ends');
				const page = pages[number - 1] ?? pages.at(-1);
				return {
					items: [],
					created: [undefined, undefined],
					hasMore: true,
					total: undefined,
					isFull: true,
					...page,
				};
			},
			max,
			1,
		);
		return { found, fetched };
	}

	it('ends with a page that has nothing new', async () => {
		const [a, b, c] = itemsOf(3);
		const pages = [{ items: itemsOf(2) }, { items: [b, c] as IDataObject[] }];
		expect(await collectFrom(pages)).toEqual({ found: [a, b, c], fetched: [1, 2, 3, 1] });
	});

	it('ends with an empty page', async () => {
		const pages = [{ items: itemsOf(2) }, { items: [] }];
		expect(await collectFrom(pages)).toEqual({ found: itemsOf(2), fetched: [1, 2, 1] });
	});

	it('ends where the server says so', async () => {
		const pages = [
			{ items: itemsOf(2) },
			{ items: itemsOf(2, 2), hasMore: false },
			{ items: itemsOf(2, 4) },
		];
		expect(await collectFrom(pages)).toEqual({ found: itemsOf(4), fetched: [1, 2, 1] });
	});

	it('tells items without an ID by all that they hold', async () => {
		const row = (event: string) => ({ event, id: null });
		const pages = [
			{ items: [row('a'), row('b')] },
			{ items: [row('b'), row('c')] },
			{ items: [row('c'), row('b')] },
		];
		expect(await collectFrom(pages)).toEqual({
			found: ['a', 'b', 'c'].map(row),
			fetched: [1, 2, 3, 1],
		});
	});

	it('does not need the total on each page', async () => {
		const pages = [0, 2, 4].map((from) => ({
			items: itemsOf(2, from),
			total: from === 0 ? 6 : undefined,
		}));
		expect(await collectFrom(pages)).toEqual({ found: itemsOf(6), fetched: [1, 3, 2] });
	});

	it.each([4, 9])(
		'fetches no more pages if the first one has %i items and 4 are wanted',
		async (count) => {
			for (const total of [undefined, 100]) {
				const pages = [{ items: itemsOf(count), total }];
				expect(await collectFrom(pages, 4)).toEqual({ found: itemsOf(4), fetched: [1] });
			}
		},
	);

	it('returns a page that holds more than was wanted only in part', async () => {
		expect(await collectFrom([{ items: itemsOf(9) }], 4)).toEqual({
			found: itemsOf(4),
			fetched: [1],
		});
		expect(await collectFrom([{ items: itemsOf(9), hasMore: false }], 4)).toEqual({
			found: itemsOf(4),
			fetched: [1],
		});
		expect((await collectFrom([{ items: itemsOf(2) }, { items: itemsOf(9, 2) }], 4)).found).toEqual(
			itemsOf(4),
		);
	});
});
