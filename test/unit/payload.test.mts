import type { PayloadField } from '../../domain/payload/field.ts';
import { documentedFields } from '../../domain/payload/documented.ts';
import { formToPayload, type FormPurpose } from '../../domain/payload/form.ts';
import { parseJsonObject } from '../../domain/inputs.ts';
import { inputErrorOf } from '../harness/inputError.mts';

const HOW_TO = 'Enter an object.';

const VIDEO = documentedFields('youtube', 'video') ?? [];
const POST = documentedFields('facebook', 'text') ?? [];

describe('documented fields', () => {
	/** Publishing guide, Platform-specific payloads; the names of the categories are YouTube's. */
	const VIDEO_IN_THE_GUIDE = [
		{ id: 'title', label: 'Title', kind: 'text', required: true, maxLength: 100 },
		{ id: 'description', label: 'Description', kind: 'text', maxLength: 5000 },
		{
			id: 'privacy',
			label: 'Privacy',
			kind: 'choice',
			default: 'private',
			choices: [
				{ name: 'Private', value: 'private' },
				{ name: 'Public', value: 'public' },
				{ name: 'Unlisted', value: 'unlisted' },
			],
		},
		{ id: 'tags', label: 'Tags', kind: 'list', maxTotalLength: 500 },
		{
			id: 'categoryId',
			label: 'Category',
			kind: 'choice',
			default: '22',
			openChoices: true,
			choices: [
				{ name: 'Autos & Vehicles', value: '2' },
				{ name: 'Comedy', value: '23' },
				{ name: 'Education', value: '27' },
				{ name: 'Entertainment', value: '24' },
				{ name: 'Film & Animation', value: '1' },
				{ name: 'Gaming', value: '20' },
				{ name: 'Howto & Style', value: '26' },
				{ name: 'Music', value: '10' },
				{ name: 'News & Politics', value: '25' },
				{ name: 'Nonprofits & Activism', value: '29' },
				{ name: 'People & Blogs', value: '22' },
				{ name: 'Pets & Animals', value: '15' },
				{ name: 'Science & Technology', value: '28' },
				{ name: 'Sports', value: '17' },
				{ name: 'Travel & Events', value: '19' },
			],
		},
		{ id: 'madeForKids', label: 'Made for Kids', kind: 'flag', default: false },
	];
	const POST_IN_THE_GUIDE = [
		{ id: 'message', label: 'Message', kind: 'text', required: true },
		{ id: 'link', label: 'Link', kind: 'url' },
		{
			id: 'privacy',
			label: 'Privacy',
			kind: 'choice',
			default: 'EVERYONE',
			choices: [
				{ name: 'All Friends', value: 'ALL_FRIENDS' },
				{ name: 'Everyone', value: 'EVERYONE' },
				{ name: 'Only Me', value: 'SELF' },
			],
		},
	];

	test.each([
		['youtube', 'video', VIDEO_IN_THE_GUIDE],
		['facebook', 'link', POST_IN_THE_GUIDE],
		['facebook', 'text', POST_IN_THE_GUIDE],
		['youtube', 'short', undefined],
		['facebook', 'video', undefined],
		['tiktok', 'video', undefined],
	])('%s %s: as in the Publishing guide', (platform, type, expected) => {
		expect(documentedFields(platform, type)).toEqual(expected);
	});
});

