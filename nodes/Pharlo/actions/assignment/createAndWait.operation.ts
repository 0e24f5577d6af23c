import type { IDataObject } from 'n8n-workflow';

import { instantIn } from '../../../../domain/schedule';
import type { ItemContext } from '../../execution/itemContext';
import { FileAddresses } from '../../files/fileAddress';
import { createOptions } from '../../properties/createOptions';
import { USE_URL } from '../../properties/media';
import { describedAs } from '../../properties/property';
import { publish } from '../../properties/schedule';
import { simplify } from '../../properties/simplify';
import { checkAfter, outputs, publishDelay, timeLimit } from '../../properties/waiting';
import { getResumeUrl } from '../../waiting/suspend';
import type { BatchOperation } from '../operation';
import { createAndSuspend, getWaitSettings, toFailure } from './createAndSuspend';
import { createAll, resultThatStops } from './createAssignments';
import { newAssignmentProperties } from './plan';
import { planAll } from './planAll';

/**
 * Creates assignments, suspends the execution and continues when Pharlo reports what became of them
 * (Webhooks guide). What happens then is in `waiting/resume.ts`.
 */
export const createAndWait: BatchOperation = {
	value: 'createAndWait',
	name: 'Create and Wait',
	action: 'Create assignment and wait until post is published',
	description: 'Publish, suspend the execution, and continue when the post is live or has failed',
	builderHint:
		'For whatever must happen after the post is live. Do not build it from create, Wait and get. Does not work as an AI tool: there use create.',
	properties: [
		...newAssignmentProperties,
		describedAs(
			'After this time the workflow continues, whether the outcome is known or not. For a scheduled post it counts from the publish time. n8n checks once a minute.',
			timeLimit,
		),
		outputs,
		simplify,
		{
			definition: {
				displayName:
					'All items wait together and continue together. Each post that ends while others are pending costs one credit per 50 posts. To continue one by one, use Loop Over Items with a batch size of 1.',
				name: 'batchNotice',
				type: 'notice',
				default: '',
			},
		},
	],
	options: [...createOptions, checkAfter, publishDelay],
	// What is spent while the execution is suspended cannot be stored, so a sum would be wrong.
	withoutCredits: true,
	waits: true,
	suspends: true,

	async executeAll(items, run) {
		const [first] = items;
		if (first === undefined) return [];
		const settings = getWaitSettings(first);
		const resumeUrl = getResumeUrl(run);

		const addresses = new FileAddresses(run, USE_URL);
		const { plans, invalid } = await planAll(run, items, {
			more: (item) => ({ callbackUrl: resumeUrl, ...getDelayedTime(item) }),
			addresses,
			keepsFiles: true,
			findsExisting: true,
		});
		if (run.stopsAtError && invalid.length > 0) return invalid;
		return await createAndSuspend(run, items, plans, {
			settings,
			resumeUrl,
			failures: invalid.map((result) => toFailure(run, result)),
			async createPosts(posts) {
				const outcomes = await createAll(run, posts, addresses);
				return { outcomes, stopping: resultThatStops(run, outcomes, posts.length) };
			},
		});
	},
};

/**
 * The publish time for 'Publish Delay'. It is stored with the execution, because the attempts of Retry
 * On Fail must ask for the same thing under the same idempotency key.
 */
function getDelayedTime(item: ItemContext): IDataObject {
	const seconds = publishDelay.get(item);
	if (publish.get(item) !== 'now' || seconds === 0) return {};
	const context: IDataObject & { startedAt?: { run: number; time: number } } =
		item.context.getContext('node');
	const { startedAt } = context;
	const run = item.run.index;
	const time = startedAt?.run === run ? startedAt.time : Date.now();
	context.startedAt = { run, time };
	return { scheduledAt: instantIn(item.context.getTimezone(), time + seconds * 1000) };
}
