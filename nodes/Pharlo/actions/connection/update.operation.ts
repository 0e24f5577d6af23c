import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { InvalidInputError } from '../../../../domain/errors';
import { parseFlag, requireText } from '../../../../domain/inputs';
import { connection } from '../../properties/connection';
import { CONNECTION } from '../../properties/output';
import { collection } from '../../properties/property';
import type { Operation } from '../operation';
import { withKnown } from '../withKnown';

const active: INodeProperties = {
	displayName: 'Active',
	name: 'isActive',
	type: 'boolean',
	default: true,
	description: 'Whether it can be published to',
};

const externalId: INodeProperties = {
	displayName: 'External ID',
	name: 'externalId',
	type: 'string',
	default: '',
	placeholder: 'e.g. customer-42',
	description: 'Your own ID for this connection; Get Many can filter by it',
};

const name: INodeProperties = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	placeholder: 'e.g. Main channel',
	description: 'The name in Pharlo and in the lists of this node',
};

const updateFields = collection(
	'Update Fields',
	'updateFields',
	'Add Field',
	[active, externalId, name].map((definition) => ({ definition })),
);

/** Changes a connection (Connections reference; the keys of the body are likely, not documented). */
export const update: Operation = {
	value: 'update',
	name: 'Update',
	action: 'Update connection',
	description: 'Rename a channel or page, turn it on or off, or give it an ID of yours',
	properties: [connection, updateFields],
	output: CONNECTION,

	async execute(item) {
		const id = connection.get(item);
		const { definition } = updateFields;
		const changes = item.getCollection(definition);
		const body: IDataObject = {};
		if (name.name in changes) {
			body.name = requireText(name.displayName, changes.name, 'Enter a name.');
		}
		if (active.name in changes) body.isActive = parseFlag(active.displayName, changes.isActive);
		if (externalId.name in changes) {
			// Empty text removes the ID, but only where somebody has cleared the field.
			const path = `${definition.name}.${externalId.name}`;
			body.externalId = item.getTypedText(externalId, path) ?? '';
		}
		if (Object.keys(body).length === 0) {
			throw new InvalidInputError(
				`'${definition.displayName}' is empty`,
				'Add at least one field to change.',
			);
		}
		const updated = await item.client.send({
			method: 'PATCH',
			path: ['connections', id],
			body,
			intent: 'update the connection',
		});
		return [withKnown(updated.body, { id })];
	},
};
