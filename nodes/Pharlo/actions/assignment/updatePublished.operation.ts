import { toAssignmentItem } from '../answers';
import { assignmentIdField, readAssignmentIdField } from '../fields/assignmentId';
import { payloadFieldsForUpdate, readPayloadFields } from '../fields/payload';
import type { Operation } from '../operation';

/** Changes what is live already (Publishing guide, Updating an assignment). */
export const updatePublished: Operation = {
	value: 'updatePublished',
	name: 'Update Published',
	action: 'Update published assignment',
	description:
		'Change title, text or privacy of what is live already. Documented for YouTube videos; other platforms may refuse.',
	fields: [assignmentIdField, ...payloadFieldsForUpdate()],

	async run(call) {
		const id = readAssignmentIdField(call);
		const answer = await call.request({
			method: 'PATCH',
			path: ['assignments', id],
			body: {
				updatePublished: true,
				payload: readPayloadFields(call, 'update'),
			},
			intent: 'update what is published',
			onUnknownOutcome: 'It may be updated nevertheless. Look at the published post.',
		});
		return [toAssignmentItem(answer, { id })];
	},
};
