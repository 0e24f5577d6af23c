import { explainFailure } from '../../domain/failure.ts';
import { explainConflict, statusIn } from '../../domain/assignment.ts';

test.each([
	[
		'Update works early.',
		'published',
		'This one is published: Update Published changes what is live.',
	],
	['Update works late.', 'pending', 'This one is pending: it can be updated or cancelled.'],
	[
		'Cancel works early.',
		'processing',
		'This one is processing: wait until it is published or failed.',
	],
	['Update works early.', 'failed', 'This one is failed: Retry queues it again.'],
	['Retry works then.', 'cancelled', 'This one is cancelled: that is final, create a new one.'],
	['Retry works then.', 'archived', 'This one is archived.'],
	['Retry works then.', undefined, 'Check its status with Get.'],
] as const)('%s for status %s', (rule, status, words) => {
	const advice = explainConflict(rule, status);
	expect(advice.startsWith(`${rule} `)).toBe(true);
	expect(advice).toContain(words);
});

test.each([
	['Assignment cannot be cancelled in status "published"', 'published'],
	['Status: FAILED', 'failed'],
	['Idempotency key was already used', undefined],
	['Cannot update in status "archived"', undefined],
])('the status in "%s" is %s', (words, expected) => {
	expect(statusIn(words)).toBe(expected);
});

test.each([
	[
		[{ code: 'UPLOAD_FAILED', message: 'Media file returned 403' }],
		/requires a login, or has expired/,
	],
	[[{ code: 'UPLOAD_FAILED', message: 'Media file returned 404' }], /no longer there/],
	[['Upload broke off'], /^Pharlo downloads the media/],
	[['The file is damaged'], /^Pharlo downloads the media/],
	[[{ code: 'QUOTA_EXCEEDED', message: 'Daily limit' }], undefined],
	[[{ code: 'UPLOAD_QUOTA_EXCEEDED', message: 'Daily uploads limit' }], undefined],
	[['The profile is not complete'], undefined],
	[[], undefined],
	[null, undefined],
	['nonsense', undefined],
])('%j', (errors, expected) => {
	expect(explainFailure(errors) ?? 'nothing').toMatch(expected ?? /^nothing$/);
});
