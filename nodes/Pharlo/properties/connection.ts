import type { INodeProperties } from 'n8n-workflow';

import { Refusal } from '../../../domain/invalidInput';
import type { ItemCall } from '../execution/itemContext';
import type * as listSearch from '../methods/listSearch';

/** A choice of one connection, for filters; {@link connectionField} insists on one. */
export const connectionLocator: INodeProperties = {
	displayName: 'Connection',
	name: 'connectionId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: 'A channel or page that is connected to Pharlo',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a connection…',
			typeOptions: {
				searchListMethod: 'searchConnections' satisfies keyof typeof listSearch,
				searchable: true,
			},
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 7f3e1a2b-4c5d-6e7f-8a9b-0c1d2e3f4a5b',
		},
	],
};

export const connectionField: INodeProperties = { ...connectionLocator, required: true };

/** @throws {Refusal} when no connection is chosen */
export function readConnectionField(call: ItemCall): string {
	const id = call.text('connectionId');
	if (id === '') {
		throw new Refusal(
			"'Connection' is empty",
			'Choose a channel or page. If the list is empty, connect one in the Pharlo console or with Connect Channel.',
		);
	}
	return id;
}
