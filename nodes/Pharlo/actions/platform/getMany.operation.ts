import { listPlatforms } from '../../transport/platforms';
import type { Operation } from '../operation';

/** Lists the platforms (Platforms reference); some may not be live yet. */
export const getMany: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many platforms',
	description: 'List the platforms and what can be published there; free of charge',
	withoutCredits: true,
	properties: [],

	execute: async ({ client }) => await listPlatforms(client),
};
