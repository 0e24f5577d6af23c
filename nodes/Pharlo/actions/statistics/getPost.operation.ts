import { assignmentIdField, readAssignmentIdField } from '../../properties/assignmentId';
import { connectionField, readConnectionField } from '../../properties/connection';
import type { Operation } from '../operation';

/** Reads the numbers of a published post, which goes by the assignment's ID (Analytics guide). */
export const getPost: Operation = {
	value: 'getPost',
	name: 'Get Post Statistics',
	action: 'Get post statistics',
	description: 'See how a published post does; fetched live from the platform',
	fields: [
		{ ...connectionField, description: 'The channel or page where the post was published' },
		assignmentIdField,
	],

	async run(call) {
		return [
			await call.requestObject({
				method: 'GET',
				path: [
					'connections',
					readConnectionField(call),
					'posts',
					readAssignmentIdField(call),
					'stats',
				],
				intent: 'return the post statistics',
			}),
		];
	},
};
