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
