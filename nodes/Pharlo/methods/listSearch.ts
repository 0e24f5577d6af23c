import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import {
	keepForSearch,
	readAllConnections,
	readConnections,
	toOption,
	type Connection,
} from './connections';
import { readPlatforms } from './platforms';
import { PLATFORM_OF_CONNECTION } from '../properties/platform';
import { WORKFLOW_TIMEZONE } from '../properties/schedule';
import { isCreating } from './isCreating';

/** The list behind 'Connection'. A failure is shown by n8n: an empty list would hide a bad key. */
export async function searchConnections(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	if (filter !== undefined && filter.trim() !== '') {
		const results = toResults(await readAllConnections(this));
		return { results: results.filter(({ name, value }) => matches(filter, name, value)) };
	}
	const page = Number(paginationToken ?? 1);
	const { connections, hasMore } = await readConnections(this, page);
	if (page === 1 && !hasMore) await keepForSearch(this, Promise.resolve(connections));
	return {
		results: toResults(connections),
		...(hasMore ? { paginationToken: String(page + 1) } : {}),
	};
}

function toResults(connections: readonly Connection[]): Array<{ name: string; value: string }> {
	const now = new Date();
	return connections.map((connection) => toOption(connection, now));
}

/** The list behind 'Platform'. */
export async function searchPlatforms(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const platforms = (await readPlatforms(this)).map(({ name, slug }) => ({ name, value: slug }));
	const ofConnection = isCreating(this)
		? [{ name: 'Platform of the Connection', value: PLATFORM_OF_CONNECTION }]
		: [];
	return {
		results: [...ofConnection, ...platforms].filter(({ name, value }) =>
			matches(filter, name, value),
		),
	};
}

/** The list behind 'Time Zone'; known to this machine, so nothing is asked. */
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
