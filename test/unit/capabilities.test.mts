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
	expect(read({ text: { fields } }, 'text')?.map(({ id }) => id)).toEqual(['text', 'link']);
});

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
		['limits only', { video: { maxSizeBytes: 5, maxDurationSeconds: 6 } }],
	])('%s', (_name, body) => {
		expect(read(body)).toBeUndefined();
	});
});

describe('documented fields lend what the live ones lack', () => {
	test('friendly labels, and categories by name', () => {
		const fields = parseCapabilities(
			{ fields: { categoryId: { type: 'string', default: '22' }, madeForKids: { type: 'bool' } } },
			'youtube',
			'video',
		);
		expect(fields?.[0]).toMatchObject({ label: 'Category', kind: 'choice', openChoices: true });
		expect(fields?.[0]?.choices).toContainEqual({ name: 'Education', value: '27' });
		expect(fields?.[1]).toMatchObject({ label: 'Made for Kids', kind: 'flag' });
	});

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
