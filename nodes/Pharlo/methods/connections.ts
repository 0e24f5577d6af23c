import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';

import { BoundedMap } from '../../../domain/boundedMap';
import { LIST_CONNECTIONS, parseConnections, type Connection } from '../transport/connections';
import { toNodeError } from '../transport/nodeErrors';
import { PharloClient } from '../transport/PharloClient';

/**
 * Asks Pharlo on behalf of the editor, which shows n8n's errors best.
 *
 * @throws {NodeApiError | NodeOperationError}
 */
export async function inEditor<T>(
	context: ILoadOptionsFunctions,
	ask: (client: PharloClient) => Promise<T>,
): Promise<T> {
	try {
		return await ask(PharloClient.create(context));
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

/**
 * The platform of every connection seen so far, by connection ID. It never changes, and asking again
 * would cost the user a credit each time a form is opened. The limit is some hundred times what a
 * workspace has; a forgotten platform costs one credit.
 */
const platformsOfConnections = new BoundedMap<string, string>(10_000);

/** Fetches one page of connections, counted from 1. */
export async function fetchConnections(
	context: ILoadOptionsFunctions,
	page: number,
): Promise<{ connections: Connection[]; hasMore: boolean }> {
	// The editor asks for a page by its number alone.
	const { items, hasMore } = await inEditor(context, (client) =>
		client.fetchPage(LIST_CONNECTIONS, page, undefined),
	);
	return { connections: parseAndRemember(items), hasMore };
}

/** Remembers the platforms of what was seen. */
function parseAndRemember(items: readonly IDataObject[]): Connection[] {
	const connections = parseConnections(items);
	for (const { id, platform } of connections) {
		if (platform !== undefined) platformsOfConnections.set(id, platform);
	}
	return connections;
}

/** Long enough to type a name, short enough that a newly connected channel shows up soon. */
const SEARCH_CACHE_MS = 60_000;

interface CachedSearch {
	readonly fetchedAt: number;
	readonly connections: Promise<Connection[]>;
}

/**
 * All connections, by credential ID, for {@link SEARCH_CACHE_MS}: n8n searches again for every letter
 * that is typed, and each page costs the user a credit. What is forgotten is fetched again.
 */
const searches = new BoundedMap<string, CachedSearch>(100);

/** Fetches all connections, for a search; at most once a minute. */
export async function fetchAllConnections(context: ILoadOptionsFunctions): Promise<Connection[]> {
	const known = searches.get(credentialOf(context));
	if (known !== undefined && Date.now() - known.fetchedAt < SEARCH_CACHE_MS) {
		return await known.connections;
	}
	const all = inEditor(context, (client) => client.fetchAll(LIST_CONNECTIONS)).then(
		parseAndRemember,
	);
	return await keepForSearch(context, all);
}

/** Keeps connections for {@link fetchAllConnections}, where a page turned out to be all of them. */
export async function keepForSearch(
	context: ILoadOptionsFunctions,
	connections: Promise<Connection[]>,
): Promise<Connection[]> {
	const credential = credentialOf(context);
	searches.set(credential, { fetchedAt: Date.now(), connections });
	// A failure is shown and not kept.
	connections.catch(() => searches.delete(credential));
	return await connections;
}

function credentialOf(context: ILoadOptionsFunctions): string {
	return context.getNode().credentials?.pharloApi?.id ?? '';
}

/** The platform of one connection; fetched only the first time. */
export async function fetchPlatformOf(
	context: ILoadOptionsFunctions,
	connectionId: string,
): Promise<string | undefined> {
	const known = platformsOfConnections.get(connectionId);
	if (known !== undefined) return known;
	const connection = await inEditor(context, (client) =>
		client.fetchObject({
			method: 'GET',
			path: ['connections', connectionId],
			intent: 'return the connection',
		}),
	);
	return parseAndRemember([connection])[0]?.platform;
}

/** Connections as entries of a list. */
export function toOptions(
	connections: readonly Connection[],
): Array<{ name: string; value: string }> {
	const now = new Date();
	return connections.map((connection) => ({
		name: labelOf(connection, now),
		value: connection.id,
	}));
}

/**
 * The label of a connection in lists, e.g. `YouTube · Demo Channel (token expired)`.
 *
 * Pharlo's pages disagree on where the state of the token is: some show `tokenExpiresAt`, others
 * `tokenStatus`. Either counts.
 */
function labelOf(connection: Connection, now: Date): string {
	const expiresAt = Date.parse(connection.tokenExpiresAt ?? '');
	const isExpired = connection.tokenStatus === 'expired' || expiresAt <= now.getTime();
	const remarks = [
		connection.isActive === false ? 'inactive' : undefined,
		isExpired ? 'token expired' : undefined,
	].filter((remark) => remark !== undefined);
	const name = `${platformName(connection.platform)} · ${connection.name ?? connection.id}`;
	return remarks.length === 0 ? name : `${name} (${remarks.join(', ')})`;
}

const PLATFORM_NAMES: Readonly<Record<string, string>> = {
	facebook: 'Facebook',
	youtube: 'YouTube',
};

function platformName(slug: string | undefined): string {
	return slug === undefined ? 'Unknown platform' : (PLATFORM_NAMES[slug] ?? slug);
}
