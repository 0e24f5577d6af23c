import { connectionField, readConnectionField } from '../../properties/connection';
import type { Operation } from '../operation';

/** Reads one connection (Connections reference). */
export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get connection',
	description: 'See the platform and health of a channel or page',
	fields: [connectionField],

	async run(call) {
		return [
			await call.requestObject({
				method: 'GET',
				path: ['connections', readConnectionField(call)],
				intent: 'return the connection',
			}),
		];
	},
};
