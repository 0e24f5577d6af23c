import { checkMediaUrl } from '../../domain/mediaUrl.ts';
import { inputErrorOf } from '../harness/inputError.mts';

const NOW = new Date('2027-01-10T12:00:00Z');
const CDN = 'https://cdn.example.com/demo.mp4';

test.each([
	CDN,
	'http://cdn.example.com/demo.mp4?x=1',
	'https://93.184.216.34/demo.mp4',
	'https://172.32.0.1/demo.mp4',
	'https://[2606:2800:220:1::1]/demo.mp4',
	'https://localhost.example.com/demo.mp4',
	`${CDN}?X-Amz-Date=20270110T110000Z&X-Amz-Expires=7200`,
	`${CDN}?Expires=soon`,
	`${CDN}?se=2020-01-01T00:00:00Z`,
])('%s is valid', (url) => {
	expect(checkMediaUrl('Media URL', ` ${url} `, NOW)).toBe(url);
});

test.each([
	['http://localhost:8080/demo.mp4', 'points to localhost'],
	['http://media.localhost/demo.mp4', 'cannot reach'],
	['http://nas.local/demo.mp4', 'cannot reach'],
	['http://minio:9000/demo.mp4', 'points to minio'],
	['http://127.0.0.1/demo.mp4', 'cannot reach'],
	['http://10.1.2.3/demo.mp4', 'cannot reach'],
	['http://172.16.0.1/demo.mp4', 'cannot reach'],
	['http://172.31.255.1/demo.mp4', 'cannot reach'],
	['http://192.168.1.10/demo.mp4', 'cannot reach'],
	['http://169.254.169.254/latest', 'cannot reach'],
	['http://0x7f.1/demo.mp4', 'cannot reach'],
	['http://2130706433/demo.mp4', 'cannot reach'],
	['http://[::1]/demo.mp4', 'cannot reach'],
	['http://[fd00::1]/demo.mp4', 'cannot reach'],
	['http://[::ffff:10.0.0.1]/demo.mp4', 'cannot reach'],
	['file:///home/node/demo.mp4', 'is a path on one machine'],
	['/home/node/demo.mp4', 'is a path on one machine'],
	['C:\\demo.mp4', 'is a path on one machine'],
	['filesystem-v2:workflows/1/executions/2/binary_data/3', 'is a reference to a file in n8n'],
	['[object Object]', 'is a reference to a file in n8n'],
	['data:video/mp4;base64,AAAA', 'holds the file itself'],
	['cdn.example.com/demo.mp4', 'is not a web address'],
	['ftp://cdn.example.com/demo.mp4', 'is not a web address'],
])('%s is invalid', (url, words) => {
	const { message, description } = inputErrorOf(() => checkMediaUrl('Media URL', url, NOW));
	expect(message).toMatch(/^'Media URL' /);
	expect(message).toContain(words);
	expect(description).toContain('public place');
});

test.each([
	['S3 and Google, new', `${CDN}?X-Goog-Date=20270110T100000Z&X-Goog-Expires=3600`],
	['S3, new', `${CDN}?X-Amz-Date=20270110T100000Z&X-Amz-Expires=3600&X-Amz-Signature=x`],
	['S3 and CloudFront, old', `${CDN}?Expires=${Date.parse('2027-01-10T11:00:00Z') / 1000}`],
	['Azure', `${CDN}?sv=1&sig=abc&se=2027-01-10T11:00:00Z`],
])('a URL that expires before the publish time is invalid: %s', (_name, url) => {
	const { message, description } = inputErrorOf(() => checkMediaUrl('Media URL', url, NOW));
	expect(message).toBe(
		"'Media URL' expires at 2027-01-10T11:00:00.000Z, before the post is published",
	);
	expect(description).toContain('2027-01-10T12:00:00.000Z');
	expect(checkMediaUrl('Media URL', url, new Date('2027-01-10T10:30:00Z'))).toBe(url);
});

