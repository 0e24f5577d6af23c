import type { Operation } from '../operation';
import { fetchTicket, ticketId } from './ticket';

/** Returns an OAuth ticket (Code Examples page, OAuth channel connect flow). */
export const getStatus: Operation = {
	value: 'getStatus',
	name: 'Get Status',
	action: 'Get status of channel link',
	description: 'See whether the owner has allowed it: pending, success, failed or expired',
	withoutCredits: true,
	properties: [ticketId],

	async execute(item) {
		return [await fetchTicket(item.client, ticketId.get(item))];
	},
};
