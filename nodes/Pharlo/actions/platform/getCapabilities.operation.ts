import { platformFieldFor, readPlatformField } from '../../properties/platform';
import type { Operation } from '../operation';

/** Reads what a platform takes (Platforms reference); the answer is passed on as it comes. */
export const getCapabilities: Operation = {
	value: 'getCapabilities',
	name: 'Get Capabilities',
	action: 'Get platform capabilities',
	description: 'See the payload fields and media limits of each content type; free of charge',
	withoutCredits: true,
	fields: [{ ...platformFieldFor({}), description: 'Which platform to ask about' }],

	async run(call) {
		const platform = readPlatformField(call);
		return [
			await call.requestObject({
				method: 'GET',
				path: ['platforms', platform, 'capabilities'],
				intent: 'return the capabilities of the platform',
			}),
		];
	},
};
