import { assignmentIdField, readAssignmentIdField } from '../fields/assignmentId';
import { toAssignmentItem } from '../answers';
import type { Operation } from '../operation';

/** Queues a failed assignment once more (Publishing guide, Retrying a failed assignment). */
export const retry: Operation = {
	value: 'retry',
	name: 'Retry',
	action: 'Retry assignment',
	description:
		'Queue a failed publication once more under the same ID; only failed ones can be retried',
	fields: [assignmentIdField],

	async run(call) {
		const id = readAssignmentIdField(call);
		const answer = await call.request({
			method: 'POST',
			path: ['assignments', id, 'retry'],
			intent: 'retry the assignment',
			onUnknownOutcome: 'It may be queued nevertheless. See its status with Get.',
		});
		return [toAssignmentItem(answer, { id })];
	},
};
