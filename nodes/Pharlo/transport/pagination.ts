import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { PageCollector } from '../../../domain/pageCollector';

/** The maximum for assignments and deliveries (Publishing guide); for connections it is not known. */
export const MAX_PAGE_SIZE = 50;

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
	/** The length of the list; undefined where Pharlo does not say it. */
	readonly total: number | undefined;
	/** Items on a full page. */
	readonly size: number;
}

/**
 * Converts a response to a page. More is to come unless the page is empty or the total is reached;
 * without a total, unless the page is shorter than the size that Pharlo says it used. A server may
 * return fewer items than requested without saying so: then only those that came are counted.
 *
 * @param page counted from 1
 * @param size the number of items that was requested
 */
export function toPage(envelope: z.output<typeof pageSchema>, page: number, size: number): Page {
	const { total, limit, items } = envelope;
	const created = [items[0]?.createdAt, items.at(-1)?.createdAt] as const;
	const hasMore = items.length > 0 && !isLast(envelope, page, size);
	return { items, created, hasMore, total, size: limit ?? size };
}

function isLast(
	{ total, limit, items }: z.output<typeof pageSchema>,
	page: number,
	size: number,
): boolean {
	if (total === undefined) return items.length < (limit ?? size);
	return limit === undefined ? (page - 1) * size + items.length === total : page * limit >= total;
}

/** Fetches one page, counted from 1. */
type FetchPage = (page: number) => Promise<Page>;

/** A list that grows faster than it is fetched is not followed forever. */
const MAX_ROUNDS = 5;

/**
 * Collects a list page by page, or several pages at a time where Pharlo says how long it is. No item is
 * missed or doubled when the list grows meanwhile.
 *
 * @param max how many items are wanted at most
 */
export async function collectPages(fetchPage: FetchPage, max: number): Promise<IDataObject[]> {
	const first = await fetchPage(1);
	if (!first.hasMore || first.items.length >= max) return first.items.slice(0, max);
	const all =
		first.total === undefined
			? await collectInSequence(first, max, fetchPage)
			: await collectConcurrently(first, Math.min(first.total, max), fetchPage);
	return all.slice(0, max);
}

/** Ends at the latest with a page that has nothing new: some servers have only one page for every number. */
async function collectInSequence(
	first: Page,
	max: number,
	fetchPage: FetchPage,
): Promise<IDataObject[]> {
	const found = [...first.items];
	const seen = new Set<unknown>(found.map(itemKey));
	let { hasMore } = first;
	for (let page = 2; hasMore && found.length < max; page++) {
		const next = await fetchPage(page);
		const fresh = next.items.filter((item) => !seen.has(itemKey(item)));
		for (const item of fresh) seen.add(itemKey(item));
		found.push(...fresh);
		hasMore = next.hasMore && fresh.length > 0;
	}
	return found;
}

/** Not everything that Pharlo lists is documented to have an ID. */
function itemKey(item: IDataObject): unknown {
	return item.id ?? JSON.stringify(item);
}

async function collectConcurrently(
	first: Page,
	wanted: number,
	fetchPage: FetchPage,
): Promise<IDataObject[]> {
	const { total = wanted } = first;
	// A server that returns fewer items than requested without saying so does it on every page.
	const size = Math.min(first.size, first.items.length);
	const collector = new PageCollector<IDataObject>(wanted, size);
	// The wanted part grows by as much as the whole list.
	const add = (page: number, { items, created, total: now = total }: Page): void =>
		collector.add({ page, items, created, total: wanted + now - total });
	add(1, first);
	for (let round = 0; round < MAX_ROUNDS; round++) {
		const missing = collector.missingPages();
		if (missing.length === 0) break;
		const pages = await Promise.all(missing.map(fetchPage));
		pages.forEach((page, index) => add(missing[index] ?? 0, page));
	}
	return collector.items();
}
