import { humanize, looksLikeField, parseField } from '../../domain/payload/capabilityField.ts';
import type { FieldKind } from '../../domain/payload/field.ts';

const parse = (field: Record<string, unknown>) => parseField('x', field);

const TYPES: Readonly<Record<FieldKind, readonly string[]>> = {
	text: ['string', 'str', 'text', 'textarea', 'markdown'],
	url: ['url', 'uri', 'link'],
	number: ['integer', 'int', 'number', 'float', 'double'],
	flag: ['boolean', 'bool'],
	dateTime: ['datetime', 'date-time'],
	choice: ['enum', 'select', 'choice', 'option', 'options'],
	choices: ['multiselect'],
	list: ['array', 'list', 'string[]', 'tags'],
	raw: ['object', 'json'],
};
const ALL_TYPES = Object.entries(TYPES).flatMap(([kind, types]) =>
	types.map((type) => ({ kind, type })),
);

describe('the type', () => {
	test.each(ALL_TYPES)('$type is $kind', ({ kind, type }) => {
		for (const key of ['type', 'dataType', 'data_type', 'kind']) {
			for (const value of [type, type.toUpperCase(), ['null', type], [type, 'null']]) {
				expect(looksLikeField({ [key]: value })).toBe(true);
				expect(parse({ [key]: value })).toEqual({ id: 'x', label: 'X', kind });
			}
		}
	});

	test.each(['hologram', '', 'null', ['null'], []])('%j is not known', (type) => {
		expect(looksLikeField({ type })).toBe(false);
		expect(parse({ type }).kind).toBe('raw');
	});

	test.each(['url', 'URI'])('text with the format %s is a URL', (format) => {
		expect(parse({ type: 'string', format }).kind).toBe('url');
		expect(parse({ type: 'integer', format }).kind).toBe('number');
	});

	test.each(['date-time', 'DateTime'])('text with the format %s is a time', (format) => {
		expect(parse({ type: 'string', format }).kind).toBe('dateTime');
		expect(parse({ type: 'boolean', format }).kind).toBe('flag');
	});

	test.each(['email', '', null, 7])('text with the format %p is a text', (format) => {
		expect(parse({ type: 'string', format }).kind).toBe('text');
	});

	test.each<[unknown, FieldKind]>([
		[undefined, 'list'],
		['string', 'list'],
		['text', 'list'],
		[{ type: 'string' }, 'list'],
		[{ type: 'TEXT' }, 'list'],
		[{}, 'list'],
		['integer', 'raw'],
		[{ type: 'object' }, 'raw'],
		[{ type: 'string', enum: ['a'] }, 'choices'],
		[{ type: 'integer', choices: [1] }, 'choices'],
		[{ options: ['a'] }, 'choices'],
	])('a list of %j is %s', (items, kind) => {
		expect(parse({ type: 'array', items }).kind).toBe(kind);
	});
});

describe('what describes a value', () => {
	test.each([
		{ type: 'string' },
		{ enum: ['a'] },
		{ type: 'array', items: { type: 'string' } },
		{ type: 'string', fields: 'a text' },
	])('is %j', (value) => {
		expect(looksLikeField(value)).toBe(true);
	});

	test.each([
		undefined,
		null,
		'string',
		7,
		[],
		[{ type: 'string' }],
		{},
		{ label: 'X' },
		{ enum: [] },
	])('is not %j', (value) => {
		expect(looksLikeField(value)).toBe(false);
	});

	test.each(['fields', 'properties', 'payload', 'payloadSchema', 'schema'])(
		'is not a group with %s',
		(key) => {
			expect(looksLikeField({ type: 'object', [key]: {} })).toBe(false);
			expect(looksLikeField({ type: 'object', [key]: [] })).toBe(false);
			expect(looksLikeField({ type: 'object', [key]: true })).toBe(true);
		},
	);
});

describe('choices', () => {
	const A = [{ name: 'a', value: 'a' }];

	test.each(
		['enum', 'choices', 'options', 'values', 'allowedValues', 'allowed_values'].concat([
			'allowed',
			'oneOf',
			'anyOf',
		]),
	)('may be named %s', (key) => {
		expect(parse({ [key]: ['a'] })).toEqual({ id: 'x', label: 'X', kind: 'choice', choices: A });
		expect(parse({ [key]: null }).kind).toBe('raw');
	});

	test.each(['enum', 'choices', 'options'])('of a list may be named %s', (key) => {
		expect(parse({ type: 'array', items: { [key]: ['a'] } }).choices).toEqual(A);
	});

	test('of the field come before those of its entries', () => {
		expect(parse({ type: 'array', enum: ['a'], items: { enum: ['b'] } }).choices).toEqual(A);
	});

	test.each(['value', 'id', 'const', 'key', 'slug'])('may have their value at %s', (key) => {
		expect(parse({ enum: [{ [key]: 'a' }] }).choices).toEqual(A);
		expect(parse({ enum: [{ [key]: 7 }] }).choices).toEqual([{ name: '7', value: 7 }]);
	});

	test.each(['label', 'name', 'title'])('may have their name at %s', (key) => {
		expect(parse({ enum: [{ value: 'a', [key]: 'A' }] }).choices).toEqual([
			{ name: 'A', value: 'a' },
		]);
		expect(parse({ enum: [{ value: 'a', [key]: 7 }] }).choices).toEqual(A);
	});

	test('may be a map from values to names', () => {
		expect(parse({ enum: { a: 'A', b: 'B' } }).choices).toEqual([
			{ name: 'A', value: 'a' },
			{ name: 'B', value: 'b' },
		]);
	});

	test.each<[string, unknown]>([
		['an empty list', []],
		['an empty map', {}],
		['a text', 'a'],
		['a list with a switch', ['a', true]],
		['a list with null', ['a', null]],
		['a list with an object without a value', ['a', { name: 'A' }]],
	])('are not %s', (_name, choices) => {
		expect(parse({ type: 'string', enum: choices })).toEqual({ id: 'x', label: 'X', kind: 'text' });
	});

	test.each<[Record<string, unknown>, FieldKind]>([
		[{ type: 'string' }, 'choice'],
		[{ type: 'string', multiple: true }, 'choices'],
		[{ type: 'string', multi: true }, 'choices'],
		[{ type: 'string', multiple: 'true' }, 'choice'],
		[{ type: 'integer' }, 'choice'],
		[{ type: 'integer', multiple: true }, 'choice'],
		[{ type: 'array' }, 'choices'],
		[{ type: 'multiselect' }, 'choices'],
		[{ type: 'boolean' }, 'flag'],
		[{ type: 'url' }, 'url'],
		[{ type: 'hologram' }, 'choice'],
	])('make %j %s', (field, kind) => {
		expect(parse({ ...field, enum: ['a'] }).kind).toBe(kind);
	});
});

