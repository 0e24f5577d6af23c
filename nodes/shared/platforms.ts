import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { toUnreadableError } from '../transport/errors';
import { pharloRequest } from '../transport/request';

const platformsSchema = z.object({
	items: z.array(
		z.object({ slug: z.string().min(1), name: z.string().optional().catch(undefined) }),
	),
});

/** A platform as lists show it. */
export interface Platform {
	readonly slug: string;
	readonly name: string;
}

/** The platforms that Pharlo lists, among them some that it cannot publish to yet; free of charge. */
export async function readPlatforms(context: ILoadOptionsFunctions): Promise<Platform[]> {
	const request = {
		method: 'GET' as const,
		path: ['platforms'],
		intent: 'list the platforms',
	};
	const parsed = platformsSchema.safeParse(await pharloRequest(context, request));
	if (!parsed.success) throw toUnreadableError(context.getNode(), request);
	return parsed.data.items.map(({ slug, name }) => ({ slug, name: name ?? slug }));
}
