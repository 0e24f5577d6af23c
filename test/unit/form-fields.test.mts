import type { FieldKind, PayloadField } from '../../domain/payload/field.ts';
import { formToPayload, type FormPurpose } from '../../domain/payload/form.ts';
import { inputErrorOf } from '../harness/inputError.mts';

type Limits = Partial<Omit<PayloadField, 'kind'>>;

const fieldOf = (kind: FieldKind, limits: Limits = {}): PayloadField => ({
	id: 'x',
	label: 'Field',
	kind,
	...limits,
});

/** What a form with one field sends for a value. */
function send(field: PayloadField, value: unknown, purpose: FormPurpose = 'create'): unknown {
	return formToPayload([field], { x: value, unknown: 'never sent' }, purpose, 'Europe/Berlin');
}

const CHOICES = {
	choices: [
		{ name: 'One', value: 1 },
		{ name: 'Two', value: 'two' },
	],
};
const ALL_KINDS: FieldKind[] = [
	'text',
	'url',
	'number',
	'dateTime',
	'choice',
	'choices',
	'flag',
	'list',
	'raw',
];

test.each<[FieldKind, Limits, unknown, unknown]>([
	['text', {}, 'a ', 'a '],
	['text', {}, 7, '7'],
	['text', { minLength: 2, maxLength: 3 }, '🐎🐎', '🐎🐎'],
	['text', { minLength: 2, maxLength: 3 }, 'abc', 'abc'],
	['url', {}, ' https://x.example/a ', 'https://x.example/a'],
	['number', {}, 1.5, 1.5],
	['number', {}, ' 1.5 ', 1.5],
	['number', { minimum: 1, maximum: 2 }, 1, 1],
	['number', { minimum: 1, maximum: 2 }, '2', 2],
	['dateTime', {}, '2027-01-15T18:00:00', '2027-01-15T18:00:00+01:00'],
	['choice', CHOICES, ' two ', 'two'],
	['choice', CHOICES, '1', 1],
	['choice', CHOICES, 1, 1],
	['choice', { ...CHOICES, openChoices: true }, ' three ', 'three'],
	['choice', {}, 'anything', 'anything'],
	['choice', { choices: [] }, 'anything', 'anything'],
	['choices', CHOICES, 'two, 1', ['two', 1]],
	['choices', CHOICES, [1, 'two'], [1, 'two']],
	['flag', {}, 'TRUE', true],
	['flag', {}, 0, false],
	['list', {}, 'a, b ,,c', ['a', 'b', 'c']],
	['list', {}, ['a ', 7, '', null], ['a', '7']],
	['list', {}, ' ["a, b", 7]', ['a, b', '7']],
	['list', {}, '[a, b', ['[a', 'b']],
	['list', {}, '[a], b', ['[a]', 'b']],
	['list', {}, 7, ['7']],
	['list', { maxItems: 2 }, 'a,b', ['a', 'b']],
	['list', { maxTotalLength: 3 }, 'a,🐎b', ['a', '🐎b']],
	['raw', {}, { a: [1] }, { a: [1] }],
	['raw', {}, ' {"a":[1]}', { a: [1] }],
	['raw', {}, '[1]', [1]],
	['raw', {}, '{a', '{a'],
	['raw', {}, 'text', 'text'],
	['raw', {}, '7', '7'],
	['raw', {}, 'see {"a":1}', 'see {"a":1}'],
	['raw', {}, false, false],
])('a %s (%j) sends %j as %j', (kind, limits, value, expected) => {
	for (const purpose of ['create', 'update'] as const) {
		expect(send(fieldOf(kind, limits), value, purpose)).toEqual({ x: expected });
	}
});

