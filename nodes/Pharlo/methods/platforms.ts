import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { readAnswer } from '../transport/answers';
import { pharloRequest } from '../transport/PharloClient';

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
	const answer = await pharloRequest(context, request);
	const { items } = readAnswer(context.getNode(), answer, request, platformsSchema);
	return items.map(({ slug, name }) => ({ slug, name: name ?? slug }));
}
