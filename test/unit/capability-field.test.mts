import {
	firstOf,
	humanize,
	isObject,
	looksLikeField,
	parseField,
} from '../../domain/payload/capabilityField.ts';

const parse = (field: Record<string, unknown>) => parseField('x', field);
/** What a field has besides its ID and label. */
const rest = (field: Record<string, unknown>) => {
	const { id, label, ...others } = parse(field);
	expect([id, label]).toEqual(['x', 'X']);
	return others;
};

const AB = [
	{ name: 'a', value: 'a' },
	{ name: 'b', value: 'b' },
];

describe('kinds', () => {
	test.each([
		['string', 'text'],
		['str', 'text'],
		['text', 'text'],
		['textarea', 'text'],
		['markdown', 'text'],
		['url', 'url'],
		['uri', 'url'],
		['link', 'url'],
		['integer', 'number'],
		['int', 'number'],
		['number', 'number'],
		['float', 'number'],
		['double', 'number'],
		['boolean', 'flag'],
		['bool', 'flag'],
		['datetime', 'dateTime'],
		['date-time', 'dateTime'],
		['enum', 'choice'],
		['select', 'choice'],
		['choice', 'choice'],
		['option', 'choice'],
		['options', 'choice'],
		['multiselect', 'choices'],
		['array', 'list'],
		['list', 'list'],
		['string[]', 'list'],
		['tags', 'list'],
		['object', 'raw'],
		['json', 'raw'],
	])('a field of type %s is of kind %s', (type, kind) => {
		for (const key of ['type', 'dataType', 'data_type', 'kind']) {
			for (const given of [type, type.toUpperCase(), [type, 'null'], ['null', type]]) {
				expect(rest({ [key]: given })).toEqual({ kind });
				expect(looksLikeField({ [key]: given })).toBe(true);
			}
		}
	});

	test.each<[string, Record<string, unknown>, string]>([
		['no type', {}, 'raw'],
		['an unknown type', { type: 'hologram' }, 'raw'],
		['a type that is no text', { type: 7 }, 'raw'],
		['a type with a name that every object has', { type: 'constructor' }, 'raw'],
		['another such type', { type: 'toString' }, 'raw'],
		['no type but null', { type: ['null'] }, 'raw'],
		['the first of several types', { type: ['integer', 'string'] }, 'number'],
		['the first of several keys', { kind: 'bool', type: 'string' }, 'text'],
		['format url', { type: 'string', format: 'url' }, 'url'],
		['format uri', { type: 'string', format: 'URI' }, 'url'],
		['format date-time', { type: 'string', format: 'date-time' }, 'dateTime'],
		['format datetime', { type: 'string', format: 'DateTime' }, 'dateTime'],
		['another format', { type: 'string', format: 'email' }, 'text'],
		['a format without a type', { format: 'url' }, 'raw'],
		['a number with the format of a text', { type: 'number', format: 'url' }, 'number'],
		['a number with the format of a time', { type: 'number', format: 'date-time' }, 'number'],
		['a list of texts', { type: 'array', items: { type: 'string' } }, 'list'],
		['a list of long texts', { type: 'array', items: { type: 'text' } }, 'list'],
		['a list of whatever', { type: 'array', items: {} }, 'list'],
		['a list of named type string', { type: 'array', items: 'string' }, 'list'],
		['a list of named type text', { type: 'array', items: 'text' }, 'list'],
		['a list of numbers', { type: 'array', items: { type: 'integer' } }, 'raw'],
		['a list of objects', { type: 'array', items: 'object' }, 'raw'],
	])('%s', (_name, field, kind) => {
		expect(rest(field)).toEqual({ kind });
	});

	test.each<[Record<string, unknown>, string]>([
		[{}, 'choice'],
		[{ type: 'string' }, 'choice'],
		[{ type: 'string', format: 'url' }, 'choice'],
		[{ type: 'string', multiple: true }, 'choices'],
		[{ type: 'string', multi: true }, 'choices'],
		[{ type: 'string', multiple: false }, 'choice'],
		[{ type: 'string', multiple: 'no' }, 'choice'],
		[{ type: 'integer' }, 'choice'],
		[{ type: 'integer', multiple: true }, 'choice'],
		[{ type: 'enum' }, 'choice'],
		[{ type: 'multiselect' }, 'choices'],
		[{ type: 'array' }, 'choices'],
		[{ type: 'array', items: { type: 'object' } }, 'choices'],
		[{ type: 'url' }, 'url'],
		[{ type: 'bool' }, 'flag'],
		[{ type: 'object' }, 'raw'],
		[{ type: 'hologram' }, 'choice'],
	])('%j with choices is of kind %s', (field, kind) => {
		expect(rest({ ...field, enum: ['a', 'b'] })).toEqual({ kind, choices: AB });
	});
});

