import { assignmentId } from '../../properties/assignmentId';
import type { Operation } from '../operation';
import { withKnown } from '../withKnown';
import {
	fetchStatusWhenRejected,
	sendWithExplanation,
	type StateRequest,
} from './explainedConflict';

/** The request that queues a failed assignment again. */
export function retryRequest(id: string): StateRequest {
	return {
		method: 'POST',
		path: ['assignments', id, 'retry'],
		stateRule: 'Retry works for assignments that have failed.',
		intent: 'retry the assignment',
		onUnknownOutcome: 'It may have been queued. Check its status with Get.',
	};
}

/** Queues a failed assignment again (Publishing guide, Retrying a failed assignment). */
export const retry: Operation = {
	value: 'retry',
	name: 'Retry',
	action: 'Retry assignment of failed post',
	description: 'Queue a failed post again under the same ID; only failed ones can be retried',
	properties: [assignmentId],
	options: [fetchStatusWhenRejected],

	async execute(item) {
		const id = assignmentId.get(item);
		return [withKnown(await sendWithExplanation(item, id, retryRequest(id)), { id })];
	},
};
