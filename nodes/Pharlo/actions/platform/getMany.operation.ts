import type { Operation } from '../operation';

/** Lists the platforms (Platforms reference); some may not be live yet. */
export const getMany: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many platforms',
	description: 'List the platforms and what can be published there; free of charge',
	withoutCredits: true,
	properties: [],

	async execute({ client }) {
		// Pharlo documents no pages for this list.
		const request = { path: ['platforms'], intent: 'list the platforms' };
		return (await client.fetchPage(request, 1, 0)).items;
	},
};
