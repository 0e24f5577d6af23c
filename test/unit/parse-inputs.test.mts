import {
	isBlank,
	parseChoice,
	parseCount,
	parseFlag,
	parseJsonObject,
	parseNumber,
	parseText,
	requireText,
	type NumberRange,
} from '../../domain/inputs.ts';
import { inputErrorOf } from '../harness/inputError.mts';

describe('isBlank and parseText', () => {
	test.each<[unknown]>([
		[undefined],
		[null],
		[NaN],
		[''],
		[' '],
		['\t\n'],
		['\u00a0'],
		['undefined'],
		[' null '],
		[[]],
		[{}],
		[Object.create(null)],
	])('%p is blank', (value) => {
		expect(isBlank(value)).toBe(true);
		expect(parseText('Key', value)).toBeUndefined();
		expect(inputErrorOf(() => requireText('Key', value, 'Enter a key.'))).toMatchObject({
			message: "'Key' is empty",
			description: 'Enter a key.',
		});
	});

	test.each<[unknown, string]>([
		['text', 'text'],
		['  two words\n', 'two words'],
		['null and void', 'null and void'],
		[0, '0'],
	])('%p is the text %p', (value, text) => {
		expect(isBlank(value)).toBe(false);
		expect(parseText('Key', value)).toBe(text);
		expect(requireText('Key', value, 'Enter a key.')).toBe(text);
	});

	test.each<[unknown, string]>([
		[false, 'a boolean'],
		[['a', 'b'], 'a list'],
		[{ a: 1 }, 'an object'],
		[new Date(0), 'an object'],
		['row-[object Object]', 'an object'],
	])('%p is neither blank nor a text', (value, kind) => {
		expect(isBlank(value)).toBe(false);
		expect(inputErrorOf(() => parseText('Key', value)).message).toBe(
			`'Key' is ${kind}, not a text`,
		);
	});
});

test.each<[unknown, boolean]>([
	[true, true],
	[false, false],
	[1, true],
	[0, false],
	['1', true],
	['0', false],
	['true', true],
	['false', false],
	[' TRUE ', true],
	['False\n', false],
])('parseFlag parses %p as %p', (value, expected) => {
	expect(parseFlag('Active', value)).toBe(expected);
});

test('parseFlag says how to correct the value', () => {
	const { message, description } = inputErrorOf(() => parseFlag('Active', 'yes'));
	expect(message).toBe("'Active' is neither true nor false");
	expect(description).toContain('true or false');
});

test.each<[unknown, number | undefined]>([
	['0', 0],
	['17', 17],
	[' 007 ', 7],
	['', undefined],
	[' ', undefined],
	['-1', undefined],
	['+1', undefined],
	['1.5', undefined],
	['1e3', undefined],
	['0x10', undefined],
	['1 2', undefined],
	['12a', undefined],
	['a12', undefined],
	[17, undefined],
	[['17'], undefined],
	[undefined, undefined],
	[null, undefined],
])('parseCount parses %p as %p', (header, expected) => {
	expect(parseCount(header)).toBe(expected);
});

describe('parseNumber', () => {
	const RANGES: ReadonlyArray<readonly [string, NumberRange]> = [
		['of at least 2', { min: 2 }],
		['above 2', { above: 2 }],
		['up to 5', { max: 5 }],
		['of at least 2 and up to 5', { min: 2, max: 5 }],
		['above 2 and up to 5', { above: 2, max: 5 }],
	];
	const VALUES = [-3, 0, 1.5, 1.999, 2, 2.001, 3, 4.5, 5, 5.001, 6, Infinity, -Infinity, NaN];

	const isWithin = (value: number, { min, above, max, whole }: NumberRange): boolean =>
		Number.isFinite(value) &&
		value >= (min ?? -Infinity) &&
		value <= (max ?? Infinity) &&
		!(above !== undefined && value <= above) &&
		!(whole === true && value % 1 !== 0);

	describe.each(
		RANGES.flatMap(([limits, range]) => [
			{ kind: 'number', limits, range },
			{ kind: 'whole number', limits, range: { ...range, whole: true as const } },
		]),
	)('$kind $limits', ({ kind, limits, range }) => {
		test.each(VALUES.filter((value) => isWithin(value, range)))('accepts %p', (value) => {
			expect(parseNumber('Age', value, range)).toBe(value);
			expect(parseNumber('Age', ` ${value}`, range)).toBe(value);
		});

		test.each([...VALUES.filter((value) => !isWithin(value, range)), 'soon', '', null, {}])(
			'rejects %p',
			(value) => {
				const { message, description } = inputErrorOf(() => parseNumber('Age', value, range));
				expect(message).toBe(`'Age' is not a ${kind} ${limits}`);
				expect(description).toContain('Enter a number');
			},
		);
	});
});

test('parseChoice returns the option as it is spelled', () => {
	expect(parseChoice('Mode', ' BYOUTCOME ', ['one', 'byOutcome'])).toBe('byOutcome');
	expect(inputErrorOf(() => parseChoice('Mode', ' two ', ['one', 'byOutcome']))).toMatchObject({
		message: "'Mode' is 'two', which is not one of its options",
		description: 'Use one of: one, byOutcome.',
	});
});

describe('parseJsonObject', () => {
	const parse = (value: unknown) => parseJsonObject('Payload', value, 'Enter an object.');

	test.each<[unknown, object]>([
		['{"a":{"b":[1,null]}}', { a: { b: [1, null] } }],
		[' {} ', {}],
		[{ a: undefined }, { a: undefined }],
	])('parses %j', (value, expected) => {
		expect(parse(value)).toEqual(expected);
	});

	test.each<[unknown, RegExp]>([
		['{"a":', /^'Payload' is not valid JSON: \S+/],
		['', /^'Payload' is empty$/],
		["{'a':1}", /^'Payload' is not valid JSON: \S+/],
		['[]', /^'Payload' is not an object$/],
		['"text"', /^'Payload' is not an object$/],
		['null', /^'Payload' is empty$/],
		['7', /^'Payload' is not an object$/],
		[[{ a: 1 }], /^'Payload' is not an object$/],
		[7, /^'Payload' is not an object$/],
		[true, /^'Payload' is not an object$/],
		[null, /^'Payload' is empty$/],
		[undefined, /^'Payload' is empty$/],
	])('rejects %j', (value, message) => {
		const error = inputErrorOf(() => parse(value));
		expect(error.message).toMatch(message);
		expect(error.description).toBe('Enter an object.');
	});
});
