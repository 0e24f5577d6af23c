import { isFinal, withOutcome } from '../../domain/wait.ts';
import { ASSIGNMENT_STATUSES } from '../../domain/assignment.ts';

test('only published, failed and cancelled are final', () => {
	const statuses = ASSIGNMENT_STATUSES.map(({ value }) => value);
	expect(statuses).toHaveLength(7);
	expect(statuses.filter(isFinal)).toEqual(['cancelled', 'failed', 'published']);
	for (const status of ['archived', 'PUBLISHED', '', undefined, null, 7]) {
		expect(isFinal(status)).toBe(false);
	}
});

test.each([
	[{ status: 'published', platformUrl: 'https://x' }, 'published', 'Published at https://x'],
	[{ status: 'published', platformUrl: null }, 'published', 'Published'],
	[{ status: 'cancelled' }, 'cancelled', 'Not published: it was cancelled'],
	[
		{ status: 'failed', errors: [{ message: 'No quota' }, { code: 'X' }, 'Plain'] },
		'failed',
		'Not published: No quota; X; Plain',
	],
	[{ status: 'failed' }, 'failed', 'Not published: Pharlo gives no reason'],
	[
		{ status: 'processing' },
		'timedOut',
		'Not known yet: processing when the time limit of 5 minutes had passed. Check what happened to it with Get.',
	],
	[
		{},
		'timedOut',
		'Not known yet: pending when the time limit of 5 minutes had passed. Check what happened to it with Get.',
	],
])('%j has the outcome %s', (assignment, outcome, message) => {
	expect(withOutcome({ id: 'a', ...assignment }, 5)).toMatchObject({ id: 'a', outcome, message });
});

test('a failure of the media is explained', () => {
	const errors = [{ code: 'UPLOAD_FAILED', message: 'Media file returned 403' }];
	expect(withOutcome({ status: 'failed', errors }, 5).explanation).toContain('requires a login');
	expect(withOutcome({ status: 'published' }, 5)).not.toHaveProperty('explanation');
});

test('the URL that resumes an execution is omitted', () => {
	const json = withOutcome({ id: 'a', status: 'published', callbackUrl: 'https://n8n/x' }, 5);
	expect(json).not.toHaveProperty('callbackUrl');
});
