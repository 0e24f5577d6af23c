import { documentedFields } from '../../domain/payload/documented.ts';
import { parseCapabilities } from '../../domain/payload/capabilities.ts';

const TITLE = { id: 'title', label: 'Title', kind: 'text', required: true, maxLength: 100 };
const PRIVACY = {
	id: 'privacy',
	label: 'Privacy',
	kind: 'choice',
	default: 'private',
	choices: [
		{ name: 'public', value: 'public' },
		{ name: 'private', value: 'private' },
	],
};

const list = [
	{ name: 'title', type: 'string', required: true, maxLength: 100 },
	{ name: 'privacy', type: 'string', default: 'private', enum: ['public', 'private'] },
];
const map = {
	title: { type: 'string', required: true, maxLength: 100 },
	privacy: { type: 'string', default: 'private', enum: ['public', 'private'] },
};
const schema = {
	type: 'object',
	required: ['title'],
	properties: {
		title: { type: 'string', maxLength: 100 },
		privacy: { type: 'string', default: 'private', enum: ['public', 'private'] },
	},
};

/** TikTok is not documented, so nothing is added to what is read. */
const read = (body: unknown, type = 'video') => parseCapabilities(body, 'tiktok', type);

describe.each([
	['a list', list],
	['a map', map],
	['a JSON Schema', schema],
])('%s', (_name, fields) => {
	test.each<[string, unknown]>([
		['at the top', fields],
		['under fields', { fields }],
		['under payload', { platform: 'tiktok', payload: fields }],
		['under the content type', { video: fields }],
		['under the content type and fields', { video: { maxSizeBytes: 1, fields } }],
		[
			'under contentTypes',
			{ contentTypes: { video: { payload: fields }, image: { payload: [] } } },
		],
		['in data', { data: { content_types: { video: { payloadSchema: fields } } } }],
		[
			'in a list of types',
			{
				items: [
					{ type: 'image', fields: [] },
					{ type: 'video', fields },
				],
			},
		],
		['in a list of named types', { contentTypes: [{ name: 'video', schema: fields }] }],
		['beside media limits', { video: { media: { maxSizeBytes: 5, formats: ['mp4'] }, fields } }],
	])('%s', (_place, body) => {
		expect(read(body)).toEqual([TITLE, PRIVACY]);
	});
});

test('a schema of the whole request holds the payload', () => {
	const request = { properties: { connectionId: { type: 'string' }, payload: schema } };
	expect(read({ video: request })).toEqual([TITLE, PRIVACY]);
});

test('the fields of another content type are not taken for this one', () => {
	expect(read({ contentTypes: { image: { fields: list } } })).toBeUndefined();
	expect(read({ image: { fields: list } })).toBeUndefined();
	expect(read({ contentTypes: { image: { fields: list }, video: { fields: map } } })).toHaveLength(
		2,
	);
});

test('fields named like content types are fields', () => {
	const fields = [
		{ name: 'text', type: 'string', required: true },
		{ name: 'link', type: 'url' },
	];
	for (const body of [{ text: { fields } }, { fields }, fields]) {
		expect(read(body, 'text')?.map(({ id }) => id)).toEqual(['text', 'link']);
	}
});

describe('where the section of a content type is found', () => {
	const title = { fields: [list[0]] };
	const privacy = { fields: [list[1]] };

	test.each(['contentType', 'content_type', 'type', 'slug', 'name', 'id'])('named by %s', (key) => {
		expect(
			read([{ [key]: 'image', ...title }, 'video', null, { [key]: 'video', ...privacy }]),
		).toEqual([PRIVACY]);
		expect(
			read({ types: [[{ [key]: 'image', ...title }], [{ [key]: 'video', ...privacy }]] }),
		).toEqual([PRIVACY]);
	});

	test.each<[string, unknown, unknown[]]>([
		['the first of two', [{ video: title }, { video: privacy }], [TITLE]],
		['the outer of two', { more: { video: privacy }, video: title }, [TITLE]],
		['after one without fields', { video: { maxSizeBytes: 5 }, more: { video: title } }, [TITLE]],
		['after another content type', { image: title, more: { video: privacy } }, [PRIVACY]],
		['beside fields that every type has', { fields: [list[0]], video: privacy }, [PRIVACY]],
		['nowhere, so the fields are for all types', { about: 'x', all: title }, [TITLE]],
	])('%s', (_name, body, expected) => {
		expect(read(body)).toEqual(expected);
	});
});

