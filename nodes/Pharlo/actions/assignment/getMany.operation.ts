import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { Refusal } from '../../../../pharlo/refusal';
import { statusOptions } from '../../../shared/statuses';
import { connectionLocator } from '../fields/connection';
import type { Operation } from '../operation';
import type { ItemCall } from '../../itemCall';

const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [
		{ ...connectionLocator, description: 'Only what goes to this channel or page' },
		{
			displayName: 'External ID',
			name: 'externalId',
			type: 'string',
			default: '',
			description: 'Only the assignments that were created with this ID of yours',
		},
		{
			displayName: 'Platform',
			name: 'platform',
			type: 'string',
			default: '',
			placeholder: 'e.g. youtube',
			description: 'Slug of a platform, such as youtube or facebook',
		},
		{
			displayName: 'Status',
			name: 'status',
			type: 'options',
			default: 'failed',
			options: statusOptions,
		},
	],
};

/** Lists assignments (Publishing guide, Listing assignments). */
export const getMany: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many assignments',
	description: 'List publications, for example all that failed',
	fields: [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			default: 50,
			typeOptions: { minValue: 1 },
			displayOptions: { show: { returnAll: [false] } },
			description: 'Max number of results to return',
		},
		filtersField,
	],

	async run(call) {
		return await call.list(
			{
				path: ['assignments'],
				query: readFilters(call),
				intent: 'list the assignments',
			},
			readLimit(call),
		);
	},
};

function readLimit(call: ItemCall): number {
	if (call.parameter('returnAll') === true) return Number.POSITIVE_INFINITY;
	const limit = Number(call.parameter('limit'));
	// n8n holds only typed-in values against the minimum, not what an expression gives.
	if (Number.isInteger(limit) && limit > 0) return limit;
	throw new Refusal(
		"'Limit' is not a number of items",
		"Enter a whole number from 1 on, or turn 'Return All' on.",
	);
}

function readFilters(call: ItemCall): IDataObject {
	const filters = call.collection('filters');
	const connectionId = call.text('filters.connectionId');
	const chosen = { ...filters, connectionId };
	return Object.fromEntries(
		Object.entries(chosen)
			.map(([key, value]) => [key, String(value ?? '').trim()])
			.filter(([, value]) => value !== ''),
	);
}
