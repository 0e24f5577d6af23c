import { filtersField, listFields, readFilters, readListFields } from '../../properties/list';
import type { Operation } from '../operation';

/** Lists the callbacks that Pharlo sent (Webhooks reference). */
export const getMany: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many webhook deliveries',
	description: 'Find out why a workflow did not start: what was sent where, and the answer',
	fields: [
		...listFields,
		filtersField([
			{
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
		]),
	],

	async run(call) {
		return await call.list(
			{
				path: ['webhooks', 'deliveries'],
				query: readFilters(call, ['status']),
				intent: 'list the webhook deliveries',
			},
			readListFields(call),
		);
	},
};
