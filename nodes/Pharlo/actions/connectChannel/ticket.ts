import { NodeApiError, type IDataObject, type INodeProperties } from 'n8n-workflow';

import { Refusal } from '../../../../domain/invalidInput';
import type { ItemCall } from '../../execution/itemContext';

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
	const answer = await call
		.requestObject({
			method: 'GET',
			path: ['oauth', 'tickets', ticketId],
			intent: 'return the status',
		})
		.catch((error: Error) => error);
	if (answer instanceof NodeApiError && answer.httpCode === '410') {
		return { ticketId, status: 'expired' };
	}
	if (answer instanceof Error) throw answer;
	return { ticketId, ...answer };
}
