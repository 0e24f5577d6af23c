import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { ApiError } from '../../../../domain/errors';
import type { Property } from '../../properties/property';
import type { PharloClient } from '../../transport/PharloClient';

const definition: INodeProperties = {
	displayName: 'Ticket ID',
	name: 'ticketId',
	type: 'string',
	required: true,
	default: '={{ $json.ticketId }}',
	description: 'The ticketId that Create Link returned',
};

export const ticketId: Property<string> = {
	definition,

	get: (item) => item.requireText(definition, 'Use the ticketId that Create Link returned.'),
};

/** Fetches an OAuth ticket; one that Pharlo says is gone (410) has expired. Free of charge. */
export async function fetchTicket(client: PharloClient, id: string): Promise<IDataObject> {
	const ticket = await client
		.fetchObject({
			method: 'GET',
			path: ['oauth', 'tickets', id],
			intent: 'return the status',
		})
		.catch((error: unknown) => {
			if (error instanceof ApiError && error.status === 410) return { status: 'expired' };
			throw error;
		});
	return { ticketId: id, ...ticket };
}
