import { assignmentId } from '../../properties/assignmentId';
import { connection } from '../../properties/connection';
import { describedAs } from '../../properties/property';
import type { Operation } from '../operation';

/** Returns the statistics of a published post, which has the assignment's ID (Analytics guide). */
export const getPost: Operation = {
	value: 'getPost',
	name: 'Get Post Statistics',
	action: 'Get post statistics',
	description: 'See how a published post performs; fetched live from the platform',
	properties: [
		describedAs('The channel or page where the post was published', connection),
		assignmentId,
	],

	async execute(item) {
		return [
			await item.client.fetchObject({
				method: 'GET',
				path: ['connections', connection.get(item), 'posts', assignmentId.get(item), 'stats'],
				intent: 'return the post statistics',
			}),
		];
	},
};
