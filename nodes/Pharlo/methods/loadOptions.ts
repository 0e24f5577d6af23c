import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';

import { fetchAllConnections, inEditor, toOptions } from './connections';

const platformsSchema = z.object({
	items: z.array(
		z.object({ slug: z.string().min(1), name: z.string().optional().catch(undefined) }),
	),
});

/**
 * The choices of the filter 'Platform Names or IDs': all platforms that Pharlo lists, including some
 * that it cannot publish to yet. Free of charge.
 */
export async function getPlatforms(
	this: ILoadOptionsFunctions,
): Promise<Array<INodePropertyOptions & { value: string }>> {
	const { items } = await inEditor(this, (client) =>
		client.fetch(
			{ method: 'GET', path: ['platforms'], intent: 'list the platforms' },
			platformsSchema,
		),
	);
	return items.map(({ slug, name = slug }) => ({ name, value: slug }));
}

/** The choices of the filter 'Connection Names or IDs'; n8n does not page through these. */
export async function getConnections(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return toOptions(await fetchAllConnections(this));
}
