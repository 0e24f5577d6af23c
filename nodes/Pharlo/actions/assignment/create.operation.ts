import { callbackOptions, createOptions, getCallbackUrl } from '../../properties/createOptions';
import type { BatchOperation } from '../operation';
import { createAll, resultThatStops, toResult } from './createAssignments';
import { newAssignmentProperties } from './plan';
import { planAll } from './planAll';

/** Creates assignments (Publishing guide, Creating an assignment). */
export const create: BatchOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create assignment',
	description: 'Publish a video or post, at once or at a chosen time',
	properties: newAssignmentProperties,
	options: [...createOptions, ...callbackOptions],

	async executeAll(items, run) {
		const { plans, invalid } = await planAll(run, items, (item) => {
			const callbackUrl = getCallbackUrl(item);
			return callbackUrl === undefined ? {} : { callbackUrl };
		});
		if (run.stopsAtError && invalid.length > 0) return invalid;
		const created = await createAll(run, plans, false);
		const stopping = resultThatStops(run, created, plans.length);
		return stopping === undefined ? [...created.map(toResult), ...invalid] : [stopping];
	},
};
