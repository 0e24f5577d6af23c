import { CLOCK_DIFFERENCE_MS, isRecent } from '../../domain/event.ts';

const AT = '2026-04-23T10:02:35Z';
const SENT = Date.parse(AT);
const TEN_MINUTES = 600_000;

test.each<[string, unknown, number, boolean]>([
	['just sent', AT, SENT, true],
	['as old as allowed', AT, SENT + TEN_MINUTES, true],
	['older, by less than clocks may differ', AT, SENT + TEN_MINUTES + CLOCK_DIFFERENCE_MS, true],
	['too old by a millisecond', AT, SENT + TEN_MINUTES + CLOCK_DIFFERENCE_MS + 1, false],
	['years old', AT, SENT + 1e12, false],
	['ahead by no more than clocks may differ', AT, SENT - CLOCK_DIFFERENCE_MS, true],
	['from the future', AT, SENT - CLOCK_DIFFERENCE_MS - 1, false],
	['with an offset', '2026-04-23T12:02:35+02:00', SENT, true],
	['with another offset, which makes it old', '2026-04-23T10:02:35+02:00', SENT, false],
	['with fractions of a second', '2026-04-23T10:02:35.5Z', SENT, true],
	['with milliseconds', '2026-04-23T10:02:35.250Z', SENT, true],
	['with a year of six digits', '+002026-04-23T10:02:35Z', SENT, false],
	['without an offset', '2026-04-23T10:02:35', SENT, false],
	['only a date', '2026-04-23', SENT, false],
	['no such day', '2026-02-31T10:02:35Z', SENT, false],
	['no such month', '2026-13-23T10:02:35Z', SENT, false],
	['missing', undefined, SENT, false],
	['empty', '', SENT, false],
	['a number', SENT, SENT, false],
	['a list', [AT], SENT, false],
	['text around it', ` ${AT}`, SENT, false],
])('%s', (_name, timestamp, now, expected) => {
	expect(isRecent(timestamp, 10, now)).toBe(expected);
});

test('clocks may differ by a minute', () => {
	expect(CLOCK_DIFFERENCE_MS).toBe(60_000);
});
