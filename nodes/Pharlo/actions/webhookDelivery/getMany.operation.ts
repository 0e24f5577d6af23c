import { filters, getFilters, getMaxItems, listProperties } from '../../properties/list';
import type { PanelProperty } from '../../properties/property';
import type { Operation } from '../operation';

const status: PanelProperty = {
	definition: {
		displayName: 'Status',
		name: 'status',
		type: 'options',
		default: 'failed',
		options: [
			{ name: 'Delivered', value: 'delivered' },
			{ name: 'Failed', value: 'failed' },
			{ name: 'Pending', value: 'pending' },
		],
	},
};

/** Lists the callbacks that Pharlo sent (Webhooks reference). */
export const getMany: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many webhook deliveries',
	description: 'Find out why a workflow did not start: what was sent where, and the response',
	properties: [...listProperties, filters([status])],

	async execute(item) {
		return await item.client.fetchAll(
			{
				path: ['webhooks', 'deliveries'],
				query: getFilters(item, [status]),
				intent: 'list the webhook deliveries',
			},
			getMaxItems(item),
		);
	},
};