describe('choices', () => {
	const KEYS = [
		...['enum', 'choices', 'options', 'values', 'allowedValues', 'allowed_values'],
		...['allowed', 'oneOf', 'anyOf'],
	];

	test.each(KEYS)('may be given as %s', (key) => {
		expect(rest({ [key]: ['a', 'b'] })).toEqual({ kind: 'choice', choices: AB });
		expect(rest({ [key]: ['a', 'b'], items: { enum: ['c'] } }).choices).toEqual(AB);
	});

	test.each(['enum', 'choices', 'options'])('may be given as %s of the entries', (key) => {
		const field = { type: 'array', items: { [key]: ['a', 'b'] } };
		expect(rest(field)).toEqual({ kind: 'choices', choices: AB });
	});

	test.each(['value', 'id', 'const', 'key', 'slug'])('may hold their value as %s', (key) => {
		expect(rest({ enum: [{ [key]: 'a' }, { [key]: 'b' }] }).choices).toEqual(AB);
	});

	test.each(['label', 'name', 'title'])('may hold their name as %s', (key) => {
		const given = [
			{ value: 'a', [key]: 'A' },
			{ value: 7, [key]: 'Seven' },
		];
		expect(rest({ enum: given }).choices).toEqual([
			{ name: 'A', value: 'a' },
			{ name: 'Seven', value: 7 },
		]);
	});

	test.each<[string, unknown, unknown]>([
		[
			'numbers',
			[1, 2],
			[
				{ name: '1', value: 1 },
				{ name: '2', value: 2 },
			],
		],
		[
			'a map',
			{ a: 'A', b: 7 },
			[
				{ name: 'A', value: 'a' },
				{ name: 'b', value: 'b' },
			],
		],
		['names that are no texts', [{ value: 'a', name: 7 }], [{ name: 'a', value: 'a' }]],
		['an empty list', [], undefined],
		['an empty map', {}, undefined],
		['a text', 'a, b', undefined],
		['flags', [true, false], undefined],
		['a value among others that is no text', ['a', null], undefined],
		['objects without a value', [{ label: 'A' }], undefined],
		['lists', [['a']], undefined],
	])('%s', (_name, given, choices) => {
		expect(parse({ type: 'select', enum: given })).toEqual({
			id: 'x',
			label: 'X',
			kind: 'choice',
			...(choices === undefined ? {} : { choices }),
		});
	});
});

describe('required, default and label', () => {
	test.each(['required', 'isRequired', 'is_required', 'mandatory'])('required as %s', (key) => {
		expect(rest({ type: 'string', [key]: true })).toEqual({ kind: 'text', required: true });
		for (const value of [false, 'true', 1, null]) {
			expect(rest({ type: 'string', [key]: value })).toEqual({ kind: 'text' });
		}
	});

	test('what is not optional is required', () => {
		expect(rest({ type: 'string', optional: false })).toEqual({ kind: 'text', required: true });
		expect(rest({ type: 'string', optional: true })).toEqual({ kind: 'text' });
		expect(rest({ type: 'string', optional: null })).toEqual({ kind: 'text' });
	});

	test.each(['default', 'defaultValue', 'default_value'])('default as %s', (key) => {
		for (const value of ['a', 0, 7, true, false]) {
			expect(rest({ type: 'string', [key]: value })).toEqual({ kind: 'text', default: value });
		}
		for (const value of ['', null, undefined, {}, ['a']]) {
			expect(rest({ type: 'string', [key]: value })).toEqual({ kind: 'text' });
		}
	});

	test.each(['label', 'title', 'displayName', 'display_name'])('label as %s', (key) => {
		expect(parse({ type: 'string', [key]: 'Nice' })).toEqual({
			id: 'x',
			label: 'Nice',
			kind: 'text',
		});
		for (const value of ['', 7, null])
			expect(rest({ type: 'url', [key]: value })).toEqual({ kind: 'url' });
	});

	test.each([
		['title', 'Title'],
		['madeForKids', 'Made For Kids'],
		['made_for_kids', 'Made For Kids'],
		['made__for--kids', 'Made For Kids'],
		['cover-url', 'Cover URL'],
		['categoryId', 'Category ID'],
		['id', 'ID'],
		['urlOfIdea', 'URL Of Idea'],
		['curlId2', 'Curl Id2'],
		['video2Title', 'Video2 Title'],
		['HTML', 'HTML'],
	])('%s becomes %s', (id, label) => {
		expect(humanize(id)).toBe(label);
		expect(parseField(id, {}).label).toBe(label);
	});
});

