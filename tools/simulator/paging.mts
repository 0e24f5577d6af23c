import { z } from 'zod';

/**
 * Envelopes of a list: the Connections reference shows four keys, the quickstart two, the Platforms
 * reference one.
 */
export const ENVELOPES = ['full', 'total', 'items'] as const;

/** The documented maximum for assignments and deliveries. */
export const PAGE_CAP = 50;

interface PagingSettings {
	readonly envelope: (typeof ENVELOPES)[number];
	readonly pageCap: number;
}

/** Query values are strings; a page past the end is empty. */
export const pagingSchema = z.object({
	page: z.coerce.number().int().min(1).default(1),
	limit: z.coerce.number().int().min(1).default(20),
});

/**
 * Returns one page of a list. The limit is capped; only the full envelope reports the applied
 * limit.
 */
export function paginate<T>(
	items: readonly T[],
	paging: z.output<typeof pagingSchema>,
	{ envelope, pageCap }: PagingSettings,
) {
	const { page } = paging;
	const limit = Math.min(paging.limit, pageCap);
	const start = (page - 1) * limit;
	return {
		items: items.slice(start, start + limit),
		...(envelope === 'items' ? {} : { total: items.length }),
		...(envelope === 'full' ? { page, limit } : {}),
	};
}
