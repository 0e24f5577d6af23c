import {
	assignmentSchema,
	ASSIGNMENT_STATUSES,
	CONTENT_TYPES,
	explainConflict,
	parseAssignmentId,
	statusIn,
} from '../../domain/assignment.ts';

const STATUSES = [
	'cancelled',
	'failed',
	'pending',
	'processing',
	'published',
	'uploaded',
	'uploading',
];

test('statuses and content types are those that Pharlo documents, sorted by name', () => {
	expect(ASSIGNMENT_STATUSES.map(({ value }) => value)).toEqual(STATUSES);
	expect(CONTENT_TYPES.map(({ value, media }) => `${value}: ${media}`)).toEqual([
		'carousel: optional',
		'image: required',
		'link: none',
		'reel: optional',
		'short: optional',
		'story: optional',
		'text: none',
		'video: required',
	]);
	for (const list of [ASSIGNMENT_STATUSES, CONTENT_TYPES]) {
		const names = list.map(({ name }) => name);
		expect(names).toEqual([...names].sort());
		expect(names.map((name) => name.toLowerCase())).toEqual(list.map(({ value }) => value));
	}
});

describe('explainConflict', () => {
	test.each(ASSIGNMENT_STATUSES)('says what can be done when it is $value', ({ value, next }) => {
		expect(explainConflict('Update works early.', value)).toBe(
			`Update works early. This one is ${value}: ${next}.`,
		);
		expect(next).toMatch(/\w+ \w+/);
	});

	test.each([
		['archived', 'This one is archived.'],
		['PUBLISHED', 'This one is PUBLISHED.'],
		[undefined, 'Check its status with Get.'],
	])('does not guess when it is %p', (status, words) => {
		expect(explainConflict('Update works early.', status)).toBe(`Update works early. ${words}`);
	});
});

describe('statusIn', () => {
	test.each(STATUSES)('finds %s', (status) => {
		for (const words of [
			`cannot be updated in status "${status}"`,
			`Status: ${status.toUpperCase()}`,
			`status '${status}', which is not allowed`,
			`current status - ${status}.`,
			`status ${status} is not status archived`,
		]) {
			expect(statusIn(words)).toBe(status);
		}
	});

	test.each([
		'',
		'published',
		'status',
		'status publishedx',
		'statuspublished',
		'prestatus published',
		'status 7 published',
		'status archived, not status published',
	])('finds nothing in "%s"', (words) => {
		expect(statusIn(words)).toBeUndefined();
	});
});

describe('parseAssignmentId', () => {
	test.each<[unknown, string]>([
		[' a1\n', 'a1'],
		['retry', 'retry'],
		['assignments', 'assignments'],
		[0, '0'],
		['HTTPS://pharlo.io/api/v1/assignments/A1', 'A1'],
		['http://localhost:4010/api/v1/assignments/a1//', 'a1'],
		['https://pharlo.io/api/v1/assignments/a%2F1', 'a/1'],
		['https://pharlo.io/a1', 'a1'],
		['https://pharlo.io/api/v1/assignments/retry/retry', 'retry'],
	])('parses %p as %p', (input, expected) => {
		expect(parseAssignmentId(input)).toBe(expected);
	});

	test.each<[unknown]>([
		['a/b'],
		['a\tb'],
		['ftp://pharlo.io/a1'],
		['see https://pharlo.io/a1'],
		['https://pharlo.io/api/v1/assignments/retry'],
		['https://pharlo.io/retry'],
		['https://pharlo.io'],
		[true],
		[['a1']],
	])('finds no ID in %p', (input) => {
		expect(parseAssignmentId(input)).toBeUndefined();
	});
});

test.each<[unknown, boolean]>([
	[{ id: 'a' }, true],
	[{ id: 'a', anything: [1] }, true],
	[{ id: '' }, false],
	[{ id: 7 }, false],
	[{}, false],
	[[], false],
	['a', false],
])('%j is an assignment: %p', (value, expected) => {
	const parsed = assignmentSchema.safeParse(value);
	expect(parsed.success).toBe(expected);
	expect(parsed.data).toEqual(expected ? value : undefined);
});
