import type { IDataObject } from 'n8n-workflow';

import { readPage } from '../transport/pagination';
import type { Caller, Manner } from '../transport/PharloClient';

/**
 * Reads the assignments of a batch by their external ID, one credit for each 50, and no further
 * than until all that are wanted were seen: an ID of the user's own may have been used before.
 */
export async function listBatch(
	caller: Caller,
	externalId: string,
	wanted: readonly string[],
	manner: Manner = {},
): Promise<IDataObject[]> {
	const missing = new Set<unknown>(wanted);
	const found: IDataObject[] = [];
	for (let page = 1; missing.size > 0; page++) {
		const { items, hasMore } = await readPage(
			caller,
			{
				path: ['assignments'],
				query: { externalId },
				intent: 'list the assignments that are waited for',
				manner,
			},
			page,
		);
		found.push(...items);
		for (const { id } of items) missing.delete(id);
		if (!hasMore) break;
	}
	return found;
}
