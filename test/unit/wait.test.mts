import { pendingAssignments, waitSchema, withEvent, withListed } from '../../domain/wait.ts';

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
