import { DateTime, Settings } from 'luxon';

import type { InvalidInputError } from '../../domain/errors.ts';
import { instantIn, toScheduledAt, toTimestamp } from '../../domain/schedule.ts';
import { inputErrorOf } from '../harness/inputError.mts';

const BERLIN = 'Europe/Berlin';
const LABELS = { time: 'Date and Time', zone: 'Time Zone', ifPast: 'Choose a later time.' };
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
		['milliseconds', '2027-05-02T18:00:00.250Z', '2027-05-02T18:00:01Z'],
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

const HOW_TO =
	'Pick a date and time, or enter one such as 2027-03-28T18:00:00, with or without an offset such as +02:00.';

describe('a time of a payload', () => {
	test.each<[string, unknown, string, string]>([
		['past', '2001-02-03T04:05:06', BERLIN, '2001-02-03T04:05:06+01:00'],
		['hours alone', '2027-05-02T18', BERLIN, '2027-05-02T18:00:00+02:00'],
		['lower-case letters', '2027-05-02t18:00:00z', BERLIN, '2027-05-02T18:00:00Z'],
		['lower-case T', '2027-05-02t18:00:00', BERLIN, '2027-05-02T18:00:00+02:00'],
		['without separators', '20270502T180000', BERLIN, '2027-05-02T18:00:00+02:00'],
		['of a week', '2027-W17-7T18:00', BERLIN, '2027-05-02T18:00:00+02:00'],
		['hours as offset', '2027-05-02T18:00:00+03', BERLIN, '2027-05-02T18:00:00+03:00'],
		['negative offset', '2027-05-02T18:00:00-04:30', BERLIN, '2027-05-02T18:00:00-04:30'],
		['Z after a space', '2027-05-02 18:00 Z', BERLIN, '2027-05-02T18:00:00Z'],
		['fractions', '2027-05-02T18:00:00.5', BERLIN, '2027-05-02T18:00:01+02:00'],
		['Date', new Date('2027-05-02T18:00:00Z'), 'Asia/Kolkata', '2027-05-02T23:30:00+05:30'],
		[
			'Luxon',
			DateTime.fromISO('2001-02-03T04:05:06', { zone: 'UTC' }),
			BERLIN,
			'2001-02-03T04:05:06Z',
		],
	])('%s', (_name, value, zone, expected) => {
		expect(toTimestamp('Recorded At', value, zone)).toBe(expected);
	});

	test.each<[string, unknown, string, string]>([
		['empty', ' ', "'Recorded At' is empty", HOW_TO],
		[
			'only a date',
			' 2027-05-02 ',
			"'Recorded At' is only a date: '2027-05-02'",
			'Add the time of day, for example 2027-05-02T18:00:00.',
		],
		['words', 'soon', "'Recorded At' is 'soon', which is not a date and time", HOW_TO],
		[
			'words with a number of two digits',
			'in 10 minutes',
			"'Recorded At' is 'in 10 minutes', which is not a date and time",
			HOW_TO,
		],
		[
			'impossible offset',
			'2027-05-02T18:00:00+9',
			"'Recorded At' is '2027-05-02T18:00:00+9', which is not a date and time",
			HOW_TO,
		],
		[
			'impossible date with an offset',
			'2027-02-30T12:00:00Z',
			"'Recorded At' is '2027-02-30T12:00:00Z', which is not a date and time",
			HOW_TO,
		],
		['number', 7, "'Recorded At' is of type number, which is not a date and time", HOW_TO],
		['flag', true, "'Recorded At' is of type boolean, which is not a date and time", HOW_TO],
		['object', { a: 1 }, "'Recorded At' is of type object, which is not a date and time", HOW_TO],
		[
			'object that only looks like Luxon',
			{ toISO: '2027-05-02T18:00:00Z' },
			"'Recorded At' is of type object, which is not a date and time",
			HOW_TO,
		],
		[
			'invalid Luxon value',
			DateTime.fromISO('nonsense'),
			"'Recorded At' is '', which is not a date and time",
			HOW_TO,
		],
		[
			'invalid Date',
			new Date(NaN),
			"'Recorded At' is 'Invalid Date', which is not a date and time",
			HOW_TO,
		],
	])('%s is rejected', (_name, value, message, description) => {
		const error = inputErrorOf(() => toTimestamp('Recorded At', value, BERLIN));
		expect([error.message, error.description]).toEqual([message, description]);
	});
});

