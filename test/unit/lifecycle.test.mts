import { explainFailure, parseFailures } from '../../domain/failure.ts';
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
	[['Upload broke off'], /^Check that the address of the media/],
	[['The file is damaged'], /^Check that the address of the media/],
	[[{ code: 'QUOTA_EXCEEDED', message: 'Daily limit' }], undefined],
	[[{ code: 'UPLOAD_QUOTA_EXCEEDED', message: 'Daily uploads limit' }], undefined],
	[['The profile is not complete'], undefined],
	[[], undefined],
	[null, undefined],
	['nonsense', undefined],
])('%j', (errors, expected) => {
	expect(explainFailure(errors) ?? 'nothing').toMatch(expected ?? /^nothing$/);
});

const UNCLEAR =
	'Check that the address of the media works without a login, and that the file is MP4 (H.264) for video, JPEG or PNG for images.';
const GONE =
	'The media is no longer there. Pharlo downloads it when it publishes: keep it at its address until then.';
const LOGIN =
	'The address of the media requires a login, or has expired. Pharlo downloads it when it publishes: make it work without a login at that time.';

test.each<[unknown, unknown]>([
	[['Media: 401'], LOGIN],
	[['Media: 403'], LOGIN],
	[['Media: 404'], GONE],
	[['Media: 410'], GONE],
	[['Media: 400'], UNCLEAR],
	[['Media: 4040'], UNCLEAR],
	[['Media: 1403'], UNCLEAR],
	[['DOWNLOAD failed'], UNCLEAR],
	[['Uploading failed'], UNCLEAR],
	[['upload quota is used up'], undefined],
	[['uploads_limit reached'], undefined],
	[['uploadlimit reached'], undefined],
	[['upload size'], expect.stringContaining('256 GB')],
	[['Profile'], undefined],
	[['video_file'], UNCLEAR],
	[[{ code: 'MEDIA_GONE' }], UNCLEAR],
	[[{ message: 'Media: 404' }], GONE],
	[[{ code: 'MEDIA_404', message: 7 }], UNCLEAR],
	[[{ code: 7, message: 'media' }], UNCLEAR],
	[[{ code: 'QUOTA' }, 'Quota: 404', 'Media: 403', 'Media: 404'], LOGIN],
	[[{}], undefined],
	[['Quota: 404'], undefined],
	[undefined, undefined],
	[{ code: 'MEDIA' }, undefined],
])('the explanation of %j', (errors, expected) => {
	expect(explainFailure(errors)).toEqual(expected);
});

test.each<[unknown, unknown[]]>([
	[null, []],
	[undefined, []],
	['Media', []],
	[['Media'], [{ message: 'Media' }]],
	[[{ code: 'A', message: 'B', more: 1 }], [{ code: 'A', message: 'B' }]],
	[[{ code: 1, message: 2 }], [{}]],
	[
		[{}, 'x'],
		[{}, { message: 'x' }],
	],
	[['x', 7], []],
])('the failures in %j', (errors, expected) => {
	expect(parseFailures(errors)).toEqual(expected);
});

test.each<[string, string | undefined]>([
	['cancelled', 'that is final, create a new one'],
	['failed', 'Retry queues it again'],
	['pending', 'it can be updated or cancelled'],
	['processing', 'wait until it is published or failed'],
	['published', 'Update Published changes what is live'],
	['uploaded', 'it can be updated'],
	['uploading', 'wait until it is uploaded, published or failed'],
])('what can be done when it is %s', (status, next) => {
	expect(explainConflict('Rule.', status)).toBe(`Rule. This one is ${status}: ${next}.`);
	expect(statusIn(`The status is not right`)).toBeUndefined();
	for (const words of [
		`status ${status}`,
		`STATUS="${status.toUpperCase()}" now`,
		`(status: '${status}')`,
	]) {
		expect(statusIn(words)).toBe(status);
	}
	for (const words of [status, `status${status}`, `mystatus ${status}`, `status ${status}x`]) {
		expect(statusIn(words)).toBeUndefined();
	}
});

test('unknown conflicts', () => {
	expect(explainConflict('Rule.', undefined)).toBe('Rule. Check its status with Get.');
	expect(explainConflict('Rule.', 'archived')).toBe('Rule. This one is archived.');
});
