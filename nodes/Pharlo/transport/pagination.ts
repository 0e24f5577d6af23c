import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { itemKey, PageCollector, uniqueItems } from '../../../domain/pageCollector';

/** The maximum for assignments and deliveries (Publishing guide); for connections it is not known. */
export const MAX_PAGE_SIZE = 50;

/** The hint on a run where {@link Collected} is not certain. */
export const LIST_CHANGED =
	'The list changed so much while it was read that entries may be missing. Run the node again to read it anew.';

const countSchema = z.number().int().nonnegative().optional().catch(undefined);

/** An object of which no key is certain. */
export const objectSchema = z
	.record(z.string(), z.unknown())
	.transform((object) => object as IDataObject);

/** The envelope of Pharlo's lists; total and limit are missing in some of its samples. */
export const pageSchema = z.object({
	items: z.array(objectSchema),
	total: countSchema,
	limit: countSchema,
});

/** One page of a list. */
export interface Page {
	readonly items: IDataObject[];
	/** When the first and the last of them were created, as Pharlo says it. */
	readonly created: readonly [unknown, unknown];
	/** Whether another page may have more items. */
	readonly hasMore: boolean;
	/** Whether it has as many items as were requested. */
	readonly isFull: boolean;
	/** The length of the list; undefined where Pharlo does not say it. */
	readonly total: number | undefined;
}

/**
 * Converts a response to a page. More is to come until the total is reached. Where the total is unknown
 * or too low, only an empty page or one that is shorter than those before it is certainly the last: a
 * server may return fewer items than requested, whatever limit it reports.
 *
 * @param page counted from 1
 * @param size the number of items that was requested
 * @param before the number of items on the pages before this one, where it is known
 */
export function toPage(
	{ total, limit, items }: z.output<typeof pageSchema>,
	page: number,
	size: number,
	before?: number,
): Page {
	const created = [items[0]?.createdAt, items.at(-1)?.createdAt] as const;
	// A limit other than the requested one is not an echo but what the server has used.
	const used = limit === undefined || limit === 0 || limit === size ? undefined : limit;
	const start = before ?? (page - 1) * (used ?? size);
	const reached = start + items.length;
	const isPlausible = total !== undefined && (reached <= total || items.length === 0);
	const isShort = items.length < (used ?? (page === 1 ? 0 : start / (page - 1)));
	const hasMore = items.length > 0 && (isPlausible ? reached < total : !isShort);
	return {
		items,
		created,
		hasMore,
		isFull: items.length >= size,
		total: isPlausible ? total : undefined,
	};
}

/** Fetches one page, counted from 1; `before` is the number of items on the pages before it. */
type FetchPage = (page: number, before: number) => Promise<Page>;

/** The items of a list, and whether all were found that it had all the time. */
export interface Collected {
	readonly items: IDataObject[];
	readonly isCertain: boolean;
}

/**
 * Collects a list page by page, or several pages at a time where Pharlo says how long it is. No item is
 * missed or doubled when the list changes meanwhile; if that is not certain, the result says so.
 *
 * @param max how many items are wanted at most
 * @param maxConcurrent how many pages are fetched at a time
 */
export async function collectPages(
	fetchPage: FetchPage,
	max: number,
	maxConcurrent: number,
): Promise<Collected> {
	const first = await fetchPage(1, 0);
	const { items, isCertain } = await collectFrom(first, fetchPage, max, maxConcurrent);
	return { items: items.slice(0, max), isCertain };
}

async function collectFrom(
	first: Page,
	fetchPage: FetchPage,
	max: number,
	maxConcurrent: number,
): Promise<Collected> {
	if (!first.hasMore || first.items.length >= max) return { items: first.items, isCertain: true };
	if (first.total === undefined) return await collectInSequence(first, fetchPage, max);
	const once = await collectConcurrently(first, fetchPage, max, maxConcurrent);
	if (once.isCertain) return once;
	const anew = await fetchPage(1, 0);
	if (anew.total === undefined) return once;
	const again = await collectConcurrently(anew, fetchPage, max, maxConcurrent);
	return { items: uniqueItems([once, again]), isCertain: again.isCertain };
}

