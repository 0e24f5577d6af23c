import { checkMediaUrl } from '../../domain/webAddress.ts';
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
