import { filtersField, listFields, readFilters, readListFields } from '../../properties/list';
import { platformFilter } from '../../properties/platform';
import type { Operation } from '../operation';

/** Lists the connections (Connections reference). */
export const getMany: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many connections',
	description: 'List the connected channels and pages, for example to find expired ones',
	fields: [
		...listFields,
		filtersField([
			{
				displayName: 'External ID',
				name: 'externalId',
				type: 'string',
				default: '',
				placeholder: 'e.g. customer-42',
				description: 'Only the connection that carries this ID of yours',
			},
			{
				displayName: 'Include Inactive',
				name: 'includeInactive',
				type: 'boolean',
				default: true,
				description: 'Whether to list inactive connections as well',
			},
			{
				displayName: 'Organization ID',
				name: 'organizationId',
				type: 'string',
				default: '',
				description: 'Only the connections of this organization',
			},
			platformFilter,
		]),
	],

	async run(call) {
		return await call.list(
			{
				path: ['connections'],
				query: readFilters(call, ['externalId', 'includeInactive', 'organizationId', 'platform']),
				intent: 'list the connections',
			},
			readListFields(call),
		);
	},
};