describe('what n8n gives instead of an address', () => {
	const IN_N8N = 'is a reference to a file in n8n';
	const CONTENT = 'holds the file itself';
	const PATH = 'is a path on one machine';
	const neither = (text: string): string => `is '${text}', which is not a web address`;
	const UPLOAD_FIRST =
		'Pharlo downloads the file without logging in: upload it to a public place such as a CDN or object storage, and enter that address.';

	test.each([
		['filesystem:abc', IN_N8N],
		['filesystem-v2:abc', IN_N8N],
		['FILESYSTEM-V3:abc', IN_N8N],
		['s3:abc', IN_N8N],
		['S3:abc', IN_N8N],
		['database:abc', IN_N8N],
		['[object Object]', IN_N8N],
		['[object Blob]', IN_N8N],
		['data:video/mp4;base64,AAAA', CONTENT],
		['DATA:,x', CONTENT],
		['file:demo.mp4', PATH],
		['FILE:///demo.mp4', PATH],
		['/demo.mp4', PATH],
		['//cdn.example.com/demo.mp4', PATH],
		['c:\\demo.mp4', PATH],
		['Z:\\demo.mp4', PATH],
		['\\\\nas\\demo.mp4', PATH],
		...[
			...['filesystem', 'filesystem-v:x', 'filesystem-vx:x', 'filesystem-v22:x', 'xfilesystem:x'],
			...['xs3:x', 'mydatabase:x', 'x [object Object]', '[objects', 'mydata:x', 'profile:x'],
			...['a/b', 'cc:\\x', 'c:x', '\\x', 'x\\\\y', '1:\\x', 'https://', ''],
		].map((text): [string, string] => [text, neither(text)]),
	])('%s is rejected', (text, reason) => {
		const error = inputErrorOf(() => checkMediaUrl('Media URL', ` ${text} `, NOW));
		expect([error.message, error.description]).toEqual([`'Media URL' ${reason}`, UPLOAD_FIRST]);
	});

	test.each([
		'filesystem:x',
		'filesystem-v2:x',
		's3:x',
		'database:x',
		'[object x',
		'data:x',
		'file:x',
	])('a web address may contain %s', (text) => {
		for (const url of [`${CDN}?from=${text}`, `https://cdn.example.com/${text}`]) {
			expect(checkMediaUrl('Media URL', url, NOW)).toBe(url);
		}
	});

	test.each(['/c:\\x', '/x\\\\y', '?\\'])('a web address may contain %s', (text) => {
		expect(checkMediaUrl('Media URL', `${CDN}${text}`, NOW)).toBe(`${CDN}${text}`);
	});
});

describe('when a signed address expires', () => {
	const AT = '2027-03-04T05:06:07.000Z';
	const EPOCH = Date.parse(AT) / 1000;
	/** Whatever it is, it is over by then. */
	const LATER = new Date('9999-01-01T00:00:00Z');

	test.each([
		'X-Amz-Date=20270304T050607Z&X-Amz-Expires=0',
		'X-Amz-Date=20270304T045607Z&X-Amz-Expires=600',
		'X-Goog-Date=20270303T050607Z&X-Goog-Expires=86400',
		'X-Amz-Date=20261231T235959Z&X-Amz-Expires=5375168',
		'X-Amz-Date=today&X-Amz-Expires=5&X-Goog-Date=20270304T050607Z&X-Goog-Expires=0',
		'X-Amz-Date=20270304T050607Z&X-Amz-Expires=0&Expires=1000000000',
		`Expires=${EPOCH}`,
		`Expires=${EPOCH}&sig=x&se=2020-01-01T00:00:00Z`,
		'sig=x&se=2027-03-04T05%3A06%3A07Z',
		'sig=&se=2027-03-04T06:06:07%2B01:00',
	])('%s', (query) => {
		const check = (publishAt: Date) => () =>
			checkMediaUrl('Media URL', `${CDN}?${query}`, publishAt);
		const { message, description } = inputErrorOf(check(new Date(AT)));
		expect(message).toBe(`'Media URL' expires at ${AT}, before the post is published`);
		expect(description).toBe(
			`Pharlo downloads the file when it publishes, at ${AT}: use an address that is still valid then.`,
		);
		expect(check(new Date(Date.parse(AT) - 1))()).toBe(`${CDN}?${query}`);
		expect(check(new Date(Date.parse(AT) + 1))).toThrow('expires at');
	});

	test.each([
		'X-Amz-Date=20270304T050607Z',
		'X-Amz-Expires=600',
		'X-Amz-Date=20270304T050607Z&X-Amz-Expires=soon',
		'X-Amz-Date=20270304T050607Z&X-Goog-Expires=600',
		'X-Amz-Date=20270304T050607&X-Amz-Expires=600',
		'X-Amz-Date=20270304T050607Zx&X-Amz-Expires=600',
		'X-Amz-Date=x20270304T050607Z&X-Amz-Expires=600',
		'X-Amz-Date=20270304050607Z&X-Amz-Expires=600',
		'X-Amz-Date=2027x304T050607Z&X-Amz-Expires=600',
		'X-Amz-Date=&X-Amz-Expires=600',
		'X-Other-Date=20270304T050607Z&X-Other-Expires=600',
		'Expires=',
		'Expires=123456789',
		'Expires=12345678901',
		'Expires=x1234567890',
		'Expires=1234567890x',
		'expires=1234567890',
		'se=2020-01-01T00:00:00Z',
		'sig=x',
		'sig=x&se=',
		'sig=x&se=soon',
	])('%s says nothing', (query) => {
		expect(checkMediaUrl('Media URL', `${CDN}?${query}`, LATER)).toBe(`${CDN}?${query}`);
	});
});
