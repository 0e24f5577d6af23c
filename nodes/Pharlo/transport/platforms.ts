import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { KnownPlatform } from '../../../domain/check';
import { ApiError } from '../../../domain/errors';
import { parseCapabilities } from '../../../domain/payload/capabilities';
import { documentedFields } from '../../../domain/payload/documented';
import type { PayloadField } from '../../../domain/payload/field';
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

/** What a platform takes as payload. */
export interface PlatformFields {
	/** Pharlo's own list, or else what its documentation says; undefined where neither tells. */
	readonly fields: readonly PayloadField[] | undefined;
	/** Why it is not Pharlo's own list. */
	readonly problem?: string;
}

/** Fetches what platforms take as payload: free of charge, and once for each platform. */
export class PayloadFields {
	readonly #capabilities = new Map<string, Promise<unknown>>();

	constructor(private readonly client: PharloClient) {}

	/** @throws {ApiError} where the API key is not accepted: nothing could be created then */
	async of(platform: string, contentType: string): Promise<PlatformFields> {
		const documented = documentedFields(platform, contentType);
		try {
			const known = this.#capabilities.get(platform) ?? this.#fetch(platform);
			this.#capabilities.set(platform, known);
			const fields = parseCapabilities(await known, platform, contentType);
			return fields === undefined ? { fields: documented, problem: 'is not readable' } : { fields };
		} catch (error) {
			return { fields: documented, problem: `is not available: ${reasonOf(error)}` };
		}
	}

	async #fetch(platform: string): Promise<unknown> {
		const path = ['platforms', platform, 'capabilities'];
		const intent = 'return the capabilities of the platform';
		return (await this.client.send({ method: 'GET', path, intent })).body;
	}
}

/** @throws the error itself, where no other request can succeed either */
export function reasonOf(error: unknown): string {
	if (!(error instanceof ApiError) || error.status === 401) throw error;
	return error.message;
}
