import { pendingAssignments, waitSchema, withEvent, withListed } from '../../domain/wait.ts';

const created = [
	{ id: 'a', itemIndex: 0, status: 'pending', platform: 'youtube' },
	{ id: 'b', itemIndex: 1, status: 'processing' },
	{ id: 'c', itemIndex: 2, status: 'published' },
];

test('open are those that have not ended', () => {
	expect(pendingAssignments(created).map(({ id }) => id)).toEqual(['a', 'b']);
});

test('a report changes its assignment alone, and what it does not tell stays', () => {
	const event = { assignmentId: 'a', status: 'failed', errors: [], timestamp: 'now' };
	expect(withEvent(created, event)).toEqual([
		{ id: 'a', itemIndex: 0, status: 'failed', platform: 'youtube', errors: [] },
		created[1],
		created[2],
	]);
});

test('a list fills in the open ones; what has ended stays ended', () => {
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

test('neither a report nor a list takes its place or its ID away', () => {
	const event = { assignmentId: 'a', status: 'published', id: 'z', itemIndex: 9 };
	expect(withEvent(created, event)[0]).toMatchObject({ id: 'a', itemIndex: 0 });
	expect(withListed(created, [{ id: 'b' }])[1]).toMatchObject({ id: 'b', status: 'processing' });
});

test('what was stored is read back as it was', () => {
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
