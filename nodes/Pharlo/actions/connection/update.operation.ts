import type { IDataObject } from 'n8n-workflow';

import { readFlag } from '../../../../domain/inputs';
import { Refusal } from '../../../../domain/invalidInput';
import { withKnown } from '../answers';
import { connectionField, readConnectionField } from '../../properties/connection';
import type { Operation } from '../operation';

/** Changes a connection (Connections reference; the keys of the body are likely, not documented). */
export const update: Operation = {
	value: 'update',
	name: 'Update',
	action: 'Update connection',
	description: 'Rename a channel or page, switch it on or off, or give it an ID of yours',
	fields: [
		connectionField,
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: [
				{
					displayName: 'Active',
					name: 'isActive',
					type: 'boolean',
					default: true,
					description: 'Whether it can be published to',
				},
				{
					displayName: 'External ID',
					name: 'externalId',
					type: 'string',
					default: '',
					placeholder: 'e.g. customer-42',
					description: 'Your own ID for this connection; Get Many can filter by it',
				},
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. Main channel',
					description: 'What Pharlo and the lists of this node call it',
				},
			],
		},
	],

	async run(call) {
		const id = readConnectionField(call);
		const changes = call.collection('updateFields');
		const body: IDataObject = {
			...(changes.name === undefined ? {} : { name: String(changes.name) }),
			...(changes.isActive === undefined
				? {}
				: { isActive: readFlag("'Active'", changes.isActive) }),
			...(changes.externalId === undefined ? {} : { externalId: String(changes.externalId) }),
		};
		if (Object.keys(body).length === 0) {
			throw new Refusal("'Update Fields' is empty", 'Add at least one field to change.');
		}
		const answer = await call.request({
			method: 'PATCH',
			path: ['connections', id],
			body,
			intent: 'update the connection',
		});
		return [withKnown(answer, { id })];
	},
};
