import { connectionField, readConnectionField } from '../../properties/connection';
import type { Operation } from '../operation';

/** Reads the numbers of a channel or page (Analytics reference). */
export const getChannel: Operation = {
	value: 'getChannel',
	name: 'Get Channel Statistics',
	action: 'Get channel statistics',
	description: 'See subscribers or followers, views and posts; fetched live from the platform',
	fields: [connectionField],

	async run(call) {
		return [
			await call.requestObject({
				method: 'GET',
				path: ['connections', readConnectionField(call), 'channel-stats'],
				intent: 'return the channel statistics',
			}),
		];
	},
};