describe('limits', () => {
	const LENGTHS = {
		minLength: ['minLength', 'min_length', 'min'],
		maxLength: ['maxLength', 'max_length', 'maxChars', 'max_chars', 'maxCharacters', 'max'],
	};
	const SIZES = {
		maxItems: ['maxItems', 'max_items', 'maxCount', 'max'],
		maxTotalLength: [
			...['maxTotalLength', 'max_total_length', 'totalMaxLength'],
			...['maxTotalChars', 'maxTotalCharacters', 'max_total_chars'],
		],
	};
	const RANGE = {
		minimum: ['minimum', 'min', 'minValue'],
		maximum: ['maximum', 'max', 'maxValue'],
	};
	/** Everything that is understood for one kind or another. */
	const ALL = [LENGTHS, SIZES, RANGE].flatMap((limits) => Object.values(limits).flat());

	const KINDS: Array<[string, string, Record<string, string[]>]> = [
		['string', 'text', LENGTHS],
		['url', 'url', LENGTHS],
		['number', 'number', RANGE],
		['list', 'list', SIZES],
		['multiselect', 'choices', SIZES],
		['bool', 'flag', {}],
		['datetime', 'dateTime', {}],
		['select', 'choice', {}],
		['json', 'raw', {}],
	];
	const CASES = KINDS.flatMap(([type, kind, limits]) =>
		[...new Set(ALL)].map((key) => {
			const limit = Object.keys(limits).find((name) => limits[name]?.includes(key));
			return [type, key, { kind }, limit] as const;
		}),
	);

	test.each(CASES)('%s with %s', (type, key, expected, limit) => {
		expect(rest({ type, [key]: 7 })).toEqual({ ...expected, ...(limit && { [limit]: 7 }) });
	});

	test.each(KINDS)('%s: the first key counts', (type, kind, limits) => {
		for (const [limit, keys] of Object.entries(limits)) {
			const field = Object.fromEntries(keys.map((key, place) => [key, place] as const).reverse());
			expect(rest({ type, ...field })).toMatchObject({ kind, [limit]: 0 });
		}
	});

	test.each<[unknown, number | undefined]>([
		[0, 0],
		[0.5, 0.5],
		['7', 7],
		[' 7 ', 7],
		['', undefined],
		[' ', undefined],
		['many', undefined],
		[Infinity, undefined],
		['Infinity', undefined],
		[NaN, undefined],
		[true, undefined],
		[[7], undefined],
		[null, undefined],
	])('%p as a limit is %p', (value, maximum) => {
		expect(rest({ type: 'number', maximum: value })).toStrictEqual({
			kind: 'number',
			...(maximum === undefined ? {} : { maximum }),
		});
	});

	test.each(['constraints', 'limits', 'validation', 'rules'])('may be apart, in %s', (key) => {
		expect(rest({ type: 'string', [key]: { maxLength: 7, required: true } })).toEqual({
			kind: 'text',
			maxLength: 7,
			required: true,
		});
		expect(rest({ type: 'string', maxLength: 5, [key]: { maxLength: 7 } })).toEqual({
			kind: 'text',
			maxLength: 5,
		});
		for (const none of ['max:7', null, 7, ['a']]) {
			expect(rest({ type: 'string', [key]: none })).toEqual({ kind: 'text' });
		}
	});
});

describe('what looks like a field', () => {
	test.each<[boolean, unknown]>([
		[true, { type: 'string' }],
		[true, { type: 'string', properties: 'none' }],
		[true, { enum: ['a'] }],
		[true, { items: { enum: ['a'] } }],
		[false, { type: 'hologram' }],
		[false, { type: 'hologram', enum: ['a'] }],
		[false, { enum: [] }],
		[false, { maxLength: 7 }],
		[false, {}],
		[false, [{ type: 'string' }]],
		[false, 'string'],
		[false, null],
		[false, undefined],
		...['fields', 'properties', 'payload', 'payloadSchema', 'schema'].flatMap(
			(group): Array<[boolean, unknown]> => [
				[false, { type: 'object', [group]: {} }],
				[false, { type: 'object', [group]: [] }],
			],
		),
	])('%p: %j', (expected, value) => {
		expect(looksLikeField(value)).toBe(expected);
	});
});

test.each<[boolean, unknown]>([
	[true, {}],
	[true, { a: 1 }],
	[false, []],
	[false, null],
	[false, undefined],
	[false, 'text'],
])('an object: %p for %j', (expected, value) => {
	expect(isObject(value)).toBe(expected);
});

test('the first key that is present counts, even if its value is empty', () => {
	const source = { no: null, none: undefined, zero: 0, blank: '', off: false, one: 1 };
	expect(firstOf(source, 'no', 'none', 'zero', 'one')).toBe(0);
	expect(firstOf(source, 'blank', 'one')).toBe('');
	expect(firstOf(source, 'missing', 'off', 'one')).toBe(false);
	expect(firstOf(source, 'one', 'zero')).toBe(1);
	expect(firstOf(source, 'no', 'none', 'missing')).toBeUndefined();
});

test.each(Object.getOwnPropertyNames(Object.prototype))('%s is not a type of a field', (type) => {
	expect(looksLikeField({ type })).toBe(false);
});
