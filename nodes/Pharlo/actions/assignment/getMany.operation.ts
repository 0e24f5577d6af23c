import { statusOptions } from '../../properties/statuses';
import { ASSIGNMENT_FILTERS, assignmentFilters } from '../../properties/assignmentFilters';
import { filtersField, listFields, readFilters, readListFields } from '../../properties/list';
import { simplifyAssignment, simplifyField } from '../../properties/simplify';
import type { Operation } from '../operation';

/** Lists assignments (Publishing guide, Listing assignments). */
export const getMany: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many assignments',
	description: 'List publications, for example all that failed',
	fields: [
		...listFields,
		filtersField([
			...assignmentFilters,
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				default: 'failed',
				options: statusOptions,
			},
		]),
		simplifyField,
	],

	async run(call) {
		return await call.list(
			{
				path: ['assignments'],
				query: readFilters(call, [...ASSIGNMENT_FILTERS, 'status']),
				intent: 'list the assignments',
			},
			readListFields(call),
			(assignment) => simplifyAssignment(call, assignment),
		);
	},
};
