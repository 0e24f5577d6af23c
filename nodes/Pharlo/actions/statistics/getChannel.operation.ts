import { connection } from '../../properties/connection';
import type { Operation } from '../operation';

/** Returns the statistics of a channel or page (Analytics reference). */
export const getChannel: Operation = {
	value: 'getChannel',
	name: 'Get Channel Statistics',
	action: 'Get channel statistics',
	description: 'See subscribers or followers, views and posts; fetched live from the platform',
	properties: [connection],

	async execute(item) {
		return [
			await item.client.fetchObject({
				method: 'GET',
				path: ['connections', connection.get(item), 'channel-stats'],
				intent: 'return the channel statistics',
			}),
		];
	},
};
