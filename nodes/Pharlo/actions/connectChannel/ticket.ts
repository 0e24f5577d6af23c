import { NodeApiError, type IDataObject, type INodeProperties } from 'n8n-workflow';

import { Refusal } from '../../../../pharlo/refusal';
import type { ItemCall } from '../../itemCall';
import { toObject } from '../answers';

export const ticketIdField: INodeProperties = {
	displayName: 'Ticket ID',
	name: 'ticketId',
	type: 'string',
	required: true,
	default: '={{ $json.ticketId }}',
	description: 'The ticketId that Create Link returned',
};

/** @throws {Refusal} when there is none */
export function readTicketIdField(call: ItemCall): string {
	const id = call.text('ticketId');
	if (id !== '') return id;
	throw new Refusal("'Ticket ID' is empty", 'Use the ticketId that Create Link returned.');
}

/** An OAuth ticket; one that Pharlo says is gone has expired. Free of charge. */
export async function readTicket(call: ItemCall, ticketId: string): Promise<IDataObject> {
	const request = {
		method: 'GET' as const,
		path: ['oauth', 'tickets', ticketId],
		intent: 'return the status',
	};
	const answer = await call.request(request).catch((error: unknown) => error);
	if (answer instanceof NodeApiError && answer.httpCode === '410') {
		return { ticketId, status: 'expired' };
	}
	if (answer instanceof Error) throw answer;
	return { ticketId, ...toObject(call.node, answer, request) };
}
