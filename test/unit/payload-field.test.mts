import { documentedFields } from '../../domain/payload/documented.ts';
import {
	labelOfField,
	NOTE_FIELD,
	payloadFieldSchema,
	type PayloadField,
} from '../../domain/payload/field.ts';

const COLORS = [
	{ name: 'Deep Red', value: 'red' },
	{ name: 'Green', value: 'green' },
];
const DAYS = [
	{ name: 'One Day', value: 1 },
	{ name: 'Two Days', value: 'two' },
];

describe('the label of a field in a form', () => {
	test.each<[Partial<PayloadField>, string]>([
		[{ kind: 'text' }, 'X'],
		[{ kind: 'text', maxLength: 100, maximum: 5 }, 'X (max 100)'],
		[{ kind: 'text', minLength: 3 }, 'X'],
		[{ kind: 'text', minLength: 2, maxLength: 100 }, 'X (max 100)'],
		[{ kind: 'url', maxLength: 100 }, 'X'],
		[{ kind: 'list' }, 'X (comma-separated)'],
		[{ kind: 'list', maxItems: 5 }, 'X (comma-separated)'],
		[{ kind: 'list', maxTotalLength: 500 }, 'X (comma-separated)'],
		[{ kind: 'list', maxTotalLength: 500, maxItems: 5 }, 'X (comma-separated)'],
		[{ kind: 'choices', choices: COLORS }, 'X (red, green)'],
		[{ kind: 'choices', choices: DAYS }, 'X (1, two)'],
		[{ kind: 'choices' }, 'X ()'],
		[{ kind: 'choice', choices: COLORS }, 'X'],
		[{ kind: 'choice', choices: COLORS, default: 'red' }, 'X'],
		[{ kind: 'choice', choices: COLORS, default: 'BLUE' }, 'X'],
		[{ kind: 'choice', choices: DAYS, default: 1 }, 'X'],
		[{ kind: 'choice', choices: DAYS, default: 1, openChoices: true }, 'X'],
		[{ kind: 'choice', choices: DAYS, default: 1, openChoices: false }, 'X'],
		[{ kind: 'choice', default: 7 }, 'X'],
		[{ kind: 'choice', default: 'Private' }, 'X'],
		[{ kind: 'choice', choices: COLORS, default: 'red', openChoices: false }, 'X'],
		[{ kind: 'choice', choices: COLORS, default: 'red', openChoices: true }, 'X'],
		[{ kind: 'number' }, 'X'],
		[{ kind: 'number', minimum: 1 }, 'X (min 1)'],
		[{ kind: 'number', maximum: 9 }, 'X (max 9)'],
		[{ kind: 'number', minimum: 0, maximum: 9 }, 'X (0 to 9)'],
		[{ kind: 'flag', default: true, minimum: 1, maxLength: 3 }, 'X'],
		[{ kind: 'dateTime' }, 'X'],
		[{ kind: 'dateTime', default: 'now', maximum: 9 }, 'X'],
		[{ kind: 'raw' }, 'X'],
		[{ kind: 'raw', choices: COLORS, default: 'red', maxItems: 3 }, 'X'],
	])('%j: %s', (field, expected) => {
		expect(labelOfField({ id: 'x', label: 'X', kind: 'text', ...field })).toBe(expected);
	});
});

