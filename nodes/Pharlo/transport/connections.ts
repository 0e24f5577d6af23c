import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

/** A connected channel or page; only `id` is relied upon (Connections reference). */
const connectionSchema = z.object({
	id: z.string().min(1),
	platform: z.string().optional().catch(undefined),
	name: z.string().optional().catch(undefined),
	isActive: z.boolean().optional().catch(undefined),
	tokenExpiresAt: z.string().nullish().catch(undefined),
	tokenStatus: z.string().optional().catch(undefined),
});

export type Connection = z.infer<typeof connectionSchema>;

/** Inactive connections too: a list that hides them leaves the user guessing. */
export const LIST_CONNECTIONS = {
	path: ['connections'],
	query: { includeInactive: true },
	intent: 'list the connections',
};

/** Parses rows of the list of connections. Anything that is not a connection is left out. */
export function parseConnections(items: readonly IDataObject[]): Connection[] {
	return items.flatMap((item) => connectionSchema.safeParse(item).data ?? []);
}
