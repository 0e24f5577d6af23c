import { pharloRequest } from '../../../transport/request';
import { requireAssignment } from '../answers';
import { assignmentIdField, readAssignmentIdField } from '../fields/assignmentId';
import type { Operation } from '../operation';

/** Reads one assignment (Code Examples page, Poll for assignment completion). */
export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get assignment',
	description: 'See the status of a publication, its public address, or why it was not published',
	fields: [assignmentIdField],

	async run(context, itemIndex) {
		const request = {
			method: 'GET' as const,
			path: ['assignments', readAssignmentIdField(context, itemIndex)],
			intent: 'return the assignment',
		};
		const answer = await pharloRequest(context, request);
		return [requireAssignment(context.getNode(), answer, request)];
	},
};