describe('form', () => {
	test('what is filled in goes out in its own type, what is empty does not', () => {
		const values = {
			title: 'Product Demo',
			description: '',
			privacy: 'public',
			tags: 'product, demo , ,v2',
			categoryId: '28',
			madeForKids: 'true',
		};
		expect(formToPayload(VIDEO, values, 'create')).toEqual({
			title: 'Product Demo',
			privacy: 'public',
			tags: ['product', 'demo', 'v2'],
			categoryId: '28',
			madeForKids: true,
		});
	});

	test.each([
		['list', ['a', 'b'], ['a', 'b']],
		['numbers in a list', [1, 2], ['1', '2']],
		['JSON text', '["a, b","c"]', ['a, b', 'c']],
		['a tag in brackets', '[live, demo', ['[live', 'demo']],
	])('tags as %s', (_name, tags, expected) => {
		expect(formToPayload(VIDEO, { title: 'x', tags }, 'create').tags).toEqual(expected);
	});

	test('an update may be partial and may clear a text', () => {
		expect(formToPayload(VIDEO, { description: '', privacy: '' }, 'update')).toEqual({
			description: '',
		});
	});

	test('a number is a title, too', () => {
		expect(formToPayload(VIDEO, { title: 2027 }, 'create')).toEqual({ title: '2027' });
	});

	test('a category that we do not know is passed on', () => {
		expect(formToPayload(VIDEO, { title: 'x', categoryId: 42 }, 'create').categoryId).toBe('42');
	});

	test.each([
		['title missing', VIDEO, {}, "'Title' is empty"],
		['title blank', VIDEO, { title: '  ' }, "'Title' is empty"],
		[
			'title too long',
			VIDEO,
			{ title: 'x'.repeat(101) },
			"'Title' has 101 characters, Pharlo allows 100",
		],
		[
			'description too long',
			VIDEO,
			{ title: 'x', description: 'x'.repeat(5001) },
			"'Description' has 5001",
		],
		[
			'tags too long',
			VIDEO,
			{ title: 'x', tags: ['x'.repeat(300), 'y'.repeat(201)] },
			"'Tags' has 501",
		],
		['unknown privacy', VIDEO, { title: 'x', privacy: 'Public' }, "'Privacy' is 'Public'"],
		[
			'flag that is none',
			VIDEO,
			{ title: 'x', madeForKids: 'maybe' },
			"'Made for Kids' is neither",
		],
		['title is an object', VIDEO, { title: { a: 1 } }, "'Title' is an object"],
		['title is a list', VIDEO, { title: ['a'] }, "'Title' is a list"],
		['message missing', POST, { link: 'https://example.com' }, "'Message' is empty"],
		['link that is none', POST, { message: 'x', link: 'example.com' }, "'Link' is 'example.com'"],
		['link of another kind', POST, { message: 'x', link: 'javascript:alert(1)' }, "'Link' is"],
	])('%s is refused', (_name, fields, values, message) => {
		const error = inputErrorOf(() => formToPayload(fields, values, 'create'));
		expect(error.message).toContain(message);
		expect(error.description).not.toBe('');
	});

	test.each([
		['title of 100', { title: 'x'.repeat(100) }],
		['title of 100 emoji, which are 200 units', { title: '🐎'.repeat(100) }],
		['tags of 500', { title: 'x', tags: ['x'.repeat(300), 'y'.repeat(200)] }],
	])('%s is within the limit', (_name, values) => {
		expect(formToPayload(VIDEO, values, 'create')).toMatchObject(values);
	});

	test('a field of which nothing is known goes out as it is', () => {
		const raw = { id: 'chapters', label: 'Chapters', kind: 'raw' as const };
		const chapters = [{ at: 0, title: 'Intro' }];
		expect(formToPayload([raw], { chapters }, 'create')).toEqual({ chapters });
	});
});

/** Converts the value of a form with a single field. */
function convert(
	field: Partial<PayloadField>,
	value: unknown,
	purpose: FormPurpose = 'create',
	...zone: string[]
): Record<string, unknown> {
	return formToPayload(
		[{ id: 'x', label: 'X', kind: 'text', ...field }],
		{ x: value },
		purpose,
		...zone,
	);
}

const NUMBERS = [
	{ name: 'One', value: 1 },
	{ name: 'Two', value: 2 },
];
const COLORS = [
	{ name: 'Red', value: 'red' },
	{ name: 'Green', value: 'green' },
];

