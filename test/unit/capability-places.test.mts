import { CONTENT_TYPES } from '../../domain/assignment.ts';
import { parseCapabilities } from '../../domain/payload/capabilities.ts';

const FIELDS = [{ name: 'found', type: 'string' }];
const DECOY = [{ name: 'decoy', type: 'string' }];

/** The IDs of the fields; TikTok is not documented, so nothing is added to them. */
function idsIn(body: unknown, contentType = 'video'): string[] | undefined {
	return parseCapabilities(body, 'tiktok', contentType)?.map(({ id }) => id);
}

/** A value below so many objects, or lists. */
function below(levels: number, value: unknown, wrap: (inner: unknown) => unknown): unknown {
	return levels === 0 ? value : wrap(below(levels - 1, value, wrap));
}
const object = (inner: unknown) => ({ next: inner });
const list = (inner: unknown) => [inner];

const LIKELY = [
	'payloadSchema',
	'payload_schema',
	'payload',
	'payloadFields',
	'schema',
	'fields',
	'properties',
	'parameters',
	'attributes',
];

describe('keys that are likely to hold the fields', () => {
	test.each(LIKELY)('%s comes before any other key', (key) => {
		expect(idsIn({ another: DECOY, [key]: FIELDS })).toEqual(['found']);
		expect(idsIn({ video: { another: DECOY, [key]: FIELDS } })).toEqual(['found']);
	});

	test.each(LIKELY.slice(1).map((later, index) => [LIKELY[index] ?? '', later]))(
		'%s comes before %s',
		(key, later) => {
			expect(idsIn({ [later]: DECOY, [key]: FIELDS })).toEqual(['found']);
		},
	);

	test.each(LIKELY)('another key is tried when there are no fields at %s', (key) => {
		expect(idsIn({ [key]: { maxSizeBytes: 5 }, another: FIELDS })).toEqual(['found']);
	});
});

describe('the part of the content type', () => {
	const TYPES = CONTENT_TYPES.map(({ value }) => value);

	test.each(TYPES)('of %s comes before all others', (type) => {
		const others = TYPES.filter((other) => other !== type);
		const decoys = Object.fromEntries(others.map((other) => [other, DECOY]));
		expect(idsIn({ ...decoys, fields: DECOY, [type]: FIELDS }, type)).toEqual(['found']);
		expect(idsIn(decoys, type)).toBeUndefined();
		expect(idsIn({ ...decoys, more: { fields: FIELDS } }, type)).toEqual(['found']);
	});

	test.each(['contentType', 'content_type', 'type', 'slug', 'name', 'id'])(
		'may be named by %s in a list',
		(key) => {
			const entries = [
				{ [key]: 'image', fields: DECOY },
				{ [key]: 'video', fields: FIELDS },
			];
			expect(idsIn(entries)).toEqual(['found']);
			expect(idsIn({ types: entries })).toEqual(['found']);
		},
	);

	test('is not an entry or a key without fields', () => {
		const section = { deeper: { video: FIELDS } };
		expect(idsIn([{ name: 'video', maxSizeBytes: 5 }, section])).toEqual(['found']);
		expect(idsIn({ video: { maxSizeBytes: 5 }, section })).toEqual(['found']);
		expect(idsIn({ video: null, section })).toEqual(['found']);
	});

	test('may be deep, but not too deep', () => {
		const media = { maxSizeBytes: 5 };
		expect(idsIn(below(5, { media, video: FIELDS }, object))).toEqual(['found']);
		expect(idsIn(below(6, { media, video: FIELDS }, object))).toBeUndefined();
		expect(idsIn(below(5, { media, video: FIELDS }, list))).toEqual(['found']);
		expect(idsIn(below(6, { media, video: FIELDS }, list))).toBeUndefined();
	});
});

test('the fields may be deep below the content type, but not too deep', () => {
	expect(idsIn({ video: below(5, FIELDS, object) })).toEqual(['found']);
	expect(idsIn({ video: below(6, FIELDS, object) })).toBeUndefined();
	expect(idsIn(below(5, FIELDS, object))).toEqual(['found']);
	expect(idsIn(below(6, FIELDS, object))).toBeUndefined();
});

describe('a list of fields', () => {
	test.each(['name', 'key', 'id', 'field', 'property', 'slug'])('may name them by %s', (key) => {
		const fields = ['one', 'two'].map((name) => ({ [key]: name, type: 'string' }));
		expect(idsIn({ fields })).toEqual(['one', 'two']);
	});

	test.each<[string, unknown]>([
		['an empty name', { name: '', type: 'string' }],
		['a number as name', { name: 7, type: 'string' }],
		['no name', { type: 'string' }],
		['no type', { name: 'x' }],
		['a text', 'x'],
		['null', null],
	])('is none with %s in it', (_name, entry) => {
		expect(idsIn({ fields: [...FIELDS, entry] })).toBeUndefined();
	});
});

