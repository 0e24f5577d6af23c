import type { IDataObject } from 'n8n-workflow';

import { DescribedError } from '../../../../domain/errors';
import {
	areOfOnePlatform,
	candidatesFor,
	contradiction,
	describeConnection,
	namedConnections,
} from '../../../../domain/ticket';
import type { ItemContext } from '../../execution/itemContext';
import type { PharloClient } from '../../transport/PharloClient';
import { acceptNew, connectionId } from './connectedOptions';

/** What tells which connections a link led to, beside its ticket. */
export interface Clues {
	/** What came back with the redirect, and was passed on by the user. */
	readonly ids: readonly string[] | undefined;
	/** Whether new connections of the platform count where nothing names the right ones. */
	readonly acceptsNew: boolean;
}

/** @throws {InvalidInputError} naming the option that is invalid */
export function getClues(item: ItemContext): Clues {
	return { ids: connectionId.get(item), acceptsNew: acceptNew.get(item) };
}

/** Milliseconds since 1970. */
interface Times {
	/** When the link was made, at the earliest. */
	readonly madeAt: number;
	/** When its connections were created, at the earliest. */
	readonly newSince: number;
}

/**
 * Fetches the connections that a link led to; Facebook gives one for each page. Only Pharlo says which:
 * by the ticket, or by the redirect. The redirect passes through a browser, where anybody who has the
 * link can write another ID, so it is checked against the ticket and Pharlo's list.
 *
 * @param ticket with the status `success`
 * @throws {DescribedError} where nothing names a connection, or something names another one
 */
export async function fetchConnected(
	client: PharloClient,
	ticket: IDataObject,
	{ ids, acceptsNew }: Clues,
	{ madeAt, newSince }: Times,
): Promise<IDataObject[]> {
	const listed = await client.fetchAll({
		path: ['connections'],
		query: { includeInactive: true },
		intent: 'list the connections',
	});
	const find = (id: string): IDataObject | undefined =>
		listed.find((connection) => String(connection.id) === id);
	const named = namedConnections(ticket);
	if (named.size > 0) {
		const connected = [...named].map(([id, facts]) => find(id) ?? (facts as IDataObject));
		for (const id of ids ?? []) if (!named.has(id)) throw unlinkedError(id, find(id), connected);
		return connected;
	}
	if (ids !== undefined) {
		return ids.map((id) => requirePossible(id, find(id), ticket, madeAt));
	}
	const candidates = candidatesFor(listed, ticket, newSince);
	if (acceptsNew && areOfOnePlatform(candidates)) return candidates;
	throw unnamedError(candidates);
}

function unlinkedError(
	id: string,
	connection: IDataObject | undefined,
	connected: readonly IDataObject[],
): DescribedError {
	const others = connected.map(describeConnection).join('; ');
	return wrongIdError(id, connection, `but the link has connected ${others}`);
}

function requirePossible(
	id: string,
	connection: IDataObject | undefined,
	ticket: IDataObject,
	madeAt: number,
): IDataObject {
	if (connection === undefined) throw wrongIdError(id, connection, 'which Pharlo does not list');
	const reason = contradiction(connection, ticket, madeAt);
	if (reason !== undefined) throw wrongIdError(id, connection, `which ${reason}`);
	return connection;
}

function wrongIdError(
	id: string,
	connection: IDataObject | undefined,
	reason: string,
): DescribedError {
	const value = connection === undefined ? id : describeConnection(connection);
	return new DescribedError(
		`'${connectionId.definition.displayName}' is ${value}, ${reason}`,
		'Anybody who has the link can change the ID that it returns with. Find out whose channel it is with Connection → Get Many before you use it.',
	);
}

function unnamedError(candidates: readonly IDataObject[]): DescribedError {
	const found =
		candidates.length === 0
			? 'No new connection of its platform is listed; a channel that was connected before keeps its ID.'
			: `New since the link was made: ${candidates.map(describeConnection).join('; ')}.`;
	return new DescribedError(
		'Pharlo reports success without naming the connection',
		`${found} Find out which one it is with Connection → Get Many. For the next link, let it return to this workflow and use '${connectionId.definition.displayName}'.`,
	);
}