describe('depth', () => {
	const wrap = (value: unknown, levels: number): unknown =>
		levels === 0 ? value : { inner: wrap(value, levels - 1) };
	const wrapInLists = (value: unknown, levels: number): unknown =>
		levels === 0 ? value : [wrapInLists(value, levels - 1)];

	test.each([0, 1, 4, 5])('%d levels are searched', (levels) => {
		expect(read(wrap(list, levels))).toEqual([TITLE, PRIVACY]);
		expect(read(wrap({ video: list }, levels))).toEqual([TITLE, PRIVACY]);
		expect(read({ video: wrap(list, levels) })).toEqual([TITLE, PRIVACY]);
		expect(read(wrapInLists({ video: list }, levels))).toEqual([TITLE, PRIVACY]);
	});

	test.each([6, 7, 100])('%d levels are too many', (levels) => {
		expect(read(wrap(list, levels))).toBeUndefined();
		expect(read(wrap({ video: list }, levels))).toBeUndefined();
		expect(read({ video: wrap(list, levels) })).toBeUndefined();
		expect(read(wrapInLists({ video: list }, levels))).toBeUndefined();
	});
});

describe('of several places for fields, the likelier one counts', () => {
	const LIKELY = [
		...['payloadSchema', 'payload_schema', 'payload', 'payloadFields', 'schema'],
		...['fields', 'properties', 'parameters', 'attributes', 'somethingElse'],
	];
	const pairs = LIKELY.flatMap((likelier, place) =>
		LIKELY.slice(place + 1).map((other) => [likelier, other]),
	);

	test.each(pairs)('%s before %s', (likelier, other) => {
		expect(read({ [other]: [list[1]], [likelier]: [list[0]] })).toEqual([TITLE]);
	});

	test.each([
		['an empty list', []],
		['an empty map', {}],
		['null', null],
		['a list of texts', ['title']],
	])('unless it holds %s', (_name, nothing) => {
		expect(read({ payload: nothing, fields: list })).toEqual([TITLE, PRIVACY]);
	});
});

describe('a JSON Schema', () => {
	test.each<[string, unknown, object]>([
		['a list of the required fields', ['privacy', 'title', 'other'], { required: true }],
		['an empty list', [], {}],
		['a flag', true, {}],
		['a text', 't', {}],
		['nothing', undefined, {}],
	])('with %s', (_name, required, expected) => {
		const properties = { t: { type: 'string' }, title: { type: 'string' } };
		expect(read({ required, properties })).toEqual([
			{ id: 't', label: 'T', kind: 'text' },
			{ id: 'title', label: 'Title', kind: 'text', ...expected },
		]);
	});

	test.each<[string, unknown, string]>([
		['text', { type: 'string' }, 'text'],
		['object of unknown fields', { type: 'object' }, 'raw'],
		['object with a remark about its fields', { type: 'object', properties: 'many' }, 'raw'],
	])('may have a field named payload: %s', (_name, payload, kind) => {
		expect(read({ properties: { payload } })).toEqual([{ id: 'payload', label: 'Payload', kind }]);
	});
});

test.each(['name', 'key', 'id', 'field', 'property', 'slug'])(
	'the fields of a list may be named by %s',
	(key) => {
		const field = { type: 'string', label: 'X' };
		expect(read([{ ...field, [key]: 'x' }])).toEqual([{ id: 'x', label: 'X', kind: 'text' }]);
		for (const id of ['', 7, null]) expect(read([{ ...field, [key]: id }])).toBeUndefined();
		expect(read([{ ...field, [key]: 'x' }, field])).toBeUndefined();
	},
);

describe('other names', () => {
	const one = (field: object) => read({ fields: [{ name: 'x', ...field }] })?.[0];

	test.each([
		[
			'integer',
			{ type: 'integer', minimum: 1, maximum: 9 },
			{ kind: 'number', minimum: 1, maximum: 9 },
		],
		[
			'number with min and max',
			{ type: 'float', min: '0.5', max: 2 },
			{ kind: 'number', minimum: 0.5, maximum: 2 },
		],
		['bool', { type: 'bool', default_value: true }, { kind: 'flag', default: true }],
		['date-time by format', { type: 'string', format: 'date-time' }, { kind: 'dateTime' }],
		['datetime', { type: 'datetime' }, { kind: 'dateTime' }],
		['url by format', { type: 'string', format: 'uri' }, { kind: 'url' }],
		[
			'list',
			{ type: 'array', items: { type: 'string' }, maxItems: 5 },
			{ kind: 'list', maxItems: 5 },
		],
		['list of objects', { type: 'array', items: { type: 'object' } }, { kind: 'raw' }],
		[
			'list of choices',
			{ type: 'array', items: { type: 'string', enum: ['a', 'b'] } },
			{ kind: 'choices' },
		],
		['multiple choice', { type: 'select', options: ['a'], multiple: true }, { kind: 'choice' }],
		['nullable', { type: ['null', 'string'] }, { kind: 'text' }],
		['upper case', { type: 'STRING', max_length: 7 }, { kind: 'text', maxLength: 7 }],
		['constraints apart', { type: 'string', constraints: { maxLength: 7 } }, { maxLength: 7 }],
		['mandatory', { type: 'string', mandatory: true }, { required: true }],
		['not optional', { type: 'string', optional: false }, { required: true }],
		['label', { type: 'string', displayName: 'Nice' }, { label: 'Nice' }],
		[
			'choices with labels',
			{ type: 'enum', choices: [{ value: 1, label: 'One' }] },
			{ kind: 'choice', choices: [{ name: 'One', value: 1 }] },
		],
		[
			'choices as a map',
			{ type: 'select', values: { a: 'A' } },
			{ choices: [{ name: 'A', value: 'a' }] },
		],
		[
			'oneOf',
			{ type: 'string', oneOf: [{ const: 'a', title: 'A' }] },
			{ choices: [{ name: 'A', value: 'a' }] },
		],
		['choices without a type', { enum: ['a'] }, { kind: 'choice' }],
		['object', { type: 'object' }, { kind: 'raw' }],
		['total length', { type: 'array', max_total_length: 500 }, { maxTotalLength: 500 }],
	])('%s', (_name, field, expected) => {
		expect(one(field)).toMatchObject(expected);
	});

	test('labels are made of keys', () => {
		const fields = read({ fields: { madeForKids: { type: 'bool' }, cover_url: { type: 'url' } } });
		expect(fields?.map(({ label }) => label)).toEqual(['Made For Kids', 'Cover URL']);
	});
});

