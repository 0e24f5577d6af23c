import { checkMediaUrl } from '../../domain/mediaUrl.ts';
import { API_PREFIX } from '../../domain/webAddress.ts';
import { inputErrorOf } from '../harness/inputError.mts';

const CDN = 'https://cdn.example.com/demo.mp4';
const EXPIRY = '2027-11-20T23:45:59.000Z';
const EXPIRES_AT = Date.parse(EXPIRY);

const check = (url: string, publishAt: number) =>
	checkMediaUrl('Media URL', url, new Date(publishAt));

/** Signed addresses that all expire at the same time. */
const SIGNED: ReadonlyArray<readonly [string, string]> = [
	['S3', `${CDN}?X-Amz-Date=20271120T224559Z&X-Amz-Expires=3600`],
	['S3, signed in another month', `${CDN}?X-Amz-Date=20271020T234559Z&X-Amz-Expires=2678400`],
	['Google', `${CDN}?X-Goog-Date=20271120T234558Z&X-Goog-Expires=1`],
	['S3 and Google, older', `${CDN}?Expires=${EXPIRES_AT / 1000}`],
	['Azure', `${CDN}?sig=abc&se=2027-11-20T23%3A45%3A59Z`],
];

describe.each(SIGNED)('%s', (_name, url) => {
	test('is accepted if it is published before the address expires', () => {
		expect(check(url, EXPIRES_AT - 1000)).toBe(url);
	});

	test.each([0, 1000])('is rejected if it is published %d ms after that', (late) => {
		const { message, description } = inputErrorOf(() => check(url, EXPIRES_AT + late));
		expect(message).toBe(`'Media URL' expires at ${EXPIRY}, before the post is published`);
		expect(description).toContain(new Date(EXPIRES_AT + late).toISOString());
	});
});

describe('an address does not expire', () => {
	test.each([
		'X-Amz-Date=20200101T000000Z',
		'X-Amz-Expires=1',
		'X-Amz-Date=20200101T000000Z&X-Amz-Expires=soon',
		'X-Amz-Date=20200101T000000Z&X-Goog-Expires=1',
		'X-Amz-Date=120200101T000000Z&X-Amz-Expires=1',
		'X-Amz-Date=20200101T000000ZZ&X-Amz-Expires=1',
		'X-Amz-Date=2020-01-01T00:00:00Z&X-Amz-Expires=1',
		'Expires=123456789',
		'Expires=12345678901',
		'Expires=x1234567890',
		'Expires=',
		'expires=1234567890',
		'se=2020-01-01T00:00:00Z',
		'sig=abc',
		'sig=abc&se=soon',
	])('with %s', (query) => {
		expect(check(`${CDN}?${query}`, EXPIRES_AT)).toBe(`${CDN}?${query}`);
	});
});

describe('what n8n keeps instead of a file is rejected', () => {
	test.each([
		['filesystem:a/b', 'is a reference to a file in n8n'],
		['filesystem-v2:a/b', 'is a reference to a file in n8n'],
		['S3:a/b', 'is a reference to a file in n8n'],
		['database:a/b', 'is a reference to a file in n8n'],
		['[object Object]', 'is a reference to a file in n8n'],
		['DATA:video/mp4;base64,AAAA', 'holds the file itself'],
		['file:///demo.mp4', 'is a path on one machine'],
		['/home/node/demo.mp4', 'is a path on one machine'],
		['//cdn.example.com/demo.mp4', 'is a path on one machine'],
		['d:\\demo.mp4', 'is a path on one machine'],
		['\\\\nas\\demo.mp4', 'is a path on one machine'],
	])('%s %s', (input, reason) => {
		expect(inputErrorOf(() => check(` ${input}`, 0)).message).toBe(`'Media URL' ${reason}`);
	});

	test.each(['filesystem:1', 's3:1', '[object 1]', 'data:1', 'file:1', 'c:\\1', '\\\\1', '/1'])(
		'but an address may contain %s',
		(part) => {
			expect(check(`${CDN}?of=${part}`, 0)).toBe(`${CDN}?of=${part}`);
		},
	);
});

test('names what is no address, and the host that cannot be reached', () => {
	expect(inputErrorOf(() => check(' demo.mp4 ', 0)).message).toBe(
		"'Media URL' is 'demo.mp4', which is not a web address",
	);
	expect(inputErrorOf(() => check('see https://cdn.example.com', 0)).message).toContain(
		'which is not a web address',
	);
	expect(inputErrorOf(() => check('http://NAS:8080/demo.mp4', 0)).message).toBe(
		"'Media URL' points to nas, which Pharlo cannot reach",
	);
});

test('the API is below the prefix that Pharlo documents', () => {
	expect(API_PREFIX).toBe('/api/v1');
});
