import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { KnownPlatform } from '../../../domain/check';
import type { PharloClient } from './PharloClient';

/** Only these are relied upon (Platforms reference). */
const platformSchema = z.object({
	slug: z.string().min(1),
	name: z.string().optional().catch(undefined),
	contentTypes: z.array(z.string()),
});

/** Lists the platforms as Pharlo says it, free of charge (Platforms reference). */
export async function listPlatforms(client: PharloClient): Promise<IDataObject[]> {
	// Pharlo documents no pages for this list.
	const request = { path: ['platforms'], intent: 'list the platforms' };
	return (await client.fetchPage(request, 1, 0)).items;
}

/** Fetches the platforms and what can be published there. What is not readable is left out. */
export async function fetchPlatforms(client: PharloClient): Promise<KnownPlatform[]> {
	const items = await listPlatforms(client);
	return items.flatMap((item) => platformSchema.safeParse(item).data ?? []);
}
