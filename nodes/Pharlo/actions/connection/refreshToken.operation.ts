import { withKnown } from '../withKnown';
import { connection } from '../../properties/connection';
import { CONNECTION } from '../../properties/output';
import type { Operation } from '../operation';

/** Renews the access token of a connection (Connections reference). */
export const refreshToken: Operation = {
	value: 'refreshToken',
	name: 'Refresh Token',
	action: 'Refresh connection token',
	description:
		'Renew the access to a channel or page. If that fails, connect it again with Connect Channel.',
	properties: [connection],
	output: CONNECTION,

	async execute(item) {
		const id = connection.get(item);
		const { body } = await item.client.send({
			method: 'POST',
			path: ['connections', id, 'refresh-token'],
			intent: 'refresh the token',
		});
		return [withKnown(body, { id })];
	},
};
