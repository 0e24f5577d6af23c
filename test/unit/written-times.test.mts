import fc from 'fast-check';
import { DateTime, FixedOffsetZone } from 'luxon';

import { toScheduledAt, toTimestamp } from '../../domain/schedule.ts';
import { inputErrorOf } from '../harness/inputError.mts';

const LABELS = { time: 'Date and Time', zone: 'Time Zone', ifPast: 'Choose a later time.' };
const WHOLE_SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;

/** Since 1972 every zone has an offset of whole minutes. */
const instants = fc.integer({
	min: Date.parse('1973-01-01T00:00:00Z'),
	max: Date.parse('2199-12-31T00:00:00Z'),
});
const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));

type Write = (time: DateTime<true>) => unknown;

/** Every way of writing an instant that says which one it is. */
const WAYS: Readonly<Record<string, Write>> = {
	Date: (time) => time.toJSDate(),
	Luxon: (time) => time,
	'Luxon of another copy': (time) => ({ toISO: () => time.toISO() }),
	'Luxon in UTC': (time) => time.toUTC(),
	'ISO with an offset': (time) => time.toISO(),
	'more digits than milliseconds': (time) => time.toFormat("yyyy-MM-dd'T'HH:mm:ss.SSS'000'ZZ"),
	'ISO in UTC': (time) => time.toUTC().toISO(),
	'an offset without a colon': (time) => time.toFormat("yyyy-MM-dd'T'HH:mm:ss.SSSZZZ"),
	'as SQL does': (time) => time.toFormat('yyyy-MM-dd HH:mm:ss.SSS ZZ'),
	'offset and zone': (time) => `${time.toISO()}[${time.zoneName}]`,
	'offset and zone after a space': (time) => `${time.toISO()} ${time.zoneName}`,
	'UTC and zone': (time) => `${time.toUTC().toISO()}[${time.zoneName}]`,
};

test.each(Object.entries(WAYS))(
	'%s: the same instant, whole seconds, an offset',
	(_name, write) => {
		fc.assert(
			fc.property(instants, zones, zones, (milliseconds, zone, chosenZone) => {
				const time = DateTime.fromMillis(milliseconds, { zone });
				if (!time.isValid) throw new Error(`Unknown zone ${zone}`);
				const text = toTimestamp('X', write(time), chosenZone);
				expect(text).toMatch(WHOLE_SECONDS);
				expect(Date.parse(text)).toBe(Math.ceil(milliseconds / 1000) * 1000);
				expect(toScheduledAt(LABELS, write(time), chosenZone, new Date(0))).toBe(text);
			}),
		);
	},
);

test('a zone that the text names takes the place of the chosen one', () => {
	fc.assert(
		fc.property(instants, zones, zones, (milliseconds, zone, chosenZone) => {
			const local = DateTime.fromMillis(milliseconds, { zone }).toFormat(
				"yyyy-MM-dd'T'HH:mm:ss.SSS",
			);
			const expected = toTimestamp('X', local, zone);
			expect(expected).toMatch(WHOLE_SECONDS);
			expect(toTimestamp('X', `${local}[${zone}]`, chosenZone)).toBe(expected);
			expect(toTimestamp('X', `${local.replace('T', ' ')} ${zone}`, chosenZone)).toBe(expected);
		}),
	);
});

test('a zone that contradicts the offset is rejected, with the offset that it has', () => {
	fc.assert(
		fc.property(instants, zones, fc.integer({ min: -840, max: 840 }), (at, zone, minutes) => {
			const there = DateTime.fromMillis(at, { zone });
			fc.pre(there.offset !== minutes);
			const written = DateTime.fromMillis(at, { zone: FixedOffsetZone.instance(minutes) }).toISO();
			fc.pre(written?.endsWith('Z') === false);
			expect(inputErrorOf(() => toTimestamp('X', `${written}[${zone}]`, 'UTC')).message).toBe(
				`'X' has the offset ${written?.slice(-6)}, but the offset of ${zone} is ${there.toFormat('ZZ')} then`,
			);
		}),
	);
});

