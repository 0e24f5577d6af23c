import { Settings } from 'luxon';

import { instantIn, toScheduledAt, toTimestamp } from '../../domain/schedule.ts';
import { inputErrorOf } from '../harness/inputError.mts';

const BERLIN = 'Europe/Berlin';

describe('toTimestamp', () => {
	test.each([
		['2027-01-15T18:00:00', BERLIN, '2027-01-15T18:00:00+01:00'],
		['2001-07-15T18:00:00', BERLIN, '2001-07-15T18:00:00+02:00'],
		['2027-01-15 18:00', 'UTC', '2027-01-15T18:00:00Z'],
		['2027-01-15T18:00:00-05:00', BERLIN, '2027-01-15T18:00:00-05:00'],
		['2027-01-15T18:00:00-05', BERLIN, '2027-01-15T18:00:00-05:00'],
		['2027-01-15t18:00:00z', BERLIN, '2027-01-15T18:00:00Z'],
		[new Date('2027-01-15T17:00:00Z'), BERLIN, '2027-01-15T18:00:00+01:00'],
	])('converts %p in %s to %s, even if it is past', (value, zone, expected) => {
		expect(toTimestamp('Recorded At', value, zone)).toBe(expected);
	});

	test.each<[unknown, string]>([
		['', 'is empty'],
		[null, 'is empty'],
		['2027-01-15', "is only a date: '2027-01-15'"],
		['20270115', "is only a date: '20270115'"],
		['soon', "is 'soon', which is not a date and time"],
		['2027-13-15T18:00:00', "is '2027-13-15T18:00:00', which is not a date and time"],
		['2027-13-15T18:00:00Z', "is '2027-13-15T18:00:00Z', which is not a date and time"],
		[new Date(NaN), "is 'Invalid Date', which is not a date and time"],
		[7, 'is of type number, which is not a date and time'],
		[true, 'is of type boolean, which is not a date and time'],
		[{ a: 1 }, 'is of type object, which is not a date and time'],
		[{ toISO: 'text' }, 'is of type object, which is not a date and time'],
		[{ toISO: () => null }, "is '', which is not a date and time"],
		[{ toISO: () => 7 }, "is '', which is not a date and time"],
	])('rejects %p', (value, reason) => {
		const { message, description } = inputErrorOf(() => toTimestamp('Recorded At', value, BERLIN));
		expect(message).toBe(`'Recorded At' ${reason}`);
		expect(description).toMatch(/\d\d:00/);
	});

	test('suggests a time for a date', () => {
		const error = inputErrorOf(() => toTimestamp('Recorded At', '2027-01-15', BERLIN));
		expect(error.description).toContain('2027-01-15T18:00:00');
	});
});

describe('instantIn', () => {
	const NOON = Date.parse('2027-07-01T12:00:00Z');

	test.each([
		['UTC', 0, '2027-07-01T12:00:00Z'],
		[BERLIN, 0, '2027-07-01T14:00:00+02:00'],
		['Asia/Kolkata', 0, '2027-07-01T17:30:00+05:30'],
		['UTC', 1, '2027-07-01T12:00:01Z'],
		['UTC', 999, '2027-07-01T12:00:01Z'],
		['UTC', 1000, '2027-07-01T12:00:01Z'],
		['UTC', -1, '2027-07-01T12:00:00Z'],
	])('in %s, %d ms after noon, is %s: rounded up to a second', (zone, later, expected) => {
		expect(instantIn(zone, NOON + later)).toBe(expected);
	});

	test('rejects an unknown time zone', () => {
		expect(inputErrorOf(() => instantIn('Europe/Atlantis', NOON)).message).toBe(
			"The workflow's time zone is 'Europe/Atlantis', which does not exist",
		);
	});
});

describe.each(['2027-01-15T12:00:00Z', '2027-07-15T12:00:00Z'])('when it runs at %s', (now) => {
	// Luxon remembers the offset of a zone from when it first needed it.
	beforeEach(() => {
		jest.useFakeTimers({ now: Date.parse(now), doNotFake: ['performance'] });
		Settings.resetCaches();
	});
	afterEach(() => {
		jest.useRealTimers();
		Settings.resetCaches();
	});

	const schedule = (value: string, zone: string): string =>
		toScheduledAt(
			{ time: 'Time', zone: 'Zone', ifPast: 'Choose a later time.' },
			value,
			zone,
			new Date(0),
		);

	test.each([
		[BERLIN, '2027-10-31T02:00:00', '+02:00'],
		[BERLIN, '2027-10-31T02:59:59', '+02:00'],
		[BERLIN, '2027-10-31T03:00:00', '+01:00'],
		['America/New_York', '2027-11-07T01:30:00', '-04:00'],
		['Australia/Sydney', '2027-04-04T02:30:00', '+11:00'],
		['Australia/Lord_Howe', '2027-04-04T01:45:00', '+11:00'],
	])('a time that occurs twice in %s is the first one: %s%s', (zone, local, offset) => {
		expect(schedule(local, zone)).toBe(local + offset);
	});

	test.each([
		[BERLIN, '2027-03-28T02:00:00', '02:00', '03:00'],
		[BERLIN, '2027-03-28T02:59:59', '02:00', '03:00'],
		['America/New_York', '2027-03-14T02:30:00', '02:00', '03:00'],
		['America/Sao_Paulo', '2018-11-04T00:30:00', '00:00', '01:00'],
		['Australia/Lord_Howe', '2027-10-03T02:15:00', '02:00', '02:30'],
	])('a time that is skipped in %s is rejected: %s', (zone, local, from, to) => {
		const { message, description } = inputErrorOf(() => schedule(local, zone));
		expect(message).toBe(
			`'Time' is in the hour that daylight saving skips in ${zone} (${local.slice(0, 16).replace('T', ' ')})`,
		);
		expect(description).toBe(`Choose a time before ${from} or from ${to} on.`);
	});
});