test.each<[FieldKind, Limits, unknown, string, string]>([
	['text', {}, { a: 1 }, 'is an object, not a text', 'single value'],
	['text', {}, ['a'], 'is a list, not a text', 'single value'],
	[
		'text',
		{ maxLength: 3 },
		'🐎🐎🐎🐎🐎',
		'has 5 characters, Pharlo allows 3',
		'It is 2 too long.',
	],
	[
		'text',
		{ minLength: 5 },
		'🐎🐎',
		'has 2 characters, Pharlo requires at least 5',
		'It is 3 too short.',
	],
	['url', {}, 'x.example', "is 'x.example', which is not a web address", 'https://'],
	['url', {}, 'ftp://x.example', "is 'ftp://x.example', which is not a web address", 'https://'],
	['url', { maxLength: 9 }, 'https://x.example', 'has 17 characters', 'It is 8 too long.'],
	['number', {}, 'many', 'is not a number', 'Enter a number.'],
	['number', {}, Infinity, 'is not a number', 'Enter a number.'],
	['number', {}, true, 'is not a number', 'Enter a number.'],
	['number', {}, [7], 'is not a number', 'Enter a number.'],
	['number', { minimum: 1 }, 0.5, 'is 0.5', 'Pharlo allows at least 1.'],
	['number', { maximum: 2 }, '3', 'is 3', 'Pharlo allows at most 2.'],
	['number', { minimum: 1, maximum: 2 }, 0, 'is 0', 'Pharlo allows at least 1 and at most 2.'],
	['number', { minimum: 1, maximum: 2 }, 3, 'is 3', 'Pharlo allows at least 1 and at most 2.'],
	['dateTime', {}, '2027-01-15', "is only a date: '2027-01-15'", 'time of day'],
	['choice', CHOICES, 'Two', "is 'Two', which is not one of its options", 'Use one of: 1, two.'],
	['choice', CHOICES, ['two'], 'is a list, not a text', 'single value'],
	['choices', CHOICES, 'two,3', "is '3', which is not one of its options", 'Use one of: 1, two.'],
	['text', {}, true, 'is a boolean, not a text', 'single value'],
	['flag', {}, 'yes', 'is neither true nor false', 'true or false'],
	['list', { maxItems: 2 }, 'a,b,c', 'has 3 entries, Pharlo allows 2', 'fewer entries'],
	[
		'list',
		{ maxTotalLength: 3 },
		['🐎🐎', 'ab'],
		'has 4 characters in total, Pharlo allows 3',
		'shorter',
	],
	['list', {}, [['a']], 'is a list, not a text', 'single value'],
	['list', {}, { a: 1 }, 'is an object, not a text', 'single value'],
])('a %s (%j) rejects %j: %s', (kind, limits, value, message, description) => {
	for (const purpose of ['create', 'update'] as const) {
		const error = inputErrorOf(() => send(fieldOf(kind, limits), value, purpose));
		expect(error.message.startsWith(`'Field' ${message}`)).toBe(true);
		expect(error.description).toContain(description);
	}
});

describe.each(ALL_KINDS)('an empty %s', (kind) => {
	const EMPTY = [undefined, null, ' ', []];

	test.each([...EMPTY, ''])('is not sent by Create (%j)', (value) => {
		expect(send(fieldOf(kind), value)).toEqual({});
		expect(send(fieldOf(kind, { required: false }), value)).toEqual({});
	});

	test.each([...EMPTY, ''])('is rejected by Create if it is required (%j)', (value) => {
		const error = inputErrorOf(() => send(fieldOf(kind, { required: true }), value));
		expect(error.message).toBe("'Field' is empty");
		expect(error.description).toContain('Pharlo requires it');
	});

	test.each(EMPTY)('is not sent by Update, required or not (%j)', (value) => {
		expect(send(fieldOf(kind), value, 'update')).toEqual({});
		expect(send(fieldOf(kind, { required: true }), value, 'update')).toEqual({});
	});

	test('clears the field in an Update only if it is a text', () => {
		expect(send(fieldOf(kind), '', 'update')).toEqual(kind === 'text' ? { x: '' } : {});
	});
});

test('times without an offset are in UTC unless another zone is given', () => {
	const fields = [fieldOf('dateTime')];
	expect(formToPayload(fields, { x: '2027-01-15T18:00:00' }, 'create')).toEqual({
		x: '2027-01-15T18:00:00Z',
	});
});

test('fields are sent in the order of the form, and only those of the form', () => {
	const fields = ['b', 'a', 'c'].map((id) => ({ ...fieldOf('text'), id }));
	const payload = formToPayload(fields, { a: '1', b: '2', d: '3' }, 'create');
	expect(JSON.stringify(payload)).toBe('{"b":"2","a":"1"}');
});

describe('a value that an expression left blank', () => {
	const BLANK = [undefined, null, '', ' ', 'undefined', 'null', [], {}, NaN];
	const sendFrom = (kind: FieldKind, value: unknown): unknown =>
		formToPayload([fieldOf(kind, CHOICES)], { x: value }, 'create', 'UTC', () => true);

	test.each<FieldKind>(['text', 'list'])('is not sent if it is a %s', (kind) => {
		for (const value of BLANK) expect(sendFrom(kind, value)).toEqual({});
	});

	test.each(ALL_KINDS.filter((kind) => kind !== 'text' && kind !== 'list'))(
		'is rejected if it is a %s',
		(kind) => {
			for (const value of BLANK) {
				expect(inputErrorOf(() => sendFrom(kind, value)).message).toBe("'Field' is empty");
			}
		},
	);
});
