import type { Resource } from '../operation';
import { createLink } from './createLink.operation';
import { getStatus } from './getStatus.operation';
import { waitUntilConnected } from './waitUntilConnected.operation';

/** Connecting a channel or page: a link that a person opens, and what came of it. */
export const connectChannel: Resource = {
	value: 'connectChannel',
	name: 'Connect Channel',
	description: 'Invite the owner of a channel or page to connect it to Pharlo',
	operations: [createLink, getStatus, waitUntilConnected],
};
