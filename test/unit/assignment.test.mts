import {
	ASSIGNMENT_STATUSES,
	assignmentSchema,
	CONTENT_TYPES,
	parseAssignmentId,
} from '../../domain/assignment.ts';

const ID = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';

test.each([
	[ID, ID],
	[` ${ID}\n`, ID],
	['01HV3Z5Q8R', '01HV3Z5Q8R'],
	[42, '42'],
	[`https://pharlo.io/api/v1/assignments/${ID}`, ID],
	[`https://pharlo.io/api/v1/assignments/${ID}/`, ID],
	[`https://pharlo.io/api/v1/assignments/${ID}/retry`, ID],
	[`https://pharlo.io/console/assignments/${ID}?tab=log#top`, ID],
])('%j is parsed as %s', (input, expected) => {
	expect(parseAssignmentId(input)).toBe(expected);
});

test.each([
	'',
	'   ',
	undefined,
	null,
	{},
	'two words',
	'../billing/status',
	'https://pharlo.io/',
	'https://pharlo.io/api/v1/assignments/',
	'https://',
	'https://pharlo.io/%E0%A4%A',
])('%p is not an ID', (input) => {
	expect(parseAssignmentId(input)).toBeUndefined();
});

test.each<[unknown, string | undefined]>([
	['HTTPS://pharlo.io/assignments/a1', 'a1'],
	['https://pharlo.io/assignments/a%20b', 'a b'],
	['https://pharlo.io/assignments/a1//retry//', 'a1'],
	['https://pharlo.io/assignments/retry', undefined],
	['https://pharlo.io/retry', undefined],
	['https://pharlo.io/assignments', undefined],
	['https://pharlo.io/a1/assignments', undefined],
	['https://pharlo.io', undefined],
	['http://', undefined],
	['a1/https://pharlo.io', undefined],
	['http://pharlo.local/assignments/a1', 'a1'],
	['view-source:https://pharlo.io/assignments/a1', undefined],
	['httpa1', 'httpa1'],
	['ftp://a1', undefined],
	['retry', 'retry'],
	['a/b', undefined],
	['a\tb', undefined],
	[0, '0'],
	[true, undefined],
	[['a1'], undefined],
])('the ID in %j is %j', (input, expected) => {
	expect(parseAssignmentId(input)).toBe(expected);
});

test('the documented statuses and content types', () => {
	expect(ASSIGNMENT_STATUSES.map(({ value, name, isFinal }) => [value, name, isFinal])).toEqual([
		['cancelled', 'Cancelled', true],
		['failed', 'Failed', true],
		['pending', 'Pending', undefined],
		['processing', 'Processing', undefined],
		['published', 'Published', true],
		['uploaded', 'Uploaded', undefined],
		['uploading', 'Uploading', undefined],
	]);
	expect(CONTENT_TYPES.map(({ value, name, media }) => [value, name, media])).toEqual([
		['carousel', 'Carousel', 'optional'],
		['image', 'Image', 'required'],
		['link', 'Link', 'none'],
		['reel', 'Reel', 'optional'],
		['short', 'Short', 'optional'],
		['story', 'Story', 'optional'],
		['text', 'Text', 'none'],
		['video', 'Video', 'required'],
	]);
});

test('an assignment needs an ID, and everything else passes through', () => {
	const assignment = { id: 'a', status: 7, extra: { deep: [1] } };
	expect(assignmentSchema.parse(assignment)).toEqual(assignment);
	for (const none of [{}, { id: '' }, { id: 7 }, null, 'a', ['a']]) {
		expect(assignmentSchema.safeParse(none).success).toBe(false);
	}
});
