import { z } from 'zod';

import type { KnownPlatform } from '../../../domain/check';
import type { PharloClient } from './PharloClient';

/** Only these are relied upon (Platforms reference). */
const platformSchema = z.object({
	slug: z.string().min(1),
	name: z.string().optional().catch(undefined),
	contentTypes: z.array(z.string()),
});

/**
 * Fetches the platforms and what can be published there: free of charge (Platforms reference). What is
 * not readable is left out.
 */
export async function fetchPlatforms(client: PharloClient): Promise<KnownPlatform[]> {
	// Pharlo documents no pages for this list.
	const request = { path: ['platforms'], intent: 'list the platforms' };
	const { items } = await client.fetchPage(request, 1, 0);
	return items.flatMap((item) => platformSchema.safeParse(item).data ?? []);
}
