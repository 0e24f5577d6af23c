import { platform } from '../../properties/platform';
import { describedAs } from '../../properties/property';
import type { Operation } from '../operation';

/** Returns what a platform takes (Platforms reference), as Pharlo says it, and which platform it is. */
export const getCapabilities: Operation = {
	value: 'getCapabilities',
	name: 'Get Capabilities',
	action: 'Get platform capabilities',
	description: 'See the payload fields and media limits of each content type; free of charge',
	withoutCredits: true,
	properties: [describedAs('The platform to ask about', platform)],

	async execute(item) {
		const slug = platform.get(item);
		const capabilities = await item.client.fetchObject({
			method: 'GET',
			path: ['platforms', slug, 'capabilities'],
			intent: 'return the capabilities of the platform',
		});
		return [{ platform: slug, ...capabilities }];
	},
};