describe('an offset', () => {
	const two = (number: number): string => String(number).padStart(2, '0');
	const offsets = fc
		.record({
			sign: fc.constantFrom('+', '-'),
			hours: fc.nat(99),
			minutes: fc.nat(99),
			colon: fc.constantFrom(':', ''),
		})
		.map(({ sign, hours, minutes, colon }) => ({
			text: `${sign}${two(hours)}${colon}${two(minutes)}`,
			minutes: Number(`${sign}${hours * 60 + minutes}`),
			exists: minutes < 60 && hours * 60 + minutes <= 14 * 60,
		}));
	const convert = (offset: string): string =>
		toTimestamp('X', `2027-05-01T18:00:00${offset}`, 'UTC');

	test('of up to 14 hours makes an instant', () => {
		fc.assert(
			fc.property(
				offsets.filter(({ exists }) => exists),
				({ text, minutes }) => {
					const utc = Date.parse('2027-05-01T18:00:00Z');
					expect(Date.parse(convert(text))).toBe(utc - minutes * 60_000);
				},
			),
		);
	});

	test('beyond 14 hours, or of more than 59 minutes, is rejected', () => {
		fc.assert(
			fc.property(
				offsets.filter(({ exists }) => !exists),
				({ text }) => {
					const { message, description } = inputErrorOf(() => convert(text));
					expect(message).toBe(`'X' has the offset ${text}, which no time zone has`);
					expect(description).toContain('between -14:00 and +14:00');
				},
			),
		);
	});
});

describe('texts that name a zone', () => {
	test.each([
		['2027-05-01T18:00:00+02:00[Europe/Berlin]', '2027-05-01T18:00:00+02:00'],
		['2027-05-01T18:00:00.25+02:00[!Europe/Berlin]', '2027-05-01T18:00:01+02:00'],
		['2027-05-01T16:00:00Z[Europe/Berlin]', '2027-05-01T18:00:00+02:00'],
		['2027-05-01T18:00[America/New_York]', '2027-05-01T18:00:00-04:00'],
		['2027-05-01T18:00:00Z[UTC]', '2027-05-01T18:00:00Z'],
		['2027-05-01 18:00 UTC', '2027-05-01T18:00:00Z'],
		['2027-05-01 18:00:00 America/Argentina/Buenos_Aires', '2027-05-01T18:00:00-03:00'],
	])('%s', (text, expected) => {
		expect(toTimestamp('X', text, 'Asia/Tokyo')).toBe(expected);
	});

	test.each([
		[
			'2027-05-01T18:00:00+01:00[Europe/Berlin]',
			"'X' has the offset +01:00, but the offset of Europe/Berlin is +02:00 then",
		],
		[
			'2027-05-01T18:00:00[Mars/Olympus]',
			"'X' names the time zone 'Mars/Olympus', which does not exist",
		],
		['2027-05-01T18:00:00[BST]', "'X' names the time zone 'BST', which does not exist"],
		['2027-05-01 18:00 BST', "'X' is '2027-05-01 18:00 BST', which is not a date and time"],
		['2027-05-01 06:00 PM', "'X' is '2027-05-01 06:00 PM', which is not a date and time"],
		['2027-05-01[Europe/Berlin]', "'X' is only a date: '2027-05-01[Europe/Berlin]'"],
		[
			'2027-03-28T02:30:00[Europe/Berlin]',
			"'X' is in the hour that daylight saving skips in Europe/Berlin (2027-03-28 02:30)",
		],
	])('%s is rejected', (text, message) => {
		const error = inputErrorOf(() => toTimestamp('X', text, 'Asia/Tokyo'));
		expect(error.message).toBe(message);
		expect(error.description).not.toBe('');
	});
});

test.each([
	...['18:00', '9:30', '18:00:00', '18:00:00.5', 'T18:00', 't18:00:00', '6:30 pm', '6:30 p.m.'],
	...['18:00Z', '18:00+02:00', 'T18:00:00-04', '18:00[Europe/Berlin]', 'T18:00 Europe/Berlin'],
])('%s is only a time of day', (text) => {
	const error = inputErrorOf(() => toTimestamp('X', ` ${text} `, 'UTC'));
	expect(error.message).toBe(`'X' is only a time of day: '${text}'`);
	expect(error.description).toBe('Add the date, for example 2027-03-28T18:00:00.');
});

test('what has just passed is not rounded up into the future', () => {
	const now = new Date('2027-05-01T18:00:00.400Z');
	const at = (text: string): string => toScheduledAt(LABELS, text, 'UTC', now);
	expect(() => at('2027-05-01T18:00:00.300Z')).toThrow('in the past');
	expect(at('2027-05-01T18:00:00.500Z')).toBe('2027-05-01T18:00:01Z');
});

test('a time that has passed is explained by the names that the panel has', () => {
	const labels = { time: 'Wann', zone: 'Zone', ifPast: 'Später.' };
	const error = inputErrorOf(() => toScheduledAt(labels, '2020-01-01T00:00', 'UTC', new Date()));
	expect(error.message).toContain("'Wann' is in the past");
	expect(error.description).toBe('Später.');
});
