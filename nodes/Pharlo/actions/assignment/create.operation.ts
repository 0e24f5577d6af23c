import { callbackOptions, createOptions, getCallbackUrl } from '../../properties/createOptions';
import { prepareAll } from '../../execution/run';
import type { BatchOperation } from '../operation';
import { createAll, newAssignmentProperties, toPlan, toResult } from './createAssignments';

/** Creates assignments (Publishing guide, Creating an assignment). */
export const create: BatchOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create assignment',
	description: 'Publish a video or post, at once or at a chosen time',
	properties: newAssignmentProperties,
	options: [...createOptions, ...callbackOptions],

	async executeAll(items, run) {
		const { prepared, invalid } = prepareAll(items, (item) => {
			const callbackUrl = getCallbackUrl(item);
			return toPlan(item, callbackUrl === undefined ? {} : { callbackUrl });
		});
		if (run.stopsAtError && invalid.length > 0) return invalid;
		const created = await createAll(run, prepared);
		return [...created.map(toResult), ...invalid];
	},
};
