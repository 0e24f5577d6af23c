import type { IDataObject } from 'n8n-workflow';

import { parseFailures } from '../../../../domain/failure';
import type { PharloClient } from '../../transport/PharloClient';
import type { ListRequest } from '../../transport/request';

const HOUR_MS = 3_600_000;

/** Which failed assignments are wanted. */
export interface FailedQuery {
	/** Filters that Pharlo applies itself. */
	readonly filters: Readonly<Record<string, string>>;
	/** Filtered here, because Pharlo documents no such filter; undefined for any age. */
	readonly createdWithinHours: number | undefined;
	/** Filtered here as well; undefined for any. */
	readonly errorCode: string | undefined;
	/** How many are wanted at most. */
	readonly limit: number;
}

type Matches = (assignment: IDataObject) => boolean;

/**
 * Fetches failed assignments, in the order of Pharlo's list and with no more requests than needed.
 *
 * @param now milliseconds since 1970, from which the age of an assignment is counted
 */
export async function fetchFailed(
	client: PharloClient,
	{ filters, createdWithinHours, errorCode, limit }: FailedQuery,
	now: number,
): Promise<IDataObject[]> {
	const request: ListRequest = {
		path: ['assignments'],
		query: { ...filters, status: 'failed' },
		intent: 'list the failed assignments',
	};
	if (createdWithinHours === undefined && errorCode === undefined) {
		return await client.fetchAll(request, limit);
	}
	const oldest = createdWithinHours === undefined ? undefined : now - createdWithinHours * HOUR_MS;
	const matches: Matches = ({ createdAt, errors }) =>
		(oldest === undefined || Date.parse(String(createdAt)) >= oldest) &&
		(errorCode === undefined || parseFailures(errors).some(({ code }) => code === errorCode));
	const found = await fetchMatching(client, request, matches, limit);
	return found.slice(0, limit);
}

/**
 * Fetches one page after another, and stops as soon as enough of their items match, or when as many have
 * been seen as there were in the beginning. In a list that gets shorter meanwhile, items move to pages
 * that were fetched already: then, or where Pharlo does not tell the length, `fetchAll` starts again.
 */
async function fetchMatching(
	client: PharloClient,
	request: ListRequest,
	matches: Matches,
	max: number,
): Promise<IDataObject[]> {
	const first = await client.fetchPage(request, 1, 0);
	const found = first.items.filter(matches);
	if (found.length >= max) return found;
	const { total } = first;
	if (total === undefined && !first.hasMore) return found;
	const seen = new Set(first.items.map(({ id }) => id));
	for (let number = 2; total !== undefined; number++) {
		if (seen.size >= total) return found;
		const page = await client.fetchPage(request, number, seen.size);
		const fresh = page.items.filter(({ id }) => !seen.has(id));
		for (const { id } of fresh) seen.add(id);
		found.push(...fresh.filter(matches));
		if (found.length >= max) return found;
		if (page.total === undefined || page.total < total || fresh.length === 0) break;
	}
	return (await client.fetchAll(request)).filter(matches);
}
