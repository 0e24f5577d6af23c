import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { toUnreadableError } from './errors';
import { pharloRequest, type Caller, type Credits, type ListRequest } from './request';

/** The most that assignments and deliveries take (Publishing guide); for connections unknown. */
export const MAX_PAGE_SIZE = 50;

const countSchema = z.number().int().nonnegative().optional().catch(undefined);

/** The envelope of Pharlo's lists; total, page and limit are missing in some of its samples. */
const pageSchema = z.object({
	items: z.array(z.record(z.string(), z.unknown())),
	total: countSchema,
	limit: countSchema,
});

export interface Page {
	readonly items: IDataObject[];
	/** Whether another page may hold more. */
	readonly hasMore: boolean;
}

/**
 * Reads a list page by page until it ends.
 *
 * @param max how many items are wanted at the most
 */
export async function pharloList(
	caller: Caller,
	request: ListRequest,
	max: number,
	onCredits?: (credits: Credits) => void,
): Promise<IDataObject[]> {
	const found: IDataObject[] = [];
	const size = Math.min(max, MAX_PAGE_SIZE);
	for (let page = 1; found.length < max; page++) {
		const { items, hasMore } = await readPage(caller, request, page, size, onCredits);
		found.push(...items);
		if (!hasMore) break;
	}
	return found.slice(0, max);
}

/**
 * Reads one page. More is to come unless the page is empty, the total is reached, or, where no
 * total is told, the page is shorter than the size that Pharlo says it used.
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
	const parsed = pageSchema.safeParse(answer);
	if (!parsed.success) throw toUnreadableError(caller.getNode(), request);

	const { total, limit = size } = parsed.data;
	const items = parsed.data.items as IDataObject[];
	const isLast = total === undefined ? items.length < limit : page * limit >= total;
	return { items, hasMore: items.length > 0 && !isLast };
}
