import type { Resource } from '../operation';
import { cancel } from './cancel.operation';
import { check } from './check.operation';
import { create } from './create.operation';
import { createAndWait } from './createAndWait.operation';
import { crossPost } from './crossPost.operation';
import { crossPostAndWait } from './crossPostAndWait.operation';
import { get } from './get.operation';
import { getMany } from './getMany.operation';
import { retry } from './retry.operation';
import { retryFailed } from './retryFailed.operation';
import { update } from './update.operation';
import { updatePublished } from './updatePublished.operation';
import { waitForCompletion } from './waitForCompletion.operation';

/** One post to one connection; the first operation is the one that a new node shows. */
export const assignment: Resource = {
	value: 'assignment',
	name: 'Assignment',
	description: 'Publish a video or post: create, schedule, change, cancel, retry, follow',
	operations: [
		create,
		cancel,
		check,
		createAndWait,
		crossPost,
		crossPostAndWait,
		get,
		getMany,
		retry,
		retryFailed,
		update,
		updatePublished,
		waitForCompletion,
	],
};
