import { isRecent } from '../../domain/event.ts';

/** Every one of these is the same instant to `Date.parse`, but only some have the form of RFC 3339. */
const INSTANT = Date.parse('2026-04-23T10:02:35Z');

test.each<[string, boolean]>([
	['2026-04-23T10:02:35Z', true],
	['2026-04-23t10:02:35z', true],
	['2026-04-23T10:02:35.0Z', true],
	['2026-04-23T10:02:35.000000Z', true],
	['2026-04-23T12:02:35+02:00', true],
	['2026-04-23T05:32:35-04:30', true],
	['+002026-04-23T10:02:35Z', false],
	['2026-04-23T12:02:35+0200', false],
	['2026-04-23 10:02:35Z', false],
	['Thu, 23 Apr 2026 10:02:35 GMT', false],
	['4/23/2026 10:02:35 UTC', false],
])('%s is recent at its time: %p', (timestamp, expected) => {
	expect(Date.parse(timestamp)).toBe(INSTANT);
	expect(isRecent(timestamp, 1, INSTANT)).toBe(expected);
});
