import { createHash } from 'crypto';
import { z } from 'zod';

import { InvalidInputError } from './errors';
import { BLANK_TEXTS, parseText } from './inputs';

/**
 * A callback's body (Webhooks guide). Pharlo's own failure sample holds only the first two fields,
 * `errors` and the timestamp, so everything else is optional and may be anything: an event that is
 * rejected for a detail is lost. Unknown keys are kept and unknown statuses accepted, because Pharlo
 * adds platforms and statuses at any time.
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

/** A status change that Pharlo reports. */
export type CallbackEvent = z.infer<typeof callbackEventSchema>;

/** The event of a post that was published, as the Webhooks guide shows it. */
export const SAMPLE_EVENT = {
	assignmentId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
	status: 'published',
	platform: 'youtube',
	connectionId: '7f3e1a2b-4c5d-6e7f-8a9b-0c1d2e3f4a5b',
	platformPostId: 'dQw4w9WgXcQ',
	platformUrl: 'https://youtu.be/dQw4w9WgXcQ',
	errors: [],
	timestamp: '2027-04-23T10:02:35Z',
} satisfies CallbackEvent;

/**
 * Parses the body of a callback whose signature was verified. Takes the raw bytes, because the
 * signature covers those and not what a body parser made of them.
 *
 * @returns the event, or undefined when the body is not a JSON object with an assignment and a status
 */
export function parseCallbackEvent(rawBody: Buffer): CallbackEvent | undefined {
	let body: unknown;
	try {
		body = parseSafeJson(rawBody);
	} catch {
		return undefined;
	}
	const parsed = callbackEventSchema.safeParse(body);
	return parsed.success ? parsed.data : undefined;
}

/** Pharlo's events are two or three levels deep; n8n fails on items with several thousand. */
const MAX_DEPTH = 64;

/** Own keys with these names become prototypes as soon as somebody merges the object into another. */
const DANGEROUS_KEYS = ['__proto__', 'constructor'];

/** Fatal: replacement characters would change what was signed. */
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses JSON from outside into a value that is safe to pass on: not too deep, and without keys that
 * could pollute a prototype. A byte order mark is skipped. Of duplicate keys the last one counts, as
 * everywhere in JavaScript.
 *
 * @throws {Error} for anything other than JSON in UTF-8 of a sensible depth
 */
function parseSafeJson(bytes: Buffer): unknown {
	const value: unknown = JSON.parse(decoder.decode(bytes));
	// Level by level: the sender would decide how deep a recursion goes.
	let level = [value].filter(isObject);
	for (let depth = 0; level.length > 0; depth++) {
		if (depth === MAX_DEPTH) throw new RangeError('Nested too deeply');
		for (const object of level) {
			for (const key of DANGEROUS_KEYS) Reflect.deleteProperty(object, key);
		}
		level = level.flatMap((object) => Object.values(object)).filter(isObject);
	}
	return value;
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}

/** Which events a trigger takes; an empty list means all. */
export interface EventFilter {
	readonly statuses: readonly string[];
	readonly platforms: readonly string[];
	readonly connectionIds: readonly string[];
}

/**
 * Parses one part of a filter. An expression may give one text, or several with commas, instead of a list.
 *
 * @param label the parameter's display name
 * @returns at least one text
 * @throws {InvalidInputError} for anything else: as an empty list it would silently turn the filter off
 */
export function parseFilterList(label: string, value: unknown): string[] {
	const parts: unknown = typeof value === 'string' ? value.split(',') : value;
	const texts = (Array.isArray(parts) ? parts : [parts])
		.map((part: unknown) => (typeof part === 'string' ? part.trim() : parseText(label, part)))
		.filter((text): text is string => text !== undefined && !BLANK_TEXTS.includes(text));
	if (texts.length > 0) return texts;
	throw new InvalidInputError(
		`'${label}' is empty`,
		'Choose from the list, or enter IDs. Remove the filter to receive all events.',
	);
}

/** Stands for every status in {@link EventFilter.statuses}. */
export const ANY_STATUS = '*';

/**
 * Whether an event passes a filter. An event that does not name its platform or connection, like
 * Pharlo's failure sample, passes that part: a failure must not be lost silently.
 */
export function matchesFilter(event: CallbackEvent, filter: EventFilter): boolean {
	const anyStatus = filter.statuses.length === 0 || filter.statuses.includes(ANY_STATUS);
	return (
		(anyStatus || filter.statuses.includes(event.status)) &&
		includes(filter.platforms, event.platform) &&
		includes(filter.connectionIds, event.connectionId)
	);
}

function includes(wanted: readonly string[], value: unknown): boolean {
	return wanted.length === 0 || typeof value !== 'string' || wanted.includes(value);
}

/**
 * A key that is the same for every delivery of the same event. Without a timestamp, a repeated delivery
 * cannot be told from the same thing happening twice, so then all bytes have to be equal.
 *
 * @param body the bytes that the event was parsed from
 */
export function eventKey({ assignmentId, status, timestamp }: CallbackEvent, body: Buffer): string {
	const identity =
		typeof timestamp !== 'string' || timestamp === ''
			? body
			: JSON.stringify([assignmentId, status, timestamp]);
	return createHash('sha256').update(identity).digest('base64url');
}

const MINUTE_MS = 60_000;

/** How far Pharlo's clock and this one may differ. */
export const CLOCK_DIFFERENCE_MS = MINUTE_MS;

/** With an offset, because a time without one is a different instant on every machine. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/**
 * Whether an event is recent by its own timestamp. The signature covers the timestamp, so nobody can
 * make an old event look new. An event from the future is not recent either: it could be sent again
 * until its time has come.
 *
 * @param timestamp as the event has it; anything unreadable is not recent
 * @param now milliseconds since 1970
 */
export function isRecent(timestamp: unknown, maxAgeMinutes: number, now: number): boolean {
	if (typeof timestamp !== 'string' || !INSTANT.test(timestamp)) return false;
	const age = now - Date.parse(timestamp);
	return age >= -CLOCK_DIFFERENCE_MS && age <= maxAgeMinutes * MINUTE_MS + CLOCK_DIFFERENCE_MS;
}
