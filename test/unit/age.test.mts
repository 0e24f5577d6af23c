import { CLOCK_DIFFERENCE_MS, isRecent } from '../../domain/event.ts';

const AT = '2026-04-23T10:02:35Z';
const SENT = Date.parse(AT);
const TEN_MINUTES = 600_000;

test.each<[string, unknown, number, boolean]>([
	['just sent', AT, SENT, true],
	['at the age limit', AT, SENT + TEN_MINUTES, true],
	[
		'older, within the allowed clock difference',
		AT,
		SENT + TEN_MINUTES + CLOCK_DIFFERENCE_MS,
		true,
	],
	['a millisecond too old', AT, SENT + TEN_MINUTES + CLOCK_DIFFERENCE_MS + 1, false],
	['years old', AT, SENT + 1e12, false],
	['in the future, within the allowed clock difference', AT, SENT - CLOCK_DIFFERENCE_MS, true],
	['too far in the future', AT, SENT - CLOCK_DIFFERENCE_MS - 1, false],
	['with an offset', '2026-04-23T12:02:35+02:00', SENT, true],
	['with another offset that makes it old', '2026-04-23T10:02:35+02:00', SENT, false],
	['with fractional seconds', '2026-04-23T10:02:35.5Z', SENT, true],
	['without an offset', '2026-04-23T10:02:35', SENT, false],
	['only a date', '2026-04-23', SENT, false],
	['a day that does not exist', '2026-02-31T10:02:35Z', SENT, false],
	['a month that does not exist', '2026-13-23T10:02:35Z', SENT, false],
	['missing', undefined, SENT, false],
	['empty', '', SENT, false],
	['a number', SENT, SENT, false],
	['a list', [AT], SENT, false],
	['surrounded by text', ` ${AT}`, SENT, false],
])('%s', (_name, timestamp, now, expected) => {
	expect(isRecent(timestamp, 10, now)).toBe(expected);
});

test('the allowed clock difference is a minute', () => {
	expect(CLOCK_DIFFERENCE_MS).toBe(60_000);
});
