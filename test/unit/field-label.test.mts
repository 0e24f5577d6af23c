import { documentedFields } from '../../domain/payload/documented.ts';
import {
	labelOfField,
	NOTE_FIELD,
	payloadFieldSchema,
	type FieldKind,
	type PayloadField,
} from '../../domain/payload/field.ts';

const CHOICES = [
	{ name: 'One Day', value: 1 },
	{ name: 'Two Days', value: 'two' },
];

test.each<[FieldKind, Partial<PayloadField>, string | undefined]>([
	['text', {}, undefined],
	['text', { minLength: 2, maxLength: 100 }, 'max 100'],
	['list', {}, 'a, b, c'],
	['list', { maxItems: 5 }, 'a, b, c; max 5'],
	['list', { maxItems: 5, maxTotalLength: 500 }, 'a, b, c; max 500'],
	['choices', { choices: CHOICES }, '1, two'],
	['choice', { choices: CHOICES }, undefined],
	['choice', { choices: CHOICES, default: 1 }, 'default: one day'],
	['choice', { choices: CHOICES, default: 'three' }, 'default: three'],
	['choice', { default: 'Private' }, 'default: private'],
	['choice', { choices: CHOICES, default: 1, openChoices: true }, undefined],
	['choice', { choices: CHOICES, default: 1, openChoices: false }, 'default: one day'],
	['number', {}, undefined],
	['number', { minimum: 0 }, 'min 0'],
	['number', { maximum: 9 }, 'max 9'],
	['number', { minimum: 0, maximum: 9 }, '0 to 9'],
	['url', { maxLength: 100 }, undefined],
	['dateTime', {}, undefined],
	['flag', { default: true }, undefined],
	['raw', {}, undefined],
])('the limit of a %s (%j) is %p', (kind, limits, expected) => {
	const label = labelOfField({ id: 'x', label: 'Field', kind, ...limits });
	expect(label).toBe(expected === undefined ? 'Field' : `Field (${expected})`);
});

describe('a field that was saved with a workflow', () => {
	const FIELD: PayloadField = {
		id: 'x',
		label: 'Field',
		kind: 'choice',
		required: true,
		default: 'two',
		choices: CHOICES,
		openChoices: true,
		minLength: 1,
		maxLength: 2,
		minimum: 3,
		maximum: 4,
		maxItems: 5,
		maxTotalLength: 6,
	};

	test('keeps all of its limits, and nothing else', () => {
		expect(payloadFieldSchema.parse({ ...FIELD, addedLater: 1 })).toEqual(FIELD);
		expect(payloadFieldSchema.parse({ id: 'x', label: '', kind: 'text' })).toEqual({
			id: 'x',
			label: '',
			kind: 'text',
		});
	});

	const KINDS = 'text url number dateTime choice choices flag list raw'.split(' ');
	test.each([...KINDS, 'hologram', undefined, 7])('has a kind that is known here: %p', (kind) => {
		const known = KINDS.some((one) => one === kind);
		expect(payloadFieldSchema.parse({ ...FIELD, kind }).kind).toBe(known ? kind : 'raw');
	});

	test.each<[string, unknown]>([
		['id', ''],
		['id', 7],
		['label', undefined],
		['required', 'true'],
		['default', null],
		['choices', ['a']],
		['choices', [{ value: 1 }]],
		['choices', [{ name: 'One', value: true }]],
		['openChoices', 1],
		['minLength', '1'],
		['maxLength', '1'],
		['minimum', '1'],
		['maximum', '1'],
		['maxItems', '1'],
		['maxTotalLength', '1'],
	])('is invalid if %s is %j', (key, value) => {
		expect(payloadFieldSchema.safeParse({ ...FIELD, [key]: value }).success).toBe(false);
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
			'Privacy (default: private)',
			'Tags (a, b, c; max 500)',
			'Category',
			'Made for Kids',
		]);
		expect(labels('facebook', 'text')).toEqual(['Message', 'Link', 'Privacy (default: everyone)']);
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