describe('a map of fields', () => {
	test.each<[string, unknown]>([
		['a text', 'x'],
		['a list', []],
		['an object without a type', { a: 1 }],
		['a group of fields', { type: 'object', properties: {} }],
		['null', null],
	])('is none with %s in it', (_name, entry) => {
		expect(idsIn({ fields: { found: { type: 'string' }, other: entry } })).toBeUndefined();
		expect(idsIn({ fields: { found: { type: 'string' } } })).toEqual(['found']);
	});
});

describe('a JSON Schema', () => {
	const properties = { a: { type: 'string' }, b: { type: 'string' } };
	const required = (schema: object) =>
		parseCapabilities(schema, 'tiktok', 'video')
			?.filter((field) => field.required === true)
			.map(({ id }) => id);

	test('names those that are required', () => {
		expect(required({ properties, required: ['b'] })).toEqual(['b']);
		expect(required({ properties, required: ['missing'] })).toEqual([]);
		expect(required({ properties, required: true })).toEqual([]);
		expect(required({ properties })).toEqual([]);
	});

	test('takes any object as a field, but nothing else', () => {
		expect(idsIn({ properties: { a: {}, b: { type: 'hologram' } } })).toEqual(['a', 'b']);
		expect(idsIn({ properties: { a: { type: 'string' }, b: 'text' } })).toBeUndefined();
	});

	test('may be one of the whole request', () => {
		const payload = { properties, required: ['a'] };
		const request = {
			properties: { connectionId: { type: 'string' }, payload },
			required: ['payload'],
		};
		expect(idsIn(request)).toEqual(['a', 'b']);
		expect(required(request)).toEqual(['a']);
	});

	test('may have a field that is called payload', () => {
		const request = { properties: { other: { type: 'string' }, payload: { type: 'string' } } };
		expect(idsIn(request)).toEqual(['other', 'payload']);
	});
});

describe('what is documented is added', () => {
	const youtube = (fields: object) => parseCapabilities({ fields }, 'youtube', 'video');

	test.each<[string, object, object]>([
		['a label', { title: { type: 'string' } }, { label: 'Title', kind: 'text' }],
		[
			'no label to one of its own',
			{ madeForKids: { type: 'bool', label: 'Kids?' } },
			{ label: 'Kids?', kind: 'flag' },
		],
		[
			'no choices to a number',
			{ categoryId: { type: 'integer' } },
			{ label: 'Category', kind: 'number' },
		],
		[
			'no choices to a list',
			{ categoryId: { type: 'array' } },
			{ label: 'Category', kind: 'list' },
		],
		[
			'no choices where none are documented',
			{ title: { type: 'enum', enum: ['a'] } },
			{ label: 'Title', kind: 'choice', choices: [{ name: 'a', value: 'a' }] },
		],
		['nothing to unknown fields', { other: { type: 'string' } }, { label: 'Other', kind: 'text' }],
		[
			'names to choices that have none',
			{ privacy: { type: 'string', enum: ['public', 'x'] } },
			{
				label: 'Privacy',
				kind: 'choice',
				choices: [
					{ name: 'Public', value: 'public' },
					{ name: 'x', value: 'x' },
				],
			},
		],
		[
			'no names to choices with a name',
			{ privacy: { type: 'string', enum: [{ value: 'public', label: 'All' }] } },
			{ label: 'Privacy', kind: 'choice', choices: [{ name: 'All', value: 'public' }] },
		],
	])('%s', (_name, fields, expected) => {
		const [id] = Object.keys(fields);
		expect(youtube(fields)).toEqual([{ id, ...expected }]);
	});

	test.each([
		['text', { type: 'string' }],
		['choice without any', { type: 'select' }],
		['choice whose list is empty', { type: 'enum', options: [] }],
	])('choices to a %s: it becomes a choice that is open for others', (_name, privacy) => {
		const [field] = youtube({ privacy }) ?? [];
		expect(field).toMatchObject({ kind: 'choice', openChoices: true });
		expect(field?.choices?.map(({ value }) => value)).toEqual(['private', 'public', 'unlisted']);
	});

	test('but only for the platform and content type', () => {
		const fields = { privacy: { type: 'string' } };
		const plain = [{ id: 'privacy', label: 'Privacy', kind: 'text' }];
		expect(parseCapabilities({ fields }, 'youtube', 'short')).toEqual(plain);
		expect(parseCapabilities({ fields }, 'tiktok', 'video')).toEqual(plain);
	});
});
