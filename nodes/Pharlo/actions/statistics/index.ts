import type { Resource } from '../operation';
import { getChannel } from './getChannel.operation';
import { getPost } from './getPost.operation';

/** Numbers that Pharlo fetches live from the platform. */
export const statistics: Resource = {
	value: 'statistics',
	name: 'Statistics',
	description: 'Views, subscribers and followers',
	operations: [getChannel, getPost],
};