describe('a rejected publish time', () => {
	test.each([
		['past time', '2026-11-22T12:59:00', BERLIN, '2026-11-22 12:59 in Europe/Berlin'],
		[
			'past time elsewhere',
			'2026-11-22T12:59:00+03:00',
			BERLIN,
			'2026-11-22 10:59 in Europe/Berlin',
		],
		['past time in UTC', '2026-01-02T03:04:05', 'UTC', '2026-01-02 03:04 in UTC'],
	])('%s', (_name, value, zone, words) => {
		const { message, description } = inputError(value, zone);
		expect(message).toBe(`'Date and Time' is in the past: ${words}`);
		expect(description).toBe('Choose a later time.');
	});

	test('the time zone is checked first', () => {
		const { message, description } = inputError(undefined, 'Mars/Olympus');
		expect(message).toBe("'Time Zone' is 'Mars/Olympus', which is not a time zone");
		expect(description).toBe(
			'Choose one from the list, or enter an IANA name such as Europe/Berlin.',
		);
	});
});

describe('a change of the clocks', () => {
	/** When the clocks go forward, and the first time of day that occurs again. */
	const GAPS: Array<[string, string, string]> = [
		[BERLIN, '2027-03-28T02:00', '2027-03-28T03:00'],
		['America/New_York', '2027-03-14T02:00', '2027-03-14T03:00'],
		['America/St_Johns', '2027-03-14T02:00', '2027-03-14T03:00'],
		['Australia/Lord_Howe', '2027-10-03T02:00', '2027-10-03T02:30'],
		['America/Sao_Paulo', '2018-11-04T00:00', '2018-11-04T01:00'],
	];

	test.each(GAPS)('%s: times from %s and before %s do not occur', (zone, from, to) => {
		const first = DateTime.fromISO(from, { zone: 'utc' });
		const end = DateTime.fromISO(to, { zone: 'utc' });
		for (let time = first; time < end; time = time.plus({ minutes: 1 })) {
			const error = inputErrorOf(() => toTimestamp('X', time.toFormat("yyyy-MM-dd'T'HH:mm"), zone));
			expect(error.message).toContain(`(${time.toFormat('yyyy-MM-dd HH:mm')})`);
			expect(error.description).toBe(
				`Choose a time before ${from.slice(11)} or from ${to.slice(11)} on.`,
			);
		}
		const before = first.minus({ minutes: 1 }).toFormat("yyyy-MM-dd'T'HH:mm");
		expect(toTimestamp('X', before, zone).slice(0, 16)).toBe(before);
		expect(toTimestamp('X', to, zone).slice(0, 16)).toBe(to);
	});

	/** Luxon picks one of two equal times by the offset that the zone has when it runs. */
	test.each(['2027-01-15T12:00:00Z', '2027-07-15T12:00:00Z'])(
		'of two equal times the first is used, also on %s',
		(today) => {
			const now = Settings.now;
			Settings.now = () => Date.parse(today);
			Settings.resetCaches();
			try {
				expect(schedule('2027-10-31T02:30:00')).toBe('2027-10-31T02:30:00+02:00');
				expect(schedule('2027-11-07T01:30:00', 'America/New_York')).toBe(
					'2027-11-07T01:30:00-04:00',
				);
				expect(schedule('2027-04-04T01:45:00', 'Australia/Lord_Howe')).toBe(
					'2027-04-04T01:45:00+11:00',
				);
			} finally {
				Settings.now = now;
				Settings.resetCaches();
			}
		},
	);
});

test('the time zone of n8n itself does not matter', () => {
	const zone = Settings.defaultZone;
	Settings.defaultZone = 'America/New_York';
	try {
		// In New York this time does not occur.
		expect(schedule('2027-03-14T02:30:00')).toBe('2027-03-14T02:30:00+01:00');
	} finally {
		Settings.defaultZone = zone;
	}
});

describe('an instant', () => {
	const AT = Date.parse('2027-08-01T10:00:00Z');

	test.each([
		[BERLIN, 0, '2027-08-01T12:00:00+02:00'],
		['UTC', 0, '2027-08-01T10:00:00Z'],
		['Asia/Kolkata', 0, '2027-08-01T15:30:00+05:30'],
		[BERLIN, 1, '2027-08-01T12:00:01+02:00'],
		[BERLIN, 999, '2027-08-01T12:00:01+02:00'],
		[BERLIN, -999, '2027-08-01T12:00:00+02:00'],
		[BERLIN, 60_000, '2027-08-01T12:01:00+02:00'],
	])('in %s, %d ms later: %s', (zone, later, expected) => {
		expect(instantIn(zone, AT + later)).toBe(expected);
	});

	test('in an unknown zone is rejected', () => {
		const { message } = inputErrorOf(() => instantIn('Mars/Olympus', AT));
		expect(message).toBe("The workflow's time zone is 'Mars/Olympus', which does not exist");
	});
});
