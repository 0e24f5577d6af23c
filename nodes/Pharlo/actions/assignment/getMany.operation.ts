import { ASSIGNMENT_STATUSES } from '../../../../domain/assignment';
import {
	assignmentFilters,
	filters,
	getFilters,
	getMaxItems,
	listProperties,
} from '../../properties/list';
import { ASSIGNMENT, keepsFileAddress, simplified } from '../../properties/output';
import { simplify } from '../../properties/simplify';
import type { Operation } from '../operation';
import { withKnownPlatform } from '../withKnownPlatform';

const allFilters = [
	...assignmentFilters,
	{
		definition: {
			displayName: 'Status',
			name: 'status',
			type: 'options' as const,
			default: 'failed',
			options: ASSIGNMENT_STATUSES.map(({ name, value, description }) => ({
				name,
				value,
				description,
			})),
		},
	},
];

/** Lists assignments (Publishing guide, Listing assignments). */
export const getMany: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many assignments',
	description: 'List posts, for example all that failed',
	properties: [...listProperties, filters(allFilters), simplify],
	output: ASSIGNMENT,

	async execute(item) {
		return await item.client.fetchAll(
			{
				path: ['assignments'],
				query: await withKnownPlatform(item.client, getFilters(item, allFilters)),
				intent: 'list the assignments',
				keepsFileAddress: keepsFileAddress(item),
			},
			getMaxItems(item),
			(assignment) => simplified(item, assignment),
		);
	},
};
