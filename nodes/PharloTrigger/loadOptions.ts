import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { labelOf, readConnections } from '../shared/connections';
import { readPlatforms } from '../shared/platforms';

/** The choices behind the filter 'Platform Names or IDs'. */
export async function getPlatforms(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const platforms = await readPlatforms(this);
	return platforms.map(({ name, slug }) => ({ name, value: slug }));
}

/** The choices behind the filter 'Connection Names or IDs'; n8n cannot page through these. */
export async function getConnections(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const now = new Date();
	const options: INodePropertyOptions[] = [];
	for (let page = 1, isLast = false; !isLast; page++) {
		const { connections, hasMore } = await readConnections(this, page);
		for (const connection of connections) {
			options.push({ name: labelOf(connection, now), value: connection.id });
		}
		isLast = !hasMore;
	}
	return options;
}
