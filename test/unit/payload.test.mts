import { labelOfField } from '../../domain/payload/field.ts';
import { documentedFields } from '../../domain/payload/documented.ts';
import { formToPayload } from '../../domain/payload/form.ts';
import { parseJsonObject } from '../../domain/inputs.ts';
import { inputErrorOf } from '../harness/inputError.mts';

const HOW_TO = 'Enter an object.';

const VIDEO = documentedFields('youtube', 'video') ?? [];
const POST = documentedFields('facebook', 'text') ?? [];

describe('documented fields', () => {
	test('are those of the Publishing guide', () => {
		expect(VIDEO.map(({ id }) => id)).toEqual([
			'title',
			'description',
			'privacy',
			'tags',
			'categoryId',
			'madeForKids',
		]);
		expect(POST.map(({ id }) => id)).toEqual(['message', 'link', 'privacy']);
		expect(documentedFields('facebook', 'link')).toEqual(POST);
	});

	test.each([
		['youtube', 'short'],
		['facebook', 'video'],
		['tiktok', 'video'],
	])('there are none for %s %s', (platform, type) => {
		expect(documentedFields(platform, type)).toBeUndefined();
	});

	test('YouTube says that videos stay private', () => {
		const privacy = VIDEO.find(({ id }) => id === 'privacy');
		expect(privacy?.default).toBe('private');
		expect(privacy && labelOfField(privacy)).toBe('Privacy (default: private)');
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
		['empty text', '', 'is not valid JSON'],
		['list', '[1]', 'is not an object'],
		['list object', [1], 'is not an object'],
		['number', 7, 'is not an object'],
		['null', 'null', 'is not an object'],
		['undefined', undefined, 'is not an object'],
	])('%s is refused', (_name, input, words) => {
		expect(inputErrorOf(() => parseJsonObject('Payload (JSON)', input, HOW_TO)).message).toContain(
			words,
		);
	});
});
