import { Refusal } from './refusal';

const MINUTE_MS = 60_000;

/** How far Pharlo's clock and this one may be apart. */
export const CLOCK_DIFFERENCE_MS = MINUTE_MS;

/** With an offset, because a time without one is another instant on every machine. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/**
 * Whether an event says of itself that it is recent. The signature vouches for the timestamp, so
 * nobody can make an old event young again. One from the future is refused as well: it could be sent
 * again for as long as it is ahead.
 *
 * @param timestamp as the event has it; anything that cannot be read is not recent
 * @param now milliseconds since 1970
 */
export function isRecent(timestamp: unknown, maxAgeMinutes: number, now: number): boolean {
	if (typeof timestamp !== 'string' || !INSTANT.test(timestamp)) return false;
	const age = now - Date.parse(timestamp);
	return age >= -CLOCK_DIFFERENCE_MS && age <= maxAgeMinutes * MINUTE_MS + CLOCK_DIFFERENCE_MS;
}

/**
 * Reads a maximum age, for which an expression may give anything.
 *
 * @param field how messages name the field, in single quotes
 * @returns minutes; 0 where any age will do
 * @throws {Refusal} for what is no number: taken for 0 it would switch the check off in silence
 */
export function readMaxAge(field: string, value: unknown): number {
	const isBlank = value === null || (typeof value === 'string' && value.trim() === '');
	const minutes = isBlank ? NaN : Number(value);
	if (minutes >= 0) return minutes;
	throw new Refusal(`${field} is not a number of minutes`, 'Use 0 to accept events of any age.');
}
