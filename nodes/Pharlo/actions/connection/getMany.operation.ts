import { filters, getFilters, getMaxItems, listProperties } from '../../properties/list';
import { CONNECTION } from '../../properties/output';
import { platformFilter } from '../../properties/platform';
import type { PanelProperty } from '../../properties/property';
import type { Operation } from '../operation';
import { withKnownPlatform } from '../withKnownPlatform';

const connectionFilters: readonly PanelProperty[] = [
	{
		definition: {
			displayName: 'External ID',
			name: 'externalId',
			type: 'string',
			default: '',
			placeholder: 'e.g. customer-42',
			description: 'Only the connection that has this ID of yours',
		},
	},
	{
		definition: {
			displayName: 'Include Inactive',
			name: 'includeInactive',
			type: 'boolean',
			default: true,
			description: 'Whether to list inactive connections as well',
		},
	},
	{
		definition: {
			displayName: 'Organization ID',
			name: 'organizationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 0196f0a0-0000-7000-8000-000000000001',
			description: 'Only the connections of this organization',
		},
	},
	platformFilter,
];

/** Lists the connections (Connections reference). */
export const getMany: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many connections',
	description: 'List the connected channels and pages, for example to find expired ones',
	properties: [...listProperties, filters(connectionFilters)],
	output: CONNECTION,

	async execute(item) {
		return await item.client.fetchAll(
			{
				path: ['connections'],
				query: await withKnownPlatform(item.client, getFilters(item, connectionFilters)),
				intent: 'list the connections',
			},
			getMaxItems(item),
		);
	},
};