async function collectConcurrently(
	first: Page,
	fetchPage: FetchPage,
	max: number,
	maxConcurrent: number,
): Promise<Collected> {
	// A server that returns fewer items than requested does it on every page.
	const size = Math.max(1, first.items.length);
	const collector = new PageCollector<IDataObject>(size, max);
	let total = first.items.length;
	const add = (page: number, fetched: Page): void => {
		total = fetched.total ?? total;
		collector.add(page, { ...fetched, total });
	};
	add(1, first);
	const fetchInTurn = async (): Promise<void> => {
		for (let page = collector.nextPage(); page !== undefined; page = collector.nextPage()) {
			add(page, await fetchPage(page, (page - 1) * size));
		}
	};
	await Promise.all(Array.from({ length: maxConcurrent }, fetchInTurn));
	return { items: collector.items(), isCertain: collector.isCertain };
}

/**
 * Collects a list whose length is not known: from the front, where a new item can only double another.
 * It ends at the latest with a page that has nothing new: some servers have only one page for every
 * number. Then pages are read again, to see whether the list has shrunk meanwhile.
 */
async function collectInSequence(
	first: Page,
	fetchPage: FetchPage,
	max: number,
): Promise<Collected> {
	const pages = [first];
	const seen = new Set<unknown>();
	/** How many items of a page are new. */
	const note = ({ items }: Page): number => {
		const known = seen.size;
		for (const item of items) seen.add(itemKey(item));
		return seen.size - known;
	};
	note(first);
	let before = first.items.length;
	for (let { hasMore } = first; hasMore && seen.size < max; ) {
		const next = await fetchPage(pages.length + 1, before);
		const hasFresh = note(next) > 0;
		if (hasFresh || next.items.length === 0) pages.push(next);
		before += next.items.length;
		hasMore = next.hasMore && hasFresh;
	}
	const found = uniqueItems(pages);
	const isOnePage = pages.length === 1 || (before === first.items.length && !first.isFull);
	if (isOnePage || found.length >= max) return { items: found, isCertain: true };
	const { reread, isCertain } = await readAgain(pages, fetchPage);
	const inOrder = pages.flatMap((page, index) => [
		page,
		...reread.filter(({ page: number }) => number === index + 1),
	]);
	return { items: uniqueItems(inOrder), isCertain };
}

interface Reread extends Pick<Page, 'items'> {
	readonly page: number;
}

/**
 * Reads the page before the last one again, and the first one. If items have left them, others have
 * moved towards the front, so all pages in between are read again, from the last to the first. At most
 * a third more pages are read than there are, and two.
 */
async function readAgain(
	pages: readonly Page[],
	fetchPage: FetchPage,
): Promise<{ reread: Reread[]; isCertain: boolean }> {
	const reread: Reread[] = [];
	const hasShrunk = async (page: number): Promise<boolean> => {
		const { items } = await fetchPage(page, 0);
		reread.push({ page, items });
		return hasLost(pages[page - 1]?.items ?? [], items);
	};
	const withItems = pages.filter(({ items }) => items.length > 0).length;
	const maxReads = Math.floor(withItems * 1.3 + 2) - pages.length;
	const last = pages.length - 1;
	let next = last - 1;
	if (!(await hasShrunk(last)) && last > 1) {
		if (!(await hasShrunk(1))) return { reread, isCertain: true };
		if (last === 2) next = 0;
	}
	for (; next > 0 && reread.length < maxReads; next--) await hasShrunk(next);
	return { reread, isCertain: next === 0 };
}

/** Whether a page lost items since it was read first. New ones at the front only push its last ones out. */
function hasLost(before: readonly IDataObject[], now: readonly IDataObject[]): boolean {
	const keys = before.map(itemKey);
	const kept = now.map(itemKey).filter((key) => keys.includes(key));
	return kept.some((key, index) => key !== keys[index]);
}
