import { FileAddresses } from '../../files/fileAddress';
import { createOptions } from '../../properties/createOptions';
import { crossPostProperties, ifInvalid } from '../../properties/crossPost';
import { USE_URL } from '../../properties/media';
import { simplify } from '../../properties/simplify';
import { checkAfter, crossPostOutputs, timeLimit } from '../../properties/waiting';
import { getResumeUrl } from '../../waiting/suspend';
import type { BatchOperation } from '../operation';
import { createAndSuspend, getWaitSettings, toFailure } from './createAndSuspend';
import { planCrossPosts } from './crossPostPlans';
import { createCrossPosts, decide } from './crossPosts';

/** As Cross-Post; suspends the execution until all posts have ended. */
export const crossPostAndWait: BatchOperation = {
	value: 'crossPostAndWait',
	name: 'Cross-Post and Wait',
	action: 'Cross-post and wait until all posts have ended',
	description:
		'Publish on several channels and pages, suspend the execution, and continue when all posts are live or have failed',
	builderHint:
		'For whatever must happen after a post is live on all of its connections. Does not work as an AI tool: there use crossPost.',
	properties: [...crossPostProperties, timeLimit, crossPostOutputs, simplify],
	options: [...createOptions, ifInvalid, checkAfter],
	// What is spent while the execution is suspended cannot be stored, so a sum would be wrong.
	withoutCredits: true,
	waits: true,
	suspends: true,
	crossPosts: true,

	async executeAll(items, run) {
		const [first] = items;
		if (first === undefined) return [];
		const settings = { ...getWaitSettings(first), summarizes: true as const };
		const resumeUrl = getResumeUrl(run);

		const addresses = new FileAddresses(run, USE_URL);
		const planned = await planCrossPosts(run, items, {
			more: () => ({ callbackUrl: resumeUrl }),
			addresses,
			keepsFiles: true,
			findsExisting: true,
		});
		const { plans, stopping, failed, skipped } = decide(run, planned);
		if (stopping !== undefined) return [stopping];
		return await createAndSuspend(run, items, plans, {
			settings,
			resumeUrl,
			failures: [...failed.map((result) => toFailure(run, result)), ...skipped],
			createPosts: async (posts) =>
				await createCrossPosts(run, posts, addresses, planned.connections),
		});
	},
};
