import {
	pendingAssignments,
	waitSchema,
	withEvent,
	withListed,
	withoutTokens,
	withOutcome,
} from '../../domain/wait.ts';

const created = [
	{ id: 'a', itemIndex: 0, status: 'pending', platform: 'youtube' },
	{ id: 'b', itemIndex: 1, status: 'processing' },
	{ id: 'c', itemIndex: 2, status: 'published' },
];

test('assignments without a final status are pending', () => {
	expect(pendingAssignments(created).map(({ id }) => id)).toEqual(['a', 'b']);
});

test('a callback changes only its own assignment, and keeps fields that it does not contain', () => {
	const event = { assignmentId: 'a', status: 'failed', errors: [], timestamp: 'now' };
	expect(withEvent(created, event)).toEqual([
		{ id: 'a', itemIndex: 0, status: 'failed', platform: 'youtube', errors: [] },
		created[1],
		created[2],
	]);
});

test('a list updates pending assignments; final ones stay final', () => {
	const rows = [
		{ id: 'c', status: 'processing' },
		{ id: 'a', status: 'published', callbackUrl: 'https://n8n/secret' },
		{ id: 'x', status: 'published' },
	];
	expect(withListed(created, rows)).toEqual([
		{ ...created[0], status: 'published' },
		created[1],
		created[2],
	]);
});

test('neither a callback nor a list changes ID or item index', () => {
	const event = { assignmentId: 'a', status: 'published', id: 'z', itemIndex: 9 };
	expect(withEvent(created, event)[0]).toMatchObject({ id: 'a', itemIndex: 0 });
	expect(withListed(created, [{ id: 'b' }])[1]).toMatchObject({ id: 'b', status: 'processing' });
});

test('stored data is parsed unchanged', () => {
	const wait = {
		assignments: created,
		failures: [{ itemIndex: 3, json: { error: 'No' } }],
		externalId: null,
		limitMinutes: 60,
		byOutcome: false,
	};
	expect(waitSchema.parse(JSON.parse(JSON.stringify(wait)))).toEqual(wait);
	expect(waitSchema.safeParse({}).success).toBe(false);
});

test('an event or a row without a status leaves the status as it is', () => {
	const [first] = created;
	const event = { assignmentId: 'a', status: 'failed', callbackUrl: 'https://n8n/secret' };
	expect(withEvent(created, event)[0]).toEqual({ ...first, status: 'failed' });
	for (const status of [null, undefined]) {
		expect(withListed(created, [{ id: 'a', status, more: 1 }])[0]).toEqual({ ...first, more: 1 });
	}
});

test('only the callback URL is removed', () => {
	expect(withoutTokens({ id: 'a', callbackUrl: 'x', callback: 1 })).toEqual({
		id: 'a',
		callback: 1,
	});
});

describe('a stored wait', () => {
	const wait = {
		assignments: [{ id: 'a', itemIndex: 0, status: 'pending', more: [1] }],
		failures: [{ itemIndex: 1, json: { error: 'No' } }],
		externalId: 'e',
		limitMinutes: 60,
		byOutcome: true,
	};

	test('is parsed', () => {
		expect(waitSchema.parse({ ...wait, more: 1 })).toEqual(wait);
	});

	test.each<[string, unknown]>([
		['assignments', undefined],
		['assignments', [{ itemIndex: 0, status: 'pending' }]],
		['assignments', [{ id: 7, itemIndex: 0, status: 'pending' }]],
		['assignments', [{ id: 'a', status: 'pending' }]],
		['assignments', [{ id: 'a', itemIndex: -1, status: 'pending' }]],
		['assignments', [{ id: 'a', itemIndex: 0.5, status: 'pending' }]],
		['failures', undefined],
		['failures', [{ itemIndex: 0 }]],
		['failures', [{ json: {} }]],
		['failures', [{ itemIndex: 0, json: 'No' }]],
		['externalId', undefined],
		['externalId', 7],
		['limitMinutes', '60'],
		['byOutcome', 1],
	])('with %s %j is rejected', (key, value) => {
		expect(waitSchema.safeParse({ ...wait, [key]: value }).success).toBe(false);
	});
});

test('a time limit of one minute', () => {
	expect(withOutcome({ id: 'a', status: 'uploading', callbackUrl: 'x' }, 1)).toEqual({
		id: 'a',
		status: 'uploading',
		outcome: 'timedOut',
		message:
			'Not known yet: uploading when the time limit of 1 minute had passed. Check what happened to it with Get.',
	});
});

test('complete outcomes', () => {
	const failed = { id: 'a', status: 'failed', errors: [{}, { code: 'X' }] };
	expect(withOutcome(failed, 5)).toEqual({
		...failed,
		outcome: 'failed',
		message: 'Not published: X',
	});
	const published = { id: 'a', status: 'published', errors: ['Media: 404'] };
	expect(withOutcome(published, 5)).toEqual({
		...published,
		outcome: 'published',
		message: 'Published',
	});
});
