import { assignmentIdField, readAssignmentIdField } from '../../properties/assignmentId';
import { withKnown } from '../answers';
import type { Operation } from '../operation';
import { readStateField, withStateHelp, type StateRequest } from '../stateHelp';

/** The request that queues a failed assignment once more. */
export function retryRequest(id: string): StateRequest {
	return {
		method: 'POST',
		path: ['assignments', id, 'retry'],
		stateRule: 'Retry works for assignments that have failed.',
		intent: 'retry the assignment',
		onUnknownOutcome: 'It may be queued all the same. See its status with Get.',
	};
}

/** Queues a failed assignment once more (Publishing guide, Retrying a failed assignment). */
export const retry: Operation = {
	value: 'retry',
	name: 'Retry',
	action: 'Retry assignment',
	description:
		'Queue a failed publication once more under the same ID; only failed ones can be retried',
	fields: [assignmentIdField, readStateField],

	async run(call) {
		const id = readAssignmentIdField(call);
		const answer = await withStateHelp(call, id, retryRequest(id));
		return [withKnown(answer, { id })];
	},
};
