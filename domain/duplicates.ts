import { createHash } from 'crypto';

import type { CallbackEvent } from './event';

/**
 * What two deliveries of the same event have in common. Without a timestamp nothing tells a repeated
 * delivery from a second time that the same happened, so then all bytes have to be equal.
 *
 * @param body the bytes that the event was read from
 */
export function eventKey({ assignmentId, status, timestamp }: CallbackEvent, body: Buffer): string {
	const identity =
		typeof timestamp !== 'string' || timestamp === ''
			? body
			: JSON.stringify([assignmentId, status, timestamp]);
	return createHash('sha256').update(identity).digest('base64url');
}
