import type { IDataObject } from 'n8n-workflow';

import {
	CREDITS_PER_POST,
	type KnownConnection,
	type KnownPlatform,
	type Surroundings,
} from '../../../../domain/check';
import type { PharloClient } from '../../transport/PharloClient';
import { LIST_CONNECTIONS, parseConnections } from '../../transport/connections';
import { fetchPlatforms, reasonOf } from '../../transport/platforms';

/** What a check asks Pharlo for, once in a run. */
export interface Facts extends Surroundings {
	/** Credits; null where Pharlo does not tell. */
	readonly left: number | null;
	/** What could not be asked, in Pharlo's words. */
	readonly missing: readonly string[];
}

/**
 * Fetches what is known beside the assignments. All of it is free, except the connections, which cost a
 * credit per 50.
 *
 * @throws {ApiError} where the API key is not accepted: nothing could be created then
 */
export async function fetchFacts(client: PharloClient, withConnections: boolean): Promise<Facts> {
	const missing: string[] = [];
	const orMissing = async <T>(fetching: Promise<T>): Promise<T | undefined> => {
		try {
			return await fetching;
		} catch (error) {
			missing.push(reasonOf(error));
			return undefined;
		}
	};
	const [platforms, left, connections] = await Promise.all([
		orMissing<KnownPlatform[]>(fetchPlatforms(client)),
		orMissing(fetchBalance(client)),
		withConnections ? orMissing(fetchConnections(client)) : undefined,
	]);
	return { platforms, connections, left: left ?? null, missing };
}

async function fetchBalance(client: PharloClient): Promise<number | null> {
	const path = ['billing', 'status'];
	const intent = 'return the credit status';
	const { balance } = await client.fetchObject({ method: 'GET', path, intent });
	return typeof balance === 'number' ? balance : null;
}

async function fetchConnections(client: PharloClient): Promise<KnownConnection[]> {
	return parseConnections(await client.fetchAll(LIST_CONNECTIONS));
}

/** What a run of Create would cost, as a check tells it. */
export function creditsFor(posts: number, left: number | null): IDataObject {
	const needed = posts * CREDITS_PER_POST;
	return { needed, left, enough: left === null ? null : left >= needed };
}
