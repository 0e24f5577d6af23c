import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { fetchAllConnections, fetchConnections, keepForSearch, toOptions } from './connections';
import { getPlatforms } from './loadOptions';
import { PLATFORM_OF_CONNECTION, WORKFLOW_TIMEZONE } from './specialChoices';

/** The list of 'Connection'. A failure is shown by n8n: an empty list would hide an invalid key. */
export async function searchConnections(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	if (filter !== undefined && filter.trim() !== '') {
		const results = toOptions(await fetchAllConnections(this));
		return { results: results.filter(({ name, value }) => matches(filter, name, value)) };
	}
	const page = Number(paginationToken ?? 1);
	const { connections, hasMore } = await fetchConnections(this, page);
	if (page === 1 && !hasMore) await keepForSearch(this, Promise.resolve(connections));
	return {
		results: toOptions(connections),
		...(hasMore ? { paginationToken: String(page + 1) } : {}),
	};
}

/** The list of 'Platform'. */
export async function searchPlatforms(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const platforms = await getPlatforms.call(this);
	return { results: platforms.filter(({ name, value }) => matches(filter, name, value)) };
}

/** The list of 'Platform' where there is a connection as well, whose platform comes first. */
export async function searchPlatformsOrConnection(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const { results } = await searchPlatforms.call(this, filter);
	const ofConnection = { name: 'Platform of the Connection', value: PLATFORM_OF_CONNECTION };
	const isWanted = matches(filter, ofConnection.name, ofConnection.value);
	return { results: isWanted ? [ofConnection, ...results] : results };
}

/** The list of 'Time Zone'; this machine knows it, so no request is sent. */
export async function searchTimezones(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const workflowZone = {
		name: `Workflow Time Zone (${this.getTimezone()})`,
		value: WORKFLOW_TIMEZONE,
	};
	const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
	return {
		results: [workflowZone, ...zones.map((zone) => ({ name: zone, value: zone }))].filter(
			({ name }) => matches(filter, name.replace(/_/g, ' '), name),
		),
	};
}

function matches(filter: string | undefined, ...texts: string[]): boolean {
	const wanted = filter?.trim().toLowerCase() ?? '';
	return texts.some((text) => text.toLowerCase().includes(wanted));
}
