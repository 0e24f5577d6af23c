import { explainFailure, parseFailures } from '../../domain/failure.ts';

test.each<[unknown, unknown]>([
	[undefined, []],
	[null, []],
	[[], []],
	['No', []],
	[{ message: 'No' }, []],
	[[null], []],
	[[7], []],
	[['No'], [{ message: 'No' }]],
	[[{}], [{}]],
	[[{ code: 'X', message: 'No', more: 1 }], [{ code: 'X', message: 'No' }]],
	[[{ code: 7, message: ['No'] }], [{}]],
	[
		[{ code: 'X' }, 'No'],
		[{ code: 'X' }, { message: 'No' }],
	],
])('the failures in %j are %j', (errors, expected) => {
	expect(parseFailures(errors)).toEqual(expected);
});

describe('explainFailure', () => {
	const GONE = /^The media is no longer there\. Pharlo downloads/;
	const NO_ACCESS = /^The address of the media requires a login, or has expired\. Pharlo downloads/;
	const FAULT = /^The server that holds the media had a fault\./;
	const TOO_BIG = /^YouTube takes up to 256 GB/;
	const FORMAT = /^Use MP4/;
	const OTHER = /^Check that the address of the media works/;

	test.each([
		['Media file returned 404', GONE],
		['Media file returned 410', GONE],
		['Media file returned 401', NO_ACCESS],
		['Media file returned 403', NO_ACCESS],
		['Media file returned 403, then 404', NO_ACCESS],
		['Media file returned 500', FAULT],
		['Media file returned 503', FAULT],
		['The file is too large', TOO_BIG],
		['The file has 500 MB, which is too large', TOO_BIG],
		['Media download timed out after 500 ms', OTHER],
		['Media duration exceeds 12 hours', TOO_BIG],
		['Media format is not supported', FORMAT],
		['Media type text/html', FORMAT],
		['Media file returned 4040', OTHER],
		['Media file 14 returned 1404', OTHER],
		['DOWNLOAD failed', OTHER],
		['Upload aborted', OTHER],
		['The file is damaged', OTHER],
		['video_file is damaged', OTHER],
		['Uploads were aborted', OTHER],
	])('of "%s"', (message, expected) => {
		expect(explainFailure([message])).toMatch(expected);
		expect(explainFailure([{ message }])).toMatch(expected);
	});

	test.each([
		'The profile is not complete',
		'Your upload quota is used up',
		'Your uploads_limit is reached',
		'upload limit',
		'upload limited to ten a day',
		'uploadQuota',
		'Not allowed (403)',
		'',
	])('knows nothing of "%s"', (message) => {
		expect(explainFailure([message])).toBeUndefined();
	});

	test('looks at codes as well, and at all failures', () => {
		expect(explainFailure([{ code: 'MEDIA_ERROR' }])).toMatch(OTHER);
		expect(explainFailure([{ code: 'MEDIA_ERROR', message: 'HTTP 404' }])).toMatch(GONE);
		expect(explainFailure(['No', { code: 'X' }, 'Media returned 403'])).toMatch(NO_ACCESS);
		expect(explainFailure([{ code: 'X', message: 'No' }])).toBeUndefined();
	});

	test('a status counts only in the failure of the media', () => {
		expect(explainFailure(['HTTP 404', 'Media is damaged'])).toMatch(OTHER);
	});
});
