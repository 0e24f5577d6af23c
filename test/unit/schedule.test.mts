import { DateTime } from 'luxon';

import type { InvalidInputError } from '../../domain/errors.ts';
import { toScheduledAt } from '../../domain/schedule.ts';
import { inputErrorOf } from '../harness/inputError.mts';

const BERLIN = 'Europe/Berlin';
const LABELS = { time: 'Date and Time', zone: 'Time Zone' };
const NOW = new Date('2026-11-22T12:00:00Z');

function schedule(value: unknown, zone = BERLIN): string {
	return toScheduledAt(LABELS, value, zone, NOW);
}

function inputError(value: unknown, zone = BERLIN): InvalidInputError {
	return inputErrorOf(() => schedule(value, zone));
}

describe('strings without an offset are parsed in the time zone', () => {
	test.each([
		['winter', '2027-01-15T18:00:00', BERLIN, '2027-01-15T18:00:00+01:00'],
		['summer', '2027-08-01T12:00:00', BERLIN, '2027-08-01T12:00:00+02:00'],
		['New York', '2027-08-01T12:00:00', 'America/New_York', '2027-08-01T12:00:00-04:00'],
		['with a half-hour offset', '2027-08-01T12:00:00', 'Asia/Kolkata', '2027-08-01T12:00:00+05:30'],
		['UTC', '2027-08-01T12:00:00', 'UTC', '2027-08-01T12:00:00Z'],
		['without seconds', '2027-08-01T12:00', BERLIN, '2027-08-01T12:00:00+02:00'],
		['in the format of spreadsheets', '2027-08-01 12:00', BERLIN, '2027-08-01T12:00:00+02:00'],
		['with seconds after a space', '2027-08-01 12:00:30', BERLIN, '2027-08-01T12:00:30+02:00'],
		['with surrounding white space', ' 2027-08-01T12:00:00 ', BERLIN, '2027-08-01T12:00:00+02:00'],
	])('%s', (_name, value, zone, expected) => {
		expect(schedule(value, zone)).toBe(expected);
	});
});

describe('values with an offset keep their instant', () => {
	test.each([
		['offset', '2027-05-02T18:00:00+03:00', '2027-05-02T18:00:00+03:00'],
		['offset without a colon', '2027-05-02T18:00:00+0300', '2027-05-02T18:00:00+03:00'],
		['Z', '2027-05-02T18:00:00Z', '2027-05-02T18:00:00Z'],
		['offset after a space', '2027-05-02 18:00:00 +03:00', '2027-05-02T18:00:00+03:00'],
		['milliseconds', '2027-05-02T18:00:00.250Z', '2027-05-02T18:00:00.250Z'],
	])('%s', (_name, value, expected) => {
		expect(schedule(value)).toBe(expected);
	});

	test('Luxon', () => {
		const time = DateTime.fromISO('2027-05-02T18:00:00', { zone: 'America/New_York' });
		expect(schedule(time)).toBe('2027-05-02T18:00:00-04:00');
	});

	test('Luxon from another copy of the library', () => {
		const foreign = { isValid: true, toISO: () => '2027-05-02T18:00:00.000-04:00' };
		expect(schedule(foreign)).toBe('2027-05-02T18:00:00-04:00');
	});

	test('Date', () => {
		expect(schedule(new Date('2027-05-02T18:00:00Z'))).toBe('2027-05-02T20:00:00+02:00');
	});
});

describe('daylight saving', () => {
	test('a skipped time is invalid, with the times around it', () => {
		const { message, description } = inputError('2027-03-28T02:30:00');
		expect(message).toBe(
			"'Date and Time' is in the hour that daylight saving skips in Europe/Berlin (2027-03-28 02:30)",
		);
		expect(description).toBe('Choose a time before 02:00 or from 03:00 on.');
	});

	test.each([
		['America/New_York', '2027-03-14T02:15:00', 'before 02:00 or from 03:00'],
		// Lord Howe moves by half an hour.
		['Australia/Lord_Howe', '2027-10-03T02:10:00', 'before 02:00 or from 02:30'],
	])('%s', (zone, value, times) => {
		expect(inputError(value, zone).description).toContain(times);
	});

	test.each([
		['last minute before', '2027-03-28T01:59:00', '2027-03-28T01:59:00+01:00'],
		['first minute after', '2027-03-28T03:00:00', '2027-03-28T03:00:00+02:00'],
	])('%s is valid', (_name, value, expected) => {
		expect(schedule(value)).toBe(expected);
	});

	test('a repeated time means the first one, the second needs an offset', () => {
		expect(schedule('2027-10-31T02:30:00')).toBe('2027-10-31T02:30:00+02:00');
		expect(schedule('2027-10-31T02:30:00+01:00')).toBe('2027-10-31T02:30:00+01:00');
	});
});

describe('invalid values have an explanation', () => {
	test.each([
		['empty', '', 'is empty'],
		['undefined', undefined, 'is empty'],
		['null', null, 'is empty'],
		['only a date', '2027-05-02', "is only a date: '2027-05-02'"],
		['not a date', 'next Tuesday', "is 'next Tuesday', which is not a date and time"],
		['impossible date', '2027-02-30T12:00:00', 'which is not a date and time'],
		['impossible time', '2027-02-20T25:00:00', 'which is not a date and time'],
		['number', 1_800_000_000, 'is of type number'],
		['object', { year: 2027 }, 'which is not a date and time'],
		['invalid Luxon', DateTime.fromISO('nonsense'), 'which is not a date and time'],
		['invalid Date', new Date('nonsense'), 'which is not a date and time'],
		['past', '2026-11-22T12:59:00', 'is in the past: 2026-11-22 12:59 in Europe/Berlin'],
		['the current time', '2026-11-22T12:00:00Z', 'is in the past'],
	])('%s', (_name, value, words) => {
		const { message, description } = inputError(value);
		expect(message).toContain(words);
		expect(message).toMatch(/^'Date and Time' /);
		expect(description).not.toBe('');
	});

	test('a minute ahead is valid', () => {
		expect(schedule('2026-11-22T13:01:00')).toBe('2026-11-22T13:01:00+01:00');
	});

	test.each(['Europe/Atlantis', '', 'local time'])('zone "%s"', (zone) => {
		expect(inputError('2027-05-02T18:00:00', zone).message).toContain("'Time Zone' is");
	});
});
