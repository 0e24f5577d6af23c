import type { INodeProperties } from 'n8n-workflow';

import type * as listSearch from '../methods/listSearch';
import type { PanelProperty, Property } from './property';

const locator: INodeProperties = {
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

export const connection: Property<string> = {
	definition: {
		...locator,
		required: true,
		builderHint: {
			propertyHint:
				'Take the ID from the list; never make one up. Which content types are taken depends on the platform of the connection.',
		},
	},

	get: (item) =>
		item.requireText(
			locator,
			'Choose a channel or page. If the list is empty, connect one in the Pharlo console or with Connect Channel.',
		),
};

/** For lists: only what belongs to one connection. */
export const connectionFilter: PanelProperty = {
	definition: { ...locator, description: 'Only what goes to this channel or page' },
};