describe('junk gives no form', () => {
	const deep: Record<string, unknown> = {};
	let end = deep;
	for (let depth = 0; depth < 1000; depth++) end = end.next = {} as Record<string, unknown>;
	end.fields = list;

	test.each<[string, unknown]>([
		['nothing', undefined],
		['null', null],
		['text', '<html></html>'],
		['number', 7],
		['empty object', {}],
		['empty list', []],
		['list of texts', ['title', 'privacy']],
		['texts in place of fields', { fields: 'see the documentation' }],
		['fields without a type', { fields: [{ name: 'title' }] }],
		['fields of unknown types', { fields: [{ name: 'title', type: 'hologram' }] }],
		['fields without names', { fields: [{ type: 'string' }] }],
		['half a list', { fields: [...list, 'and more'] }],
		['too deep', deep],
		['a schema without fields', { properties: {} }],
		['a schema of texts', { properties: { title: 'string' } }],
		['a schema with a text among its fields', { properties: { ...map, remark: 'None' } }],
		['a map with a text among its fields', { fields: { ...map, remark: 'None' } }],
		['limits only', { video: { maxSizeBytes: 5, maxDurationSeconds: 6 } }],
	])('%s', (_name, body) => {
		expect(read(body)).toBeUndefined();
	});
});

describe('documented fields complete the live ones', () => {
	const youtube = (fields: unknown) => parseCapabilities({ fields }, 'youtube', 'video');
	const category = {
		id: 'categoryId',
		label: 'Category',
		kind: 'choice',
		openChoices: true,
		choices: documentedFields('youtube', 'video')?.[4]?.choices,
	};

	test.each<[string, unknown, unknown]>([
		[
			'the label',
			{ madeForKids: { type: 'bool', default: true } },
			{ id: 'madeForKids', label: 'Made for Kids', kind: 'flag', default: true },
		],
		[
			'not a label of its own',
			{ madeForKids: { type: 'bool', label: 'For kids' } },
			{ id: 'madeForKids', label: 'For kids', kind: 'flag' },
		],
		['the choices of a text', { categoryId: { type: 'string' } }, category],
		[
			'not the choices of a number',
			{ categoryId: { type: 'integer' } },
			{ id: 'categoryId', label: 'Category', kind: 'number' },
		],
		[
			'the names of choices, but not of those that have a name',
			{ categoryId: { enum: ['27', { value: '10', label: 'Songs' }, 24, '99'] } },
			{
				id: 'categoryId',
				label: 'Category',
				kind: 'choice',
				choices: [
					{ name: 'Education', value: '27' },
					{ name: 'Songs', value: '10' },
					{ name: '24', value: 24 },
					{ name: '99', value: '99' },
				],
			},
		],
		[
			'no choices where none are documented',
			{ title: { enum: ['a'] } },
			{ id: 'title', label: 'Title', kind: 'choice', choices: [{ name: 'a', value: 'a' }] },
		],
		[
			'nothing else of a text',
			{ title: { type: 'string' } },
			{ id: 'title', label: 'Title', kind: 'text' },
		],
		[
			'nothing of a field that is not documented',
			{ loopAudio: { type: 'bool' } },
			{ id: 'loopAudio', label: 'Loop Audio', kind: 'flag' },
		],
	])('%s', (_name, fields, expected) => {
		expect(youtube(fields)).toStrictEqual([expected]);
	});
});

describe('documented fields lend what the live ones lack', () => {
	test('but a live label and live choices stay', () => {
		const fields = parseCapabilities(
			{
				fields: { privacy: { type: 'enum', label: 'Who sees it', choices: ['public', 'friends'] } },
			},
			'youtube',
			'video',
		);
		expect(fields?.[0]).toMatchObject({
			label: 'Who sees it',
			choices: [
				{ name: 'Public', value: 'public' },
				{ name: 'friends', value: 'friends' },
			],
		});
	});
});