describe('a value is converted to the type of its field', () => {
	test.each<[string, Partial<PayloadField>, unknown, unknown]>([
		['text', { kind: 'text' }, ' a ', ' a '],
		['number as text', { kind: 'text' }, 0, '0'],
		['text of the shortest length', { kind: 'text', minLength: 2 }, 'ab', 'ab'],
		['text of the greatest length', { kind: 'text', maxLength: 2 }, '🐎b', '🐎b'],
		['number', { kind: 'number' }, 1.5, 1.5],
		['zero', { kind: 'number', minimum: 0, maximum: 0 }, 0, 0],
		['text as number', { kind: 'number' }, ' -7 ', -7],
		['smallest number', { kind: 'number', minimum: 1 }, 1, 1],
		['greatest number', { kind: 'number', maximum: 9 }, 9, 9],
		['flag', { kind: 'flag' }, false, false],
		['text as flag', { kind: 'flag' }, 'TRUE', true],
		['number as flag', { kind: 'flag' }, 0, false],
		['web address', { kind: 'url' }, ' https://example.com/a ', 'https://example.com/a'],
		[
			'time with an offset',
			{ kind: 'dateTime' },
			'2026-01-15T09:00:00+03:00',
			'2026-01-15T09:00:00+03:00',
		],
		['time without an offset', { kind: 'dateTime' }, '2026-01-15T09:00:00', '2026-01-15T09:00:00Z'],
		['choice', { kind: 'choice', choices: COLORS }, ' green ', 'green'],
		['choice that is a number', { kind: 'choice', choices: NUMBERS }, 2, 2],
		['text as a choice that is a number', { kind: 'choice', choices: NUMBERS }, '2', 2],
		['choice without options', { kind: 'choice' }, ' blue ', 'blue'],
		['choice with no options left', { kind: 'choice', choices: [] }, 7, '7'],
		['another choice', { kind: 'choice', choices: COLORS, openChoices: true }, 'blue', 'blue'],
		['several choices', { kind: 'choices', choices: NUMBERS }, '2, 1', [2, 1]],
		['list of choices', { kind: 'choices', choices: COLORS }, ['red'], ['red']],
		['list', { kind: 'list' }, [' a ', 1, null, 'undefined', ' '], ['a', '1']],
		['list of texts that look like choices', { kind: 'list', choices: NUMBERS }, '2', ['2']],
		['text with commas', { kind: 'list' }, 'a, b,,c', ['a', 'b', 'c']],
		['list as JSON', { kind: 'list' }, ' ["a, b", "c"]', ['a, b', 'c']],
		['text in brackets', { kind: 'list' }, '[live], demo', ['[live]', 'demo']],
		['JSON that is no list', { kind: 'list' }, '{"a": 1}', ['{"a": 1}']],
		['a single quoted word', { kind: 'list' }, '"a"', ['"a"']],
		['list with as many entries as allowed', { kind: 'list', maxItems: 2 }, 'a, ,b', ['a', 'b']],
		['list as long as allowed', { kind: 'list', maxTotalLength: 4 }, '🐎a, bc', ['🐎a', 'bc']],
		['raw text', { kind: 'raw' }, ' a ', ' a '],
		['raw number', { kind: 'raw' }, 7, 7],
		['raw text with digits', { kind: 'raw' }, '7', '7'],
		['raw text with quotes', { kind: 'raw' }, '"[a]"', '"[a]"'],
		['raw object', { kind: 'raw' }, { a: [1] }, { a: [1] }],
		['raw list', { kind: 'raw' }, ['[1]'], ['[1]']],
		['object as JSON', { kind: 'raw' }, '{"a":[1]}', { a: [1] }],
		['list as raw JSON', { kind: 'raw' }, ' \n [1]', [1]],
		['text that only begins like JSON', { kind: 'raw' }, '[live] demo', '[live] demo'],
	])('%s', (_name, field, value, expected) => {
		expect(convert(field, value)).toEqual({ x: expected });
	});

	test('a time without an offset is taken as a time in the zone', () => {
		expect(convert({ kind: 'dateTime' }, '2026-01-15T09:00:00', 'create', 'Europe/Berlin')).toEqual(
			{
				x: '2026-01-15T09:00:00+01:00',
			},
		);
	});
});

