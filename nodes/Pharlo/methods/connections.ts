import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { pharloRequest } from '../transport/PharloClient';
import { setNewest } from '../setNewest';
import { pharloList, readPage } from '../transport/pagination';

/** A connected channel or page; only `id` is relied upon (Connections reference). */
export const connectionSchema = z.object({
	id: z.string().min(1),
	platform: z.string().optional().catch(undefined),
	name: z.string().optional().catch(undefined),
	isActive: z.boolean().optional().catch(undefined),
	tokenExpiresAt: z.string().nullish().catch(undefined),
	tokenStatus: z.string().optional().catch(undefined),
});

export type Connection = z.infer<typeof connectionSchema>;

/**
 * The platform of each connection that was seen, for as long as this process lives: it never
 * changes, and asking again costs the user a credit each time that a form is opened.
 */
const knownPlatforms = new Map<string, string>();

/** Some hundred times what a workspace has. */
const MAX_KNOWN_PLATFORMS = 10_000;

function remember({ id, platform }: Connection): void {
	if (platform === undefined) return;
	setNewest(knownPlatforms, id, platform, MAX_KNOWN_PLATFORMS);
}

/** Inactive ones too: a list that hides them leaves the user guessing. */
const LIST = {
	path: ['connections'],
	query: { includeInactive: true },
	intent: 'list the connections',
};

/** One page of connections. */
export async function readConnections(
	context: ILoadOptionsFunctions,
	page: number,
): Promise<{ connections: Connection[]; hasMore: boolean }> {
	const { items, hasMore } = await readPage(context, LIST, page);
	return { connections: toConnections(items), hasMore };
}

/** What is no connection is left out. */
function toConnections(items: readonly IDataObject[]): Connection[] {
	const connections = items.flatMap((item) => {
		const parsed = connectionSchema.safeParse(item);
		return parsed.success ? [parsed.data] : [];
	});
	connections.forEach(remember);
	return connections;
}

/** Long enough to type a name, short enough that a channel connected meanwhile shows up soon. */
const SEARCH_MEMORY_MS = 60_000;

/** Credentials of which the connections are remembered. */
const MAX_SEARCHED = 100;

const searched = new Map<string, { readAt: number; connections: Promise<Connection[]> }>();

/**
 * All connections, for a search: n8n asks again for every key that is typed, and each page costs the
 * user a credit, so they are read once and remembered for a minute.
 */
export async function readAllConnections(context: ILoadOptionsFunctions): Promise<Connection[]> {
	const known = searched.get(credentialOf(context));
	if (known !== undefined && Date.now() - known.readAt < SEARCH_MEMORY_MS) {
		return await known.connections;
	}
	return await keepForSearch(context, readEveryPage(context));
}

/** Remembers what opening the list has read already, where that was all. */
export async function keepForSearch(
	context: ILoadOptionsFunctions,
	connections: Promise<Connection[]>,
): Promise<Connection[]> {
	const credential = credentialOf(context);
	setNewest(searched, credential, { readAt: Date.now(), connections }, MAX_SEARCHED);
	// A failure is shown, not remembered.
	connections.catch(() => searched.delete(credential));
	return await connections;
}

function credentialOf(context: ILoadOptionsFunctions): string {
	return context.getNode().credentials?.pharloApi?.id ?? '';
}

async function readEveryPage(context: ILoadOptionsFunctions): Promise<Connection[]> {
	return toConnections(await pharloList(context, LIST, Number.POSITIVE_INFINITY));
}

/** The platform of one connection; asks Pharlo once. */
export async function readPlatformOf(
	context: ILoadOptionsFunctions,
	connectionId: string,
): Promise<string | undefined> {
	const known = knownPlatforms.get(connectionId);
	if (known !== undefined) return known;

	const answer = await pharloRequest(context, {
		method: 'GET',
		path: ['connections', connectionId],
		intent: 'return the connection',
	});
	const parsed = connectionSchema.safeParse(answer);
	if (!parsed.success) return undefined;
	remember(parsed.data);
	return parsed.data.platform;
}

/** A connection as an option of a list. */
export function toOption(connection: Connection, now: Date): { name: string; value: string } {
	return { name: labelOf(connection, now), value: connection.id };
}

/**
 * How a connection is shown in lists, e.g. `YouTube · Demo Channel (token expired)`.
 *
 * The docs of Pharlo disagree on where the state of the token is told: some pages show
 * `tokenExpiresAt`, others `tokenStatus`. Either counts.
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
