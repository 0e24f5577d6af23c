import type { IDataObject } from 'n8n-workflow';
import pLimit, { type Limit } from 'p-limit';
import { z } from 'zod';

import { Coverage } from '../../../domain/pageCollector';
import { objectSchema, readAnswer } from './answers';
import { pharloRequest, type Caller, type Credits, type ListRequest } from './PharloClient';

/** The most that assignments and deliveries take (Publishing guide); for connections unknown. */
export const MAX_PAGE_SIZE = 50;

const countSchema = z.number().int().nonnegative().optional().catch(undefined);

/** The envelope of Pharlo's lists; total, page and limit are missing in some of its samples. */
const pageSchema = z.object({
	items: z.array(objectSchema),
	total: countSchema,
	limit: countSchema,
});

export interface Page {
	readonly items: IDataObject[];
	/** When the first and the last of them were created. */
	readonly created: readonly [unknown, unknown];
	/** Whether another page may hold more. */
	readonly hasMore: boolean;
	/** How long the list is, where Pharlo says so. */
	readonly total: number | undefined;
	/** Items on a full page. */
	readonly size: number;
}

/** A list that grows faster than it is read is not chased for ever. */
const MAX_ROUNDS = 5;

/**
 * Reads a list until it ends: page by page where Pharlo does not tell its length, else several pages
 * at a time. Nothing is missed and nothing doubled when the list grows meanwhile.
 *
 * @param max how many items are wanted at the most
 * @param shape what is to be kept of each item, its ID at least; the rest is let go page by page
 */
export async function pharloList(
	caller: Caller,
	request: ListRequest,
	max: number,
	onCredits?: (credits: Credits) => void,
	shape: (item: IDataObject) => IDataObject = (item) => item,
): Promise<IDataObject[]> {
	const size = Math.min(max, MAX_PAGE_SIZE);
	const read = async (page: number): Promise<Page> => {
		const whole = await readPage(caller, request, page, size, onCredits);
		return { ...whole, items: whole.items.map(shape) };
	};
	const first = await read(1);
	if (!first.hasMore || first.items.length >= max) return first.items.slice(0, max);
	const all =
		first.total === undefined
			? await readOneByOne(first, max, read)
			: await readSideBySide(first, Math.min(first.total, max), read, request.manner?.pageLimit);
	return all.slice(0, max);
}

type Read = (page: number) => Promise<Page>;

/** Ends at the latest with a page that brings nothing new, as every page of a server that has but one. */
async function readOneByOne(first: Page, max: number, read: Read): Promise<IDataObject[]> {
	const found = [...first.items];
	const seen = new Set<unknown>(found.map(identityOf));
	let { hasMore } = first;
	for (let page = 2; hasMore && found.length < max; page++) {
		const next = await read(page);
		const fresh = next.items.filter((item) => !seen.has(identityOf(item)));
		for (const item of fresh) seen.add(identityOf(item));
		found.push(...fresh);
		hasMore = next.hasMore && fresh.length > 0;
	}
	return found;
}

/** Not all that Pharlo lists is documented to have an ID. */
function identityOf(item: IDataObject): unknown {
	return item.id ?? JSON.stringify(item);
}

async function readSideBySide(
	first: Page,
	wanted: number,
	read: Read,
	limit: Limit = pLimit(1),
): Promise<IDataObject[]> {
	const { total = wanted } = first;
	// A server that gives fewer than it was asked for, and does not say so, does so on every page.
	const size = Math.min(first.size, first.items.length);
	const coverage = new Coverage<IDataObject>(wanted, size);
	// The length that counts is that of what is wanted; what it has grown by is the same.
	const add = (page: number, { items, created, total: now = total }: Page): void =>
		coverage.add({ page, items, created, total: wanted + now - total });
	add(1, first);
	for (let round = 0; round < MAX_ROUNDS; round++) {
		const missing = coverage.missingPages();
		if (missing.length === 0) break;
		const pages = await Promise.all(missing.map(async (page) => await limit(read, page)));
		pages.forEach((page, index) => add(missing[index] ?? 0, page));
	}
	return coverage.items();
}

/**
 * Reads one page. More is to come unless the page is empty or the total is reached; where no total is
 * told, unless the page is shorter than the size that Pharlo says it used. A server may give fewer
 * items than it was asked for and not say so: then only those that came are counted.
 *
 * @param page counted from 1
 */
export async function readPage(
	caller: Caller,
	request: ListRequest,
	page: number,
	size = MAX_PAGE_SIZE,
	onCredits?: (credits: Credits) => void,
): Promise<Page> {
	const answer = await pharloRequest(
		caller,
		{ ...request, method: 'GET', query: { ...request.query, page, limit: size } },
		onCredits,
	);
	const envelope = readAnswer(caller.getNode(), answer, request, pageSchema);
	const { total, limit, items } = envelope;
	const created = [items[0]?.createdAt, items.at(-1)?.createdAt] as const;
	const hasMore = items.length > 0 && !isLast(page, size, items.length, envelope);
	return { items, created, hasMore, total, size: limit ?? size };
}

function isLast(
	page: number,
	size: number,
	count: number,
	{ total, limit }: z.infer<typeof pageSchema>,
): boolean {
	if (total === undefined) return count < (limit ?? size);
	return limit === undefined ? (page - 1) * size + count === total : page * limit >= total;
}
