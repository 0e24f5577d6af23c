import { connection } from '../../properties/connection';
import { CONNECTION } from '../../properties/output';
import type { Operation } from '../operation';

/** Returns one connection (Connections reference). */
export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get connection',
	description: 'See the platform and health of a channel or page',
	properties: [connection],
	output: CONNECTION,

	async execute(item) {
		return [
			await item.client.fetchObject({
				method: 'GET',
				path: ['connections', connection.get(item)],
				intent: 'return the connection',
			}),
		];
	},
};
