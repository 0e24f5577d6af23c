import { parseChoice, parseChoices, parseFlag, parseNumber } from '../../domain/inputs.ts';

describe('a number', () => {
	test.each<[unknown, number]>([
		[0, 0],
		[1.5, 1.5],
		['15', 15],
		[' 7 ', 7],
		[100, 100],
	])('%p is parsed as %d', (value, expected) => {
		expect(parseNumber('Age', value, { min: 0, max: 100 })).toBe(expected);
	});

	test.each([-1, 100.5, NaN, Infinity, 'soon', '', ' ', null, undefined, {}, [1, 2]])(
		'%p is invalid, without a fallback',
		(value) => {
			expect(() => parseNumber('Age', value, { min: 0, max: 100 })).toThrow(
				"'Age' is not a number of at least 0 and up to 100",
			);
		},
	);

	test('the message names the limits', () => {
		expect(() => parseNumber('Limit', 1.5, { min: 1, whole: true })).toThrow(
			"'Limit' is not a whole number of at least 1",
		);
		expect(() => parseNumber('Timeout', 0, { above: 0 })).toThrow(
			"'Timeout' is not a number above 0",
		);
		expect(parseNumber('Timeout', 0.1, { above: 0 })).toBe(0.1);
	});
});

describe('a choice', () => {
	const choices = ['now', 'scheduled'];

	test.each([
		['now', 'now'],
		[' Scheduled ', 'scheduled'],
	])('%p is parsed as %s', (value, expected) => {
		expect(parseChoice('Publish', value, choices)).toBe(expected);
	});

	test.each(['later', 'no', 7])('%p is invalid, with its name and the valid options', (value) => {
		let thrown: unknown;
		try {
			parseChoice('Publish', value, choices);
		} catch (error) {
			thrown = error;
		}
		expect(thrown).toMatchObject({
			message: `'Publish' is '${String(value)}', which is not one of its options`,
			description: 'Use one of: now, scheduled.',
		});
	});

	test.each([true, ['now'], { a: 1 }])('%p is not a text', (value) => {
		expect(() => parseChoice('Publish', value, choices)).toThrow(
			/^'Publish' is an? .*, not a text/,
		);
	});

	test.each(['', ' ', null, undefined, {}, 'null'])('%p is empty', (value) => {
		expect(() => parseChoice('Publish', value, choices)).toThrow("'Publish' is empty");
	});
});

test.each(['yes', 2, [true], { a: 1 }])('%p is not a boolean', (value) => {
	expect(() => parseFlag('Active', value)).toThrow("'Active' is neither true nor false");
});

test.each(['', null, undefined, {}, [], NaN])('%p is no value for a switch', (value) => {
	expect(() => parseFlag('Active', value)).toThrow("'Active' is empty");
});

test('a boolean, a list or an object is not a number', () => {
	for (const value of [true, [7], { a: 1 }, new Date(7)]) {
		expect(() => parseNumber('Age', value, { min: 0 })).toThrow("'Age' is not a number");
	}
});

describe('several choices', () => {
	const choices = ['payload', 'schedule'];

	test('are a list of them', () => {
		expect(parseChoices('Change', ['Schedule', 'payload'], choices)).toEqual([
			'schedule',
			'payload',
		]);
	});

	test.each<[unknown, string]>([
		[null, "'Change' is empty"],
		[undefined, "'Change' is empty"],
		[[], "'Change' is empty"],
		['payload', "'Change' is a text, not a list"],
		[true, "'Change' is a boolean, not a list"],
		[{ payload: true }, "'Change' is an object, not a list"],
		[['payload', 'title'], "'Change' is 'title', which is not one of its options"],
		[['payload', null], "'Change' is empty"],
	])('%p is rejected', (value, message) => {
		expect(() => parseChoices('Change', value, choices)).toThrow(message);
	});
});
