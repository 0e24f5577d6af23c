import { assignmentId } from '../../properties/assignmentId';
import { ASSIGNMENT, keepsFileAddress, simplified } from '../../properties/output';
import { simplify } from '../../properties/simplify';
import type { Operation } from '../operation';

/** Returns one assignment. */
export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get assignment with status of post',
	description: 'See the status of a post, its public address, or why it was not published',
	properties: [assignmentId, simplify],
	output: ASSIGNMENT,

	async execute(item) {
		const id = assignmentId.get(item);
		return [simplified(item, await item.client.fetchAssignment(id, keepsFileAddress(item)))];
	},
};
