import type { IDataObject } from 'n8n-workflow';

import { readNumber } from '../../../../domain/inputs';
import { Refusal } from '../../../../domain/invalidInput';
import { isPassing } from '../../transport/errors';
import { pause } from '../../transport/pause';
import type { ItemCall } from '../../execution/itemContext';
import type { Operation } from '../operation';
import { readTicket, readTicketIdField, ticketIdField } from './ticket';

/** As long as a ticket lives by the most generous of Pharlo's pages, for one that does not tell. */
const LONGEST_LIFE_MS = 15 * 60_000;

/** Pharlo may have other statuses on the way, so any other is waited out like `pending`. */
const ENDED: readonly unknown[] = ['success', 'failed', 'expired'];

/** Waits for the person behind the link (Code Examples page, OAuth channel connect flow). */
export const waitUntilConnected: Operation = {
	value: 'waitUntilConnected',
	name: 'Wait Until Connected',
	action: 'Wait until channel is connected',
	description:
		'Wait until the owner has opened the link and allowed it, then return the connections',
	fields: [
		ticketIdField,
		{
			displayName: 'Expires At',
			name: 'expiresAt',
			type: 'string',
			default: '={{ $json.expiresAt }}',
			description: 'When the link ends, as Create Link returned it; waiting ends then as well',
		},
		{
			displayName: 'Check Every (Seconds)',
			name: 'pollSeconds',
			type: 'number',
			default: 5,
			typeOptions: { minValue: 1 },
			description: 'Checking is free of charge',
		},
	],

	async run(call) {
		const ticketId = readTicketIdField(call);
		const startedAt = Date.now();
		const ticket = await waitForEnd(call, ticketId, readEnd(call, startedAt));
		if (ticket.status === 'success') return await readConnections(call, ticket, startedAt);
		const reason = [ticket.error, ticket.message].find((text) => typeof text === 'string');
		throw new Refusal(
			ticket.status === 'failed'
				? `The channel was not connected: ${String(reason ?? 'access was denied')}`
				: 'The link to connect the channel has expired',
			'Create a new link with Create Link, and have the owner of the channel open it in time.',
		);
	},
};

function readEnd(call: ItemCall, startedAt: number): number {
	const given = Date.parse(call.text('expiresAt'));
	return Number.isNaN(given) ? startedAt + LONGEST_LIFE_MS : given;
}

async function waitForEnd(call: ItemCall, ticketId: string, end: number): Promise<IDataObject> {
	const interval = readInterval(call);
	const signal = call.context.getExecutionCancelSignal();
	for (;;) {
		const ticket = await look(call, ticketId, end);
		if (ENDED.includes(ticket.status)) return ticket;
		if (Date.now() >= end) return { ...ticket, status: 'expired' };
		// The nearer the end, the closer we look: the last moments of a link are when people hurry.
		const left = Math.max(end - Date.now(), 0);
		await pause(Math.min(interval, Math.max(left / 10, 1000), left + 100), signal);
	}
}

function readInterval(call: ItemCall): number {
	const limits = { min: 1, max: 3600 };
	return readNumber("'Check Every (Seconds)'", call.parameter('pollSeconds'), limits) * 1000;
}

/** A fault that may pass is no reason to give up a person who is about to say yes. */
async function look(call: ItemCall, ticketId: string, end: number): Promise<IDataObject> {
	const ticket = await readTicket(call, ticketId).catch((error: Error) => error);
	if (!(ticket instanceof Error)) return ticket;
	if (isPassing(ticket) && Date.now() < end) return { ticketId };
	throw ticket;
}

/**
 * The connections that came of a ticket; Facebook gives one for each page. Which key names them is
 * not documented, so without one those count that are new since we began to wait.
 */
async function readConnections(
	call: ItemCall,
	ticket: IDataObject,
	startedAt: number,
): Promise<IDataObject[]> {
	const ids = [ticket.connectionIds, ticket.connectionId]
		.flat()
		.filter((id) => typeof id === 'string');
	const connections = await call.list({ path: ['connections'], intent: 'list the connections' });
	// Pharlo's timestamps have no fractions of a second.
	const isNew = ({ createdAt }: IDataObject): boolean =>
		Date.parse(String(createdAt)) >= startedAt - 1000;
	const found = connections.filter((connection) =>
		ids.length > 0 ? ids.includes(String(connection.id)) : isNew(connection),
	);
	return found.length > 0 ? found : [ticket];
}
