import { withKnown } from '../answers';
import { assignmentIdField, readAssignmentIdField } from '../../properties/assignmentId';
import { payloadFieldsForUpdate, readPayloadFields } from '../../properties/payload';
import type { Operation } from '../operation';
import { readStateField, withStateHelp } from '../stateHelp';

/** Changes what is live already (Publishing guide, Updating an assignment). */
export const updatePublished: Operation = {
	value: 'updatePublished',
	name: 'Update Published',
	action: 'Update published assignment',
	description:
		'Change title, text or privacy of a post that is live. Documented for YouTube videos; other platforms may refuse.',
	fields: [assignmentIdField, ...payloadFieldsForUpdate(), readStateField],

	async run(call) {
		const id = readAssignmentIdField(call);
		const answer = await withStateHelp(call, id, {
			method: 'PATCH',
			path: ['assignments', id],
			body: {
				updatePublished: true,
				payload: readPayloadFields(call, 'update'),
			},
			stateRule: 'Update Published works once an assignment is published.',
			intent: 'update what is published',
			onUnknownOutcome: 'It may be updated all the same. Look at the published post.',
		});
		return [withKnown(answer, { id })];
	},
};
