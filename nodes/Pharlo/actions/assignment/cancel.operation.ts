import { assignmentId } from '../../properties/assignmentId';
import type { Operation } from '../operation';
import { withKnown } from '../withKnown';
import { fetchStatusWhenRejected, sendWithExplanation } from './explainedConflict';

/** Cancels an assignment for good (Publishing guide, Cancelling an assignment). */
export const cancel: Operation = {
	value: 'cancel',
	name: 'Cancel',
	action: 'Cancel assignment of scheduled post',
	description: 'Stop a post that is not published yet; this cannot be undone',
	properties: [assignmentId],
	options: [fetchStatusWhenRejected],

	async execute(item) {
		const id = assignmentId.get(item);
		const body = await sendWithExplanation(item, id, {
			method: 'DELETE',
			path: ['assignments', id],
			stateRule: 'Cancel works until an assignment is processing or published.',
			intent: 'cancel the assignment',
			onUnknownOutcome: 'It may have been cancelled. Check its status with Get.',
		});
		// Pharlo responds with 204 and no body; a later version may tell more.
		return [{ ...withKnown(body, { id, status: 'cancelled' }), cancelled: true }];
	},
};