describe('an invalid value is rejected', () => {
	test.each<[string, Partial<PayloadField>, unknown, string, string]>([
		[
			'list as text',
			{ kind: 'text' },
			['a'],
			"'X' is a list, not a text",
			'Make the expression return a single value.',
		],
		[
			'object as text',
			{ kind: 'text' },
			{ a: 1 },
			"'X' is an object, not a text",
			'Make the expression return a single value.',
		],
		[
			'text too long',
			{ kind: 'text', maxLength: 2 },
			'🐎bcde',
			"'X' has 5 characters, Pharlo allows 2",
			'It is 3 too long.',
		],
		[
			'text too short',
			{ kind: 'text', minLength: 5 },
			'🐎b',
			"'X' has 2 characters, Pharlo requires at least 5",
			'It is 3 too short.',
		],
		['text as number', { kind: 'number' }, 'soon', "'X' is not a number", 'Enter a number.'],
		['flag as number', { kind: 'number' }, true, "'X' is not a number", 'Enter a number.'],
		['infinite number', { kind: 'number' }, Infinity, "'X' is not a number", 'Enter a number.'],
		['infinite text', { kind: 'number' }, '1e999', "'X' is not a number", 'Enter a number.'],
		[
			'number too small',
			{ kind: 'number', minimum: 1 },
			0,
			"'X' is 0",
			'Pharlo allows at least 1.',
		],
		[
			'number too great',
			{ kind: 'number', maximum: 9 },
			'10',
			"'X' is 10",
			'Pharlo allows at most 9.',
		],
		[
			'number below its range',
			{ kind: 'number', minimum: 1, maximum: 9 },
			-1,
			"'X' is -1",
			'Pharlo allows at least 1 and at most 9.',
		],
		[
			'number above its range',
			{ kind: 'number', minimum: 1, maximum: 9 },
			9.5,
			"'X' is 9.5",
			'Pharlo allows at least 1 and at most 9.',
		],
		['flag', { kind: 'flag' }, 'maybe', "'X' is neither true nor false", 'Use true or false.'],
		[
			'address',
			{ kind: 'url' },
			' ftp://example.com ',
			"'X' is 'ftp://example.com', which is not a web address",
			'Enter an address that starts with http:// or https://.',
		],
		[
			'address too long',
			{ kind: 'url', maxLength: 10 },
			'https://example.com',
			"'X' has 19 characters, Pharlo allows 10",
			'It is 9 too long.',
		],
		[
			'choice',
			{ kind: 'choice', choices: COLORS },
			' blue ',
			"'X' is 'blue', which is not one of its options",
			'Use one of: red, green.',
		],
		[
			'one of several choices',
			{ kind: 'choices', choices: NUMBERS },
			'1, 3',
			"'X' is '3', which is not one of its options",
			'Use one of: 1, 2.',
		],
		[
			'too many entries',
			{ kind: 'list', maxItems: 2 },
			'a, b, c',
			"'X' has 3 entries, Pharlo allows 2",
			'Use fewer entries.',
		],
		[
			'entries too long in total',
			{ kind: 'list', maxTotalLength: 4 },
			'🐎a, bcd',
			"'X' has 5 characters in total, Pharlo allows 4",
			'Use fewer or shorter entries.',
		],
		[
			'list in a list',
			{ kind: 'list' },
			[['a']],
			"'X' is a list, not a text",
			'Make the expression return a single value.',
		],
	])('%s', (_name, field, value, message, description) => {
		const error = inputErrorOf(() => convert(field, value));
		expect({ message: error.message, description: error.description }).toEqual({
			message,
			description,
		});
	});

	test('time', () => {
		expect(inputErrorOf(() => convert({ kind: 'dateTime' }, 'soon')).message).toBe(
			"'X' is 'soon', which is not a date and time",
		);
	});
});

describe('an empty value', () => {
	const KINDS = ['url', 'number', 'dateTime', 'choice', 'choices', 'flag', 'list', 'raw'] as const;

	test.each(['', '  ', null, undefined, []])('%j is left out, whatever the kind', (value) => {
		for (const kind of ['text', ...KINDS] as const) {
			expect(convert({ kind }, value)).toEqual({});
			expect(convert({ kind, required: false }, value)).toEqual({});
		}
	});

	test('of an update clears a text and nothing else', () => {
		expect(convert({ kind: 'text' }, '', 'update')).toEqual({ x: '' });
		for (const kind of KINDS) expect(convert({ kind }, '', 'update')).toEqual({});
		for (const value of [' ', null, undefined, []]) {
			expect(convert({ kind: 'text' }, value, 'update')).toEqual({});
		}
	});

	test('of a required field is rejected when creating, not when updating', () => {
		for (const kind of ['text', ...KINDS] as const) {
			for (const value of ['', ' ', null, undefined, []]) {
				const error = inputErrorOf(() => convert({ kind, required: true }, value));
				expect(error.message).toBe("'X' is empty");
				expect(error.description).toBe('Pharlo requires it for this platform and content type.');
			}
			expect(convert({ kind, required: true }, undefined, 'update')).toEqual({});
		}
	});

	test('does not keep the other fields from being sent', () => {
		expect(formToPayload(VIDEO, { tags: 'a', madeForKids: false }, 'update')).toEqual({
			tags: ['a'],
			madeForKids: false,
		});
	});
});

describe('JSON', () => {
	test.each([
		['text', '{"title":"x","nested":{"a":[1]}}', { title: 'x', nested: { a: [1] } }],
		['object', { title: 'x' }, { title: 'x' }],
		['empty object', '{}', {}],
	])('%s', (_name, input, expected) => {
		expect(parseJsonObject('Payload (JSON)', input, HOW_TO)).toEqual(expected);
	});

	test.each([
		['half a text', '{"title":', 'is not valid JSON'],
		['empty text', '', 'is empty'],
		['list', '[1]', 'is not an object'],
		['list object', [1], 'is not an object'],
		['number', 7, 'is not an object'],
		['null', 'null', 'is empty'],
		['undefined', undefined, 'is empty'],
	])('%s is refused', (_name, input, words) => {
		expect(inputErrorOf(() => parseJsonObject('Payload (JSON)', input, HOW_TO)).message).toContain(
			words,
		);
	});
});
