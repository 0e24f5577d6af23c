import { assignmentId } from '../../properties/assignmentId';
import { ASSIGNMENT } from '../../properties/output';
import { getPayload, payloadPropertiesForUpdate } from '../../properties/payload';
import type { Operation } from '../operation';
import { withKnown } from '../withKnown';
import { fetchStatusWhenRejected, sendWithExplanation } from './explainedConflict';

/** Changes what is already live (Publishing guide, Updating an assignment). */
export const updatePublished: Operation = {
	value: 'updatePublished',
	name: 'Update Published',
	action: 'Update assignment of published post',
	description:
		'Change title, text or privacy of a post that is live. Documented for YouTube videos; other platforms may reject it.',
	properties: [assignmentId, ...payloadPropertiesForUpdate()],
	output: ASSIGNMENT,
	options: [fetchStatusWhenRejected],

	async execute(item) {
		const id = assignmentId.get(item);
		const updated = await sendWithExplanation(item, id, {
			method: 'PATCH',
			path: ['assignments', id],
			body: {
				updatePublished: true,
				payload: getPayload(item, 'update'),
			},
			stateRule: 'Update Published works once an assignment is published.',
			intent: 'update what is published',
			onUnknownOutcome: 'It may have been updated. Check the published post.',
		});
		return [withKnown(updated, { id })];
	},
};
