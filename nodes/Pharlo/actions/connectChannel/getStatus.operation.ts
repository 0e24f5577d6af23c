import type { Operation } from '../operation';
import { readTicket, readTicketIdField, ticketIdField } from './ticket';

/** Reads an OAuth ticket (Code Examples page, OAuth channel connect flow). */
export const getStatus: Operation = {
	value: 'getStatus',
	name: 'Get Status',
	action: 'Get status of channel link',
	description: 'See whether the owner has allowed it: pending, success, failed or expired',
	withoutCredits: true,
	fields: [ticketIdField],

	async run(call) {
		return [await readTicket(call, readTicketIdField(call))];
	},
};
