import { assignmentId } from '../../properties/assignmentId';
import { simplified, simplify } from '../../properties/simplify';
import type { Operation } from '../operation';

/** Returns one assignment. */
export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get assignment',
	description: 'See the status of a publication, its public address, or why it was not published',
	properties: [assignmentId, simplify],

	async execute(item) {
		const isRaw = !simplify.get(item);
		return [simplified(item, await item.client.fetchAssignment(assignmentId.get(item), isRaw))];
	},
};
