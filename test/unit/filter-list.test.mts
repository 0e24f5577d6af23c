import { parseFilterList } from '../../domain/event.ts';
import { inputErrorOf } from '../harness/inputError.mts';

test.each<[unknown, string[]]>([
	[undefined, []],
	[null, []],
	['', []],
	[' , ,', []],
	['youtube', ['youtube']],
	[' youtube , facebook,', ['youtube', 'facebook']],
	[[], []],
	[
		['youtube', ' facebook ', ''],
		['youtube', 'facebook'],
	],
	[['a,b'], ['a,b']],
	[
		[1, true],
		['1', 'true'],
	],
])('parses %j as %j', (value, expected) => {
	expect(parseFilterList('Platforms', value)).toEqual(expected);
});

test.each<[string, unknown]>([
	['a number', 7],
	['a switch', true],
	['an object', { youtube: true }],
	['a list of objects', [{ id: 'youtube' }]],
	['a list of lists', [['youtube']]],
	['a list with null', ['youtube', null]],
])('rejects %s, because an empty list would turn the filter off', (_name, value) => {
	const { message, description } = inputErrorOf(() => parseFilterList('Platforms', value));
	expect(message).toBe("'Platforms' is not a list of texts");
	expect(description).toContain('Choose from the list');
});
