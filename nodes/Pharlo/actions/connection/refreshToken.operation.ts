import { withKnown } from '../answers';
import { connectionField, readConnectionField } from '../../properties/connection';
import type { Operation } from '../operation';

/** Renews the access token of a connection (Connections reference). */
export const refreshToken: Operation = {
	value: 'refreshToken',
	name: 'Refresh Token',
	action: 'Refresh connection token',
	description:
		'Renew the access to a channel or page. If that fails, connect it again with Connect Channel.',
	fields: [connectionField],

	async run(call) {
		const id = readConnectionField(call);
		const answer = await call.request({
			method: 'POST',
			path: ['connections', id, 'refresh-token'],
			intent: 'refresh the token',
		});
		return [withKnown(answer, { id })];
	},
};
