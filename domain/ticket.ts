import { z } from 'zod';

import { InvalidInputError } from './errors';
import { isBlank } from './inputs';

/** An object of Pharlo's, of which no key is certain. */
type Facts = Readonly<Record<string, unknown>>;

/** The longest life of a ticket on any of Pharlo's pages, for a ticket that does not tell. */
export const LONGEST_TICKET_LIFE_MS = 15 * 60_000;

/** Pharlo's times have no fractions of a second. */
const PRECISION_MS = 1000;

const idSchema = z.union([z.string().trim().min(1), z.number().transform((id) => String(id))]);

const entrySchema = z.union([
	idSchema.transform((id): Facts & { id: string } => ({ id })),
	z.object({ id: idSchema }).passthrough(),
]);

/**
 * The connections that a ticket names. Pharlo does not document the key, so these are read:
 * `connectionId`, `connectionIds`, `connection` and `connections`, each with IDs or with objects that
 * have an `id`.
 *
 * @returns by ID, what the ticket tells of each
 */
export function namedConnections(ticket: Facts): Map<string, Facts> {
	const { connectionIds, connectionId, connections, connection } = ticket;
	const named = new Map<string, Facts>();
	for (const entry of [connectionIds, connectionId, connections, connection].flat()) {
		const { data } = entrySchema.safeParse(entry);
		if (data !== undefined) named.set(data.id, { ...named.get(data.id), ...data });
	}
	return named;
}

/**
 * Parses the connection IDs that came back with a redirect: one, several with commas between them, or a
 * list, which n8n makes of a query parameter that is repeated.
 *
 * @param label the parameter's display name
 * @throws {InvalidInputError} where there is none, where one of several is blank, and for anything that
 *   cannot be an ID
 */
export function parseConnectionIds(label: string, value: unknown): string[] {
	const ids = [value]
		.flat()
		.flatMap((entry: unknown) => (typeof entry === 'string' ? entry.split(',') : [entry]));
	if (ids.length === 0 || ids.some(isBlank)) {
		throw new InvalidInputError(
			`'${label}' is empty`,
			'The owner may have declined, or the link did not return to this workflow: check what the expression gives. To rely on the ticket alone, remove the option.',
		);
	}
	return [...new Set(ids.map((id) => parseId(label, id)))];
}

function parseId(label: string, value: unknown): string {
	const { data } = idSchema.safeParse(value);
	if (data !== undefined) return data;
	throw new InvalidInputError(
		`'${label}' is not an ID`,
		'Use the connectionId that Pharlo has added to the redirect URL, for example {{ $json.query.connectionId }}.',
	);
}

/**
 * When a link was made, or some minutes before that: Pharlo is only known to tell when it expires.
 *
 * @param expiresAt as Create Link returned it, for a ticket that does not tell
 * @param now the present, where neither tells
 */
export function linkMadeAt(ticket: Facts, expiresAt: unknown, now: number): number {
	const createdAt = parseTime(ticket.createdAt);
	if (createdAt !== undefined) return createdAt;
	return (parseTime(ticket.expiresAt) ?? parseTime(expiresAt) ?? now) - LONGEST_TICKET_LIFE_MS;
}

/**
 * What may tell that a channel was connected again, because then it keeps its `createdAt`. A time of
 * the last refresh is not among them: Pharlo refreshes tokens by itself.
 */
const TIMES_OF_CONNECTING = ['createdAt', 'connectedAt', 'tokenUpdatedAt', 'updatedAt'];

/**
 * Why a connection cannot be what a link led to. Whatever Pharlo does not tell is no reason.
 *
 * @param madeAt when the link was made
 * @returns follows the name of the connection; undefined if there is no reason
 */
export function contradiction(
	connection: Facts,
	ticket: Facts,
	madeAt: number,
): string | undefined {
	const platform = platformOf(connection);
	const expected = platformOf(ticket);
	if (platform !== undefined && expected !== undefined && platform !== expected) {
		return `is of ${platform}, but the link was for ${expected}`;
	}
	const times = TIMES_OF_CONNECTING.flatMap((key) => parseTime(connection[key]) ?? []);
	const isOld = times.length > 0 && Math.max(...times) < madeAt - PRECISION_MS;
	return isOld ? 'existed before the link was made' : undefined;
}

/**
 * The connections that a link may have led to: those of its platform that are new. Where Pharlo does
 * not tell the platform of the link, those of all platforms.
 *
 * @param since the earliest time at which the connection can have been created
 */
export function candidatesFor<T extends Facts>(
	connections: readonly T[],
	ticket: Facts,
	since: number,
): T[] {
	const expected = platformOf(ticket);
	return connections.filter((connection) => {
		const createdAt = parseTime(connection.createdAt);
		const isNew = createdAt !== undefined && createdAt >= since - PRECISION_MS;
		return isNew && (expected === undefined || platformOf(connection) === expected);
	});
}

/** Whether all connections are of one platform. */
export function areOfOnePlatform(connections: readonly Facts[]): boolean {
	return new Set(connections.map(platformOf)).size === 1;
}

/** A connection in words, e.g. `Demo Channel (youtube, ID 7f3e…)`. */
export function describeConnection(connection: Facts): string {
	const { id, name } = connection;
	const label = typeof name === 'string' && name !== '' ? name : 'a connection without a name';
	const platform = platformOf(connection);
	return `${label} (${platform === undefined ? '' : `${platform}, `}ID ${String(id)})`;
}

function platformOf({ platform }: Facts): string | undefined {
	return typeof platform === 'string' && platform !== '' ? platform.toLowerCase() : undefined;
}

function parseTime(value: unknown): number | undefined {
	const time = typeof value === 'string' ? Date.parse(value) : NaN;
	return Number.isNaN(time) ? undefined : time;
}