describe('a stored field', () => {
	const complete: PayloadField = {
		id: 'x',
		label: 'X',
		kind: 'choice',
		required: true,
		default: 'red',
		choices: [...COLORS, { name: 'Seven', value: 7 }],
		openChoices: true,
		minLength: 1,
		maxLength: 2,
		minimum: 3,
		maximum: 4,
		maxItems: 5,
		maxTotalLength: 6,
	};

	test('is parsed with everything that is known of it', () => {
		expect(payloadFieldSchema.parse({ ...complete, hint: 'no rule' })).toEqual(complete);
	});

	test.each(['text', 'url', 'number', 'dateTime', 'choice', 'choices', 'flag', 'list', 'raw'])(
		'may be of kind %s',
		(kind) => {
			const field = { id: 'x', label: '', kind };
			expect(payloadFieldSchema.parse(field)).toEqual(field);
			expect(payloadFieldSchema.parse({ ...complete, kind }).kind).toBe(kind);
		},
	);

	test.each(['hologram', '', undefined, null, 7])('of unknown kind %j is raw', (kind) => {
		expect(payloadFieldSchema.parse({ id: 'x', label: 'X', kind })).toEqual({
			id: 'x',
			label: 'X',
			kind: 'raw',
		});
		expect(payloadFieldSchema.parse({ ...complete, kind }).kind).toBe('raw');
	});

	test.each(['a', 0, false])('may have the default %j', (value) => {
		expect(payloadFieldSchema.parse({ ...complete, default: value }).default).toBe(value);
	});

	test.each<[string, unknown]>([
		['id', ''],
		['id', undefined],
		['id', 7],
		['label', undefined],
		['required', 'yes'],
		['required', 'true'],
		['default', {}],
		['default', null],
		['choices', ['red']],
		['choices', [{ name: 'Red' }]],
		['choices', [{ value: 'red' }]],
		['choices', [{ value: 1 }]],
		['choices', [{ name: 'Red', value: true }]],
		['openChoices', 1],
		['minLength', '1'],
		['maxLength', '2'],
		['minimum', '3'],
		['maximum', '4'],
		['maxItems', '5'],
		['maxTotalLength', '6'],
	])('with %s %j is rejected', (key, value) => {
		expect(payloadFieldSchema.safeParse({ ...complete, [key]: value }).success).toBe(false);
	});

	test.each<unknown>([undefined, null, 'title', [complete]])('is not %j', (value) => {
		expect(payloadFieldSchema.safeParse(value).success).toBe(false);
	});
});

describe('documented fields', () => {
	test.each([
		[
			'youtube',
			'video',
			['title'],
			['privacy', 'tags', 'categoryId', 'madeForKids', 'description'],
		],
		['facebook', 'link', ['message'], ['link', 'privacy']],
		['facebook', 'text', ['message'], ['link', 'privacy']],
	])(
		'of a %s %s can be saved, and only some are required',
		(platform, type, required, optional) => {
			const fields = documentedFields(platform, type) ?? [];
			const idsOf = (isRequired: boolean) =>
				fields.filter((field) => (field.required === true) === isRequired).map(({ id }) => id);
			expect(idsOf(true)).toEqual(required);
			expect(idsOf(false).sort()).toEqual([...optional].sort());
			for (const field of fields) expect(payloadFieldSchema.parse(field)).toEqual(field);
		},
	);

	test('have the limits of the Publishing guide', () => {
		const labels = (platform: string, type: string) =>
			documentedFields(platform, type)?.map(labelOfField);
		expect(labels('youtube', 'video')).toEqual([
			'Title (max 100)',
			'Description (max 5000)',
			'Privacy',
			'Tags (comma-separated)',
			'Category',
			'Made for Kids',
		]);
		expect(labels('facebook', 'text')).toEqual(['Message', 'Link', 'Privacy']);
	});

	test('have choices with a name and a value of their own', () => {
		const choices = ['video', 'text', 'link'].flatMap((type) =>
			['youtube', 'facebook'].flatMap((platform) =>
				(documentedFields(platform, type) ?? []).flatMap((field) => field.choices ?? []),
			),
		);
		expect(choices).toContainEqual({ name: 'Only Me', value: 'SELF' });
		expect(choices).toContainEqual({ name: 'Science & Technology', value: '28' });
		expect(choices.every(({ name, value }) => name !== '' && value !== '')).toBe(true);
	});

	test('the note of a form is no field of a payload', () => {
		const ids = documentedFields('youtube', 'video')?.map(({ id }) => id);
		expect(ids).not.toContain(NOTE_FIELD);
		expect(NOTE_FIELD).toBe('_note');
	});
});
