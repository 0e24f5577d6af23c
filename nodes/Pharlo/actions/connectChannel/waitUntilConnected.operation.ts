import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { ApiError, DescribedError, InvalidInputError } from '../../../../domain/errors';
import { parseNumber } from '../../../../domain/inputs';
import { linkMadeAt, LONGEST_TICKET_LIFE_MS } from '../../../../domain/ticket';
import type { ItemContext } from '../../execution/itemContext';
import { CONNECTION } from '../../properties/output';
import type { PharloClient } from '../../transport/PharloClient';
import { pause } from '../../transport/throttle';
import type { Operation } from '../operation';
import { fetchConnected, getClues } from './connected';
import { acceptNew, connectionId } from './connectedOptions';
import { fetchTicket, ticketId } from './ticket';

/** Pharlo may have other statuses on the way, so any other counts as pending. */
const FINAL_STATUSES: readonly unknown[] = ['success', 'failed', 'expired'];

const expiresAt: INodeProperties = {
	displayName: 'Expires At',
	name: 'expiresAt',
	type: 'string',
	default: '={{ $json.expiresAt }}',
	description: 'When the link expires, as Create Link returned it; the wait ends then as well',
};

const checkEvery: INodeProperties = {
	displayName: 'Check Every (Seconds)',
	name: 'pollSeconds',
	type: 'number',
	default: 5,
	typeOptions: { minValue: 1 },
	description: 'Checking is free of charge',
};

/** Waits for the person with the link (Code Examples page, OAuth channel connect flow). */
export const waitUntilConnected: Operation = {
	value: 'waitUntilConnected',
	name: 'Wait Until Connected',
	action: 'Wait until channel is connected',
	description:
		'Wait until the owner has opened the link and allowed it, then return the connections',
	properties: [ticketId, { definition: expiresAt }, { definition: checkEvery }],
	output: CONNECTION,
	options: [acceptNew, connectionId],

	async execute(item) {
		const id = ticketId.get(item);
		const clues = getClues(item);
		const startedAt = Date.now();
		const { ticket, pendingAt } = await waitForEnd(item, id, getEnd(item, startedAt));
		if (ticket.status === 'success') {
			const madeAt = linkMadeAt(ticket, item.getText(expiresAt), startedAt);
			const newSince = Math.max(madeAt, pendingAt ?? madeAt);
			return await fetchConnected(item.client, ticket, clues, { madeAt, newSince });
		}
		const reason = [ticket.error, ticket.message].find((text) => typeof text === 'string');
		throw new DescribedError(
			ticket.status === 'failed'
				? `The channel was not connected: ${String(reason ?? 'access was denied')}`
				: 'The link to connect the channel has expired',
			'Create a new link with Create Link, and ask the owner of the channel to open it in time.',
		);
	},
};

function getEnd(item: ItemContext, startedAt: number): number {
	const text = item.getText(expiresAt);
	if (text === undefined) return startedAt + LONGEST_TICKET_LIFE_MS;
	const given = Date.parse(text);
	if (!Number.isNaN(given)) return given;
	throw new InvalidInputError(
		`'${expiresAt.displayName}' is '${text}', which is not a date and time`,
		'Use the expiresAt that Create Link returned, or leave it empty.',
	);
}

interface Outcome {
	readonly ticket: IDataObject;
	/** When the link was still pending; undefined if it never was while we looked. */
	readonly pendingAt: number | undefined;
}

async function waitForEnd(item: ItemContext, id: string, end: number): Promise<Outcome> {
	const limits = { min: 1, max: 3600 };
	const intervalMs = parseNumber(checkEvery.displayName, item.get(checkEvery.name), limits) * 1000;
	const signal = item.context.getExecutionCancelSignal();
	let pendingAt: number | undefined;
	for (;;) {
		const checkedAt = Date.now();
		const ticket = await fetchTicketUntil(item.client, id, end);
		if (FINAL_STATUSES.includes(ticket.status)) return { ticket, pendingAt };
		if (ticket.status !== undefined) pendingAt ??= checkedAt;
		if (Date.now() >= end) return { ticket: { ...ticket, status: 'expired' }, pendingAt };
		// More often towards the end: that is when people hurry.
		const left = Math.max(end - Date.now(), 0);
		await pause(Math.min(intervalMs, Math.max(left / 10, 1000), left + 100), signal);
	}
}

/** A transient fault must not end the wait for a person who is about to say yes. */
async function fetchTicketUntil(
	client: PharloClient,
	id: string,
	end: number,
): Promise<IDataObject> {
	return await fetchTicket(client, id).catch((error: unknown) => {
		const isTransient = error instanceof ApiError && error.isTransient;
		if (isTransient && Date.now() < end) return { ticketId: id };
		throw error;
	});
}
