import { z } from 'zod';

import { readJson } from './json';

/**
 * A callback's body (Webhooks guide). Pharlo's own failure sample holds nothing but the first two
 * fields, `errors` and the timestamp, so all else is optional and may be anything: an event that is
 * refused for its details is lost. Unknown keys are kept and unknown statuses accepted, because Pharlo
 * adds platforms and states on its own schedule.
 */
export const callbackEventSchema = z
	.object({
		assignmentId: z.string().min(1),
		status: z.string().min(1),
		timestamp: z.unknown(),
		platform: z.unknown(),
		connectionId: z.unknown(),
		errors: z.unknown(),
	})
	.catchall(z.unknown());

export type CallbackEvent = z.infer<typeof callbackEventSchema>;

/**
 * Parses a callback that was verified before. Works on the raw bytes, because the bytes are what
 * the signature vouches for, not what a body parser made of them.
 *
 * @returns the event, or undefined when the body is no JSON object with an assignment and a status
 */
export function parseCallbackEvent(rawBody: Buffer): CallbackEvent | undefined {
	let body: unknown;
	try {
		body = readJson(rawBody);
	} catch {
		return undefined;
	}
	const parsed = callbackEventSchema.safeParse(body);
	return parsed.success ? parsed.data : undefined;
}

/** What a trigger wants to hear of; an empty list means all. */
export interface EventFilter {
	readonly statuses: readonly string[];
	readonly platforms: readonly string[];
	readonly connectionIds: readonly string[];
}

/** Chosen instead of single statuses, it lets every status pass. */
export const ANY_STATUS = '*';

/**
 * Whether an event passes a filter. An event that does not name its platform or connection, as
 * Pharlo's failure sample does not, passes that part: a failure must not get lost in silence.
 */
export function isWanted(event: CallbackEvent, filter: EventFilter): boolean {
	const anyStatus = filter.statuses.length === 0 || filter.statuses.includes(ANY_STATUS);
	return (
		(anyStatus || filter.statuses.includes(event.status)) &&
		passes(filter.platforms, event.platform) &&
		passes(filter.connectionIds, event.connectionId)
	);
}

function passes(wanted: readonly string[], value: unknown): boolean {
	return wanted.length === 0 || typeof value !== 'string' || wanted.includes(value);
}