describe('limits', () => {
	const ALIASES: ReadonlyArray<readonly [string, readonly FieldKind[], readonly string[]]> = [
		['minLength', ['text', 'url'], ['minLength', 'min_length', 'min']],
		[
			'maxLength',
			['text', 'url'],
			['maxLength', 'max_length', 'maxChars', 'max_chars', 'maxCharacters', 'max'],
		],
		['minimum', ['number'], ['minimum', 'min', 'minValue']],
		['maximum', ['number'], ['maximum', 'max', 'maxValue']],
		['maxItems', ['list', 'choices'], ['maxItems', 'max_items', 'maxCount', 'max']],
		[
			'maxTotalLength',
			['list', 'choices'],
			[
				'maxTotalLength',
				'max_total_length',
				'totalMaxLength',
				'maxTotalChars',
				'maxTotalCharacters',
				'max_total_chars',
			],
		],
	];
	const ALL_KEYS = [...new Set(ALIASES.flatMap(([, , keys]) => keys))];

	test.each(
		ALL_KEYS.flatMap((key) => Object.keys(TYPES).map((kind) => ({ key, kind: kind as FieldKind }))),
	)('$key of a $kind', ({ key, kind }) => {
		const type = TYPES[kind][0];
		const limits = ALIASES.filter(
			([, kinds, keys]) => kinds.includes(kind) && keys.includes(key),
		).map(([limit]) => [limit, 5] as const);
		const expected = { id: 'x', label: 'X', kind, ...Object.fromEntries(limits) };
		expect(parse({ type, [key]: 5 })).toEqual(expected);
		expect(parse({ type, [key]: ' 5 ' })).toEqual(expected);
	});

	test.each([undefined, null, '', ' ', 'many', NaN, Infinity, true, [5]])(
		'%p is no limit',
		(value) => {
			expect(parse({ type: 'string', maxLength: value })).toStrictEqual({
				id: 'x',
				label: 'X',
				kind: 'text',
			});
		},
	);

	test('may be zero or negative', () => {
		expect(parse({ type: 'number', min: -5, max: 0 })).toMatchObject({ minimum: -5, maximum: 0 });
	});

	test.each(['constraints', 'limits', 'validation', 'rules'])('may be below %s', (key) => {
		expect(parse({ type: 'string', [key]: { maxLength: 5, required: true } })).toEqual({
			id: 'x',
			label: 'X',
			kind: 'text',
			maxLength: 5,
			required: true,
		});
		expect(parse({ type: 'string', maxLength: 7, [key]: { maxLength: 5 } }).maxLength).toBe(7);
		expect(parse({ type: 'string', [key]: 'none' }).kind).toBe('text');
	});
});

describe('other facts', () => {
	test.each(['required', 'isRequired', 'is_required', 'mandatory'])('%s', (key) => {
		expect(parse({ type: 'string', [key]: true }).required).toBe(true);
		expect(parse({ type: 'string', [key]: false })).not.toHaveProperty('required');
		expect(parse({ type: 'string', [key]: 'true' })).not.toHaveProperty('required');
	});

	test('optional: false', () => {
		expect(parse({ type: 'string', optional: false }).required).toBe(true);
		expect(parse({ type: 'string', optional: true })).not.toHaveProperty('required');
	});

	test.each(['default', 'defaultValue', 'default_value'])('%s', (key) => {
		for (const value of ['a', 0, false]) {
			expect(parse({ type: 'string', [key]: value }).default).toBe(value);
		}
		for (const value of ['', null, [], {}]) {
			expect(parse({ type: 'string', [key]: value })).not.toHaveProperty('default');
		}
	});

	test.each(['label', 'title', 'displayName', 'display_name'])('%s', (key) => {
		expect(parse({ type: 'string', [key]: 'Nice Name' }).label).toBe('Nice Name');
		for (const value of ['', 7, null]) {
			expect(parse({ type: 'string', [key]: value }).label).toBe('X');
		}
	});

	test.each([
		['title', 'Title'],
		['madeForKids', 'Made For Kids'],
		['made_for_kids', 'Made For Kids'],
		['made--for__kids', 'Made For Kids'],
		['categoryId', 'Category ID'],
		['cover_url', 'Cover URL'],
		['url', 'URL'],
		['idea', 'Idea'],
		['video2Title', 'Video2 Title'],
		['HTTPCode', 'HTTPCode'],
	])('the key %s becomes the label %s', (id, label) => {
		expect(humanize(id)).toBe(label);
		expect(parseField(id, { type: 'string' }).label).toBe(label);
	});
});
