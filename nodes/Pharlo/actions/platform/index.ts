import type { Resource } from '../operation';
import { getCapabilities } from './getCapabilities.operation';
import { getMany } from './getMany.operation';

/** Where Pharlo publishes to. */
export const platform: Resource = {
	value: 'platform',
	name: 'Platform',
	description: 'What can be published on YouTube, Facebook and others',
	operations: [getCapabilities, getMany],
};
