import { FileAddresses } from '../../files/fileAddress';
import { callbackOptions, createOptions } from '../../properties/createOptions';
import { crossPostProperties, ifInvalid } from '../../properties/crossPost';
import { USE_URL } from '../../properties/media';
import { NEW_ASSIGNMENT } from '../../properties/output';
import type { BatchOperation } from '../operation';
import { getCallback, hintAfter } from './create.operation';
import { toResult } from './createAssignments';
import { planCrossPosts } from './crossPostPlans';
import { createCrossPosts, decide } from './crossPosts';
import { warningsOfDeletion } from './publishFiles';

/** Creates an assignment for each item and each of its connections. */
export const crossPost: BatchOperation = {
	value: 'crossPost',
	name: 'Cross-Post',
	action: 'Cross-post video or post to several channels',
	description:
		'Publish one video or post on several channels and pages; each of them has an output item. Three credits for each, and one per 50 connections that you have.',
	builderHint:
		'For one post on several connections. Do not split the item and use create: this checks all connections before anything is published.',
	properties: crossPostProperties,
	output: {
		...NEW_ASSIGNMENT,
		essentials: [...NEW_ASSIGNMENT.essentials, 'connectionName'],
		atTimes: ['differsIn', 'explanation', 'message', 'whatToDo'],
	},
	options: [...createOptions, ...callbackOptions, ifInvalid],

	async executeAll(items, run) {
		const addresses = new FileAddresses(run, USE_URL);
		const planned = await planCrossPosts(run, items, {
			more: getCallback,
			addresses,
			keepsFiles: false,
			findsExisting: true,
		});
		const { plans, stopping, failed, skipped } = decide(run, planned);
		if (stopping !== undefined) return [stopping];
		const { connections } = planned;
		const created = await createCrossPosts(run, plans, addresses, connections);
		for (const warning of warningsOfDeletion(run, plans)) run.client.record.warn(warning);
		hintAfter(run, created.outcomes);
		if (created.stopping !== undefined) return [created.stopping];
		return [
			...created.outcomes.map(toResult),
			...skipped.map(({ itemIndex, json }) => ({ itemIndex, json: [json] })),
			...failed,
		];
	},
};
