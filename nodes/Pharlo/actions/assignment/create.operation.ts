import { inOrder, failedItem } from '../../execution/results';
import { createOptionsField, readCallbackUrl } from '../../properties/createOptions';
import type { JointOperation } from '../operation';
import { createEach } from './createAssignment';
import { assignmentFields, planAll, readNewAssignment } from './newAssignment';

/** Creates a publishing job (Publishing guide, Creating an assignment). */
export const create: JointOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create assignment',
	description: 'Publish a video or post, at once or at a chosen time',
	fields: [...assignmentFields, createOptionsField],

	async runAll(calls) {
		const { planned, refused } = planAll(calls, (call) => {
			const callbackUrl = readCallbackUrl(call);
			return readNewAssignment(call, callbackUrl === undefined ? {} : { callbackUrl });
		});
		const [first] = calls;
		const created = first === undefined ? [] : await createEach(first, planned);
		const items = created.map(({ call, result }) =>
			result instanceof Error ? failedItem(call, result) : call.item(result),
		);
		return [inOrder([...items, ...refused])];
	},
};
