import type { IDataObject } from 'n8n-workflow';

import {
	collectPages,
	MAX_PAGE_SIZE,
	pageSchema,
	toPage,
	type Page,
} from '../../nodes/Pharlo/transport/pagination.ts';
import { itemsOf } from '../harness/list-items.mts';

/** A server with a list, and a record of the pages that were fetched. */
class Server {
	readonly fetched: number[] = [];
	/** The highest number of pages that were fetched at the same time. */
	mostAtOnce = 0;
	#atOnce = 0;

	constructor(
		public items: IDataObject[],
		/** What its envelope tells besides the items. */
		readonly tells: ReadonlyArray<'total' | 'limit'>,
		/** Items that it returns at most, whatever is requested. */
		readonly cap = MAX_PAGE_SIZE,
		/** What happens before a page is read. */
		readonly beforeFetch: (page: number) => void = () => undefined,
	) {}

	async collect(max: number): Promise<unknown[]> {
		const requested = Math.min(max, MAX_PAGE_SIZE);
		const { items } = await collectPages(
			async (page, before) => await this.#fetch(page, requested, before),
			max,
			3,
		);
		return items.map(({ id }) => id);
	}

	async #fetch(page: number, requested: number, before: number): Promise<Page> {
		this.fetched.push(page);
		if (this.fetched.length > 100) throw new Error('It fetches pages without end');
		this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
		await Promise.resolve();
		this.#atOnce--;
		this.beforeFetch(page);
		const limit = Math.min(requested, this.cap);
		const items = this.items.slice((page - 1) * limit, page * limit);
		const envelope = { items, total: this.items.length, limit };
		const told = Object.fromEntries(this.tells.map((key) => [key, envelope[key]]));
		return toPage(pageSchema.parse({ items, ...told }), page, requested, before);
	}
}

const idsOf = (items: IDataObject[]): unknown[] => items.map(({ id }) => id);

describe('collectPages', () => {
	const ENVELOPES: ReadonlyArray<[ReadonlyArray<'total' | 'limit'>, number[]]> = [
		[
			['total', 'limit'],
			[50, 20],
		],
		[['total'], [50, 20]],
		[['limit'], [50, 20]],
		[[], [50, 20]],
	];
	const cases = ENVELOPES.flatMap(([tells, caps]) => caps.map((cap) => ({ tells, cap })));

	it.each(cases)(
		'collects lists of any length in order, from pages of $cap, told $tells',
		async ({ tells, cap }) => {
			for (const length of [0, 1, 19, 20, 21, 49, 50, 51, 99, 100, 101, 149, 150, 230]) {
				const items = itemsOf(length);
				for (const max of [1, 20, 50, 51, 100, 120, 1000, Infinity]) {
					const server = new Server(items, tells, cap);
					expect(await server.collect(max)).toEqual(idsOf(items.slice(0, max)));
					// No page is fetched twice, and none that is not needed, if the length is known.
					const size = Math.min(cap, max);
					const pages = Math.max(1, Math.ceil(Math.min(length, max) / size));
					const expected = Array.from({ length: pages }, (_, n) => n + 1);
					// Else one page shows the end, and two show whether the list has changed.
					const more = tells.includes('total') ? 0 : 3;
					expect([...new Set(server.fetched)].sort((a, b) => a - b)).toEqual(
						expect.arrayContaining(expected),
					);
					expect(server.fetched.length).toBeLessThanOrEqual(pages + more);
				}
			}
		},
	);

	it('fetches pages at the same time if it knows how many there are', async () => {
		const server = new Server(itemsOf(200), ['total', 'limit']);
		await server.collect(Infinity);
		expect(server.mostAtOnce).toBe(3);
	});

	it('fetches pages in sequence if it does not', async () => {
		const server = new Server(itemsOf(200), []);
		await server.collect(Infinity);
		expect(server.mostAtOnce).toBe(1);
	});

	describe.each([
		['at the start', true],
		['at the end', false],
	])('from a list that grows %s', (_name, newestFirst) => {
		/** Grows by so many items before each page but the first. */
		function growing(length: number, by: number, tells: ReadonlyArray<'total' | 'limit'>): Server {
			let added = 0;
			const old = newestFirst ? itemsOf(length) : itemsOf(length).reverse();
			const server = new Server(old, tells, MAX_PAGE_SIZE, (page) => {
				if (page === 1) return;
				const fresh = itemsOf(by, -(added += by));
				server.items = newestFirst
					? [...fresh, ...server.items]
					: [...server.items, ...fresh.reverse()];
			});
			return server;
		}

		it.each(
			[['total', 'limit'], ['total'], []].flatMap((tells) =>
				[1, 3, 20].map((by) => ({ tells, by })),
			),
		)(
			'collects each old item once and in order: $by at a time, told $tells',
			async ({ tells, by }) => {
				for (const length of [51, 100, 101, 180]) {
					const server = growing(length, by, tells as Array<'total' | 'limit'>);
					const old = idsOf(server.items);
					const found = await server.collect(Infinity);
					expect(found.filter((id) => old.includes(id))).toEqual(old);
					expect(new Set(found).size).toBe(found.length);
				}
			},
		);

		it('returns no more than what is wanted', async () => {
			const server = growing(230, 3, ['total', 'limit']);
			const old = idsOf(server.items);
			const found = await server.collect(120);
			expect(found).toHaveLength(120);
			const foundOld = found.filter((id) => old.includes(id));
			expect(foundOld).toEqual(old.slice(0, foundOld.length));
		});
	});

	it('gives up if the list grows by a page each time', async () => {
		let added = 0;
		const server: Server = new Server(itemsOf(100), ['total'], MAX_PAGE_SIZE, (page) => {
			if (page > 1) server.items = [...itemsOf(50, -(added += 50)), ...server.items];
		});
		await server.collect(Infinity);
		expect(server.fetched.length).toBeLessThanOrEqual(50);
	});

	it.each([['total'], ['total', 'limit'], ['limit'], []] as Array<Array<'total' | 'limit'>>)(
		'collects everything from a server that reports the requested limit and returns 20, told %j',
		async (...tells) => {
			const items = itemsOf(45);
			const { items: found } = await collectPages(
				async (page, before) =>
					toPage(
						pageSchema.parse({
							items: items.slice((page - 1) * 20, page * 20),
							...(tells.includes('total') ? { total: 45 } : {}),
							...(tells.includes('limit') ? { limit: 50 } : {}),
						}),
						page,
						50,
						before,
					),
				Infinity,
				3,
			);
			expect(found).toEqual(items);
		},
	);

	it('ignores a limit of 0', async () => {
		const items = itemsOf(120);
		const { items: found } = await collectPages(
			async (page, before) =>
				toPage(
					{ items: items.slice((page - 1) * 50, page * 50), total: 120, limit: 0 },
					page,
					50,
					before,
				),
			Infinity,
			3,
		);
		expect(found).toEqual(items);
	});
});
