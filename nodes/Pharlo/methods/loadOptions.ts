import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { readAllConnections, toOption } from './connections';
import { readPlatforms } from './platforms';

/** The choices behind the filter 'Platform Names or IDs'. */
export async function getPlatforms(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const platforms = await readPlatforms(this);
	return platforms.map(({ name, slug }) => ({ name, value: slug }));
}

/** The choices behind the filter 'Connection Names or IDs'; n8n cannot page through these. */
export async function getConnections(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const now = new Date();
	return (await readAllConnections(this)).map((connection) => toOption(connection, now));
}
