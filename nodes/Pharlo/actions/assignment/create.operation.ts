import { createOptionsField, readCallbackUrl } from '../fields/createOptions';
import type { Operation } from '../operation';
import { createAssignment } from './createAssignment';
import { assignmentFields, readNewAssignment } from './newAssignment';

/** Creates a publishing job (Publishing guide, Creating an assignment). */
export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create assignment',
	description: 'Publish a video or post, at once or at a chosen time',
	fields: [...assignmentFields, createOptionsField],

	async run(call) {
		const callbackUrl = await readCallbackUrl(call);
		const assignment = readNewAssignment(call, callbackUrl === undefined ? {} : { callbackUrl });
		return [await createAssignment(call, assignment)];
	},
};
