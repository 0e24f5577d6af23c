import { withKnown } from '../answers';
import { assignmentIdField, readAssignmentIdField } from '../../properties/assignmentId';
import type { Operation } from '../operation';
import { readStateField, withStateHelp } from '../stateHelp';

/** Cancels an assignment for good (Publishing guide, Cancelling an assignment). */
export const cancel: Operation = {
	value: 'cancel',
	name: 'Cancel',
	action: 'Cancel assignment',
	description: 'Stop a publication that has not happened yet; it cannot be started again',
	fields: [assignmentIdField, readStateField],

	async run(call) {
		const id = readAssignmentIdField(call);
		const answer = await withStateHelp(call, id, {
			method: 'DELETE',
			path: ['assignments', id],
			stateRule: 'Cancel works until an assignment is processing or published.',
			intent: 'cancel the assignment',
			onUnknownOutcome: 'It may be cancelled all the same. See its status with Get.',
		});
		// Pharlo answers 204 without a body; what a later version may tell is passed on.
		return [{ ...withKnown(answer, { id, status: 'cancelled' }), cancelled: true }];
	},
};
