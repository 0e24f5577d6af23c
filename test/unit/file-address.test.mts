import fc from 'fast-check';

import {
	addressLifetime,
	fileIdentity,
	isFileAddress,
	isHeldFile,
	isStoredWith,
	outlivesRetention,
	plainFileName,
} from '../../domain/fileAddress.ts';
import { scrub } from '../../domain/scrub.ts';

const NOW = new Date('2027-04-25T12:00:00Z');
const at = (time: string): Date => new Date(time);

/** A JWT as n8n makes it: three parts of base64url. */
const token = fc
	.array(fc.stringMatching(/^[\w-]{20,80}$/), { minLength: 3, maxLength: 3 })
	.map((parts) => parts.join('.'));

describe('the life of an address', () => {
	test.each([
		['now', '2027-04-25T12:00:00Z', '172800s'],
		['an hour ahead', '2027-04-25T13:00:00Z', '176400s'],
		['in the past', '2027-04-25T11:00:00Z', '172800s'],
		['a part of a second ahead', '2027-04-25T12:00:00.001Z', '172801s'],
	])('published %s', (_name, publishAt, lifetime) => {
		expect(addressLifetime(at(publishAt), NOW)).toBe(lifetime);
	});

	test.each([
		['2027-05-09T12:00:00Z', false],
		['2027-05-09T12:00:01Z', true],
	])('n8n deletes executions after two weeks: published at %s', (publishAt, expected) => {
		expect(outlivesRetention(at(publishAt), NOW)).toBe(expected);
	});
});

describe('isStoredWith', () => {
	test.each([
		['filesystem-v2:workflows/1/executions/12/binary_data/3', true],
		['s3:workflows/1/executions/12/binary_data/3', true],
		['database:0b1c', true],
		['filesystem-v2:workflows/12/executions/temp/binary_data/3', false],
		['filesystem-v2:workflows/1/executions/123/binary_data/3', false],
		['filesystem-v2:workflows/1/executions/1/binary_data/12', false],
		['filesystem-v2:chat-hub/sessions/12/binary_data/3', false],
	])('%s', (id, expected) => {
		expect(isStoredWith('12', 'webhook', id)).toBe(expected);
	});

	test.each([
		['retry', false],
		['integrated', false],
		['trigger', true],
		['manual', true],
	])('a file in the database, mode %s', (mode, expected) => {
		expect(isStoredWith('12', mode, 'database:0b1c')).toBe(expected);
	});

	test('a file of an execution that is retried', () => {
		const id = (execution: string) =>
			`filesystem-v2:workflows/1/executions/${execution}/binary_data/3`;
		expect(isStoredWith('12', 'retry', id('11'))).toBe(false);
		expect(isStoredWith('12', 'retry', id('12'))).toBe(true);
	});
});

describe('fileIdentity', () => {
	const file = { name: 'a.mp4', size: 5, type: 'video/mp4' };

	test('differs with name, size and type', () => {
		const others = [{ name: 'b.mp4' }, { size: 6 }, { type: 'image/png' }];
		const all = [file, ...others.map((other) => ({ ...file, ...other }))];
		expect(new Set(all.map((one) => fileIdentity(one))).size).toBe(4);
	});

	test('is made of nothing but the bytes where they were read', () => {
		expect(fileIdentity(file, 'abc')).toBe(fileIdentity({ ...file, name: 'b.mp4' }, 'abc'));
		expect(fileIdentity(file, 'abc')).not.toBe(fileIdentity(file, 'abd'));
	});
});

describe('plainFileName', () => {
	test.each([
		['holiday 2027 (1).mp4', 'holiday 2027 (1).mp4'],
		['Grüße 🐎.mp4', 'Grüße 🐎.mp4'],
		[`a "b" 'c'.mp4`, `a "b" 'c'.mp4`],
		['../../etc/passwd', '.._.._etc_passwd'],
		['C:\\video.mp4', 'C:_video.mp4'],
		['a\r\nb\0.mp4', 'ab.mp4'],
		['a\u202Egnp.mp4', 'agnp.mp4'],
		['a\uD83D.mp4', 'a.mp4'],
		[' a.mp4 ', 'a.mp4'],
		['\u2028', ''],
	])('%j', (name, plain) => {
		expect(plainFileName(name)).toBe(plain);
	});

	test('is one that every header and store takes', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (name) => {
				const plain = plainFileName(name);
				expect(encodeURIComponent(plain)).not.toMatch(/%0[AD]|%00/);
				expect(plain).not.toMatch(/[/\\]/);
				expect([...plain].length).toBeLessThanOrEqual(200);
				expect(plainFileName(plain)).toBe(plain);
			}),
		);
	});
});

test.each([
	[{ data: 'filesystem-v2', mimeType: 'video/mp4', id: 'x' }, true],
	[{ data: 'AAAA', mimeType: 'video/mp4' }, true],
	[{ data: 'AAAA' }, false],
	[{ mimeType: 'video/mp4' }, false],
	[{ data: 1, mimeType: 'video/mp4' }, false],
	[null, false],
	['data', false],
	[[], false],
])('isHeldFile(%j)', (value, expected) => {
	expect(isHeldFile(value)).toBe(expected);
});

describe("the token of a file's address", () => {
	const PLAIN = 'https://n8n.example.com/rest/binary-data/signed?token=';
	/** The address as it stands in other texts. */
	const FORMS: ReadonlyArray<readonly [string, (url: string) => string]> = [
		['alone', (url) => url],
		['in a sentence', (url) => `Media file ${url} returned 403.`],
		['in JSON', (url) => JSON.stringify({ error: { url } })],
		['in JSON with escaped slashes', (url) => JSON.stringify({ url }).replaceAll('/', '\\/')],
		['in another address', (url) => `https://a.example/?u=${encodeURIComponent(url)}`],
		[
			'encoded twice',
			(url) => `https://a.example/?u=${encodeURIComponent(encodeURIComponent(url))}`,
		],
		['with another folder', (url) => url.replace('/rest/', '/n8n/api-internal/')],
	];

	test.each(FORMS)('is hidden %s', (_name, write) => {
		fc.assert(
			fc.property(token, (secret) => {
				const text = write(PLAIN + secret);
				expect(scrub(text, [])).not.toContain(secret);
				expect(scrub({ errors: [{ message: text }] }, []).errors[0]?.message).not.toContain(secret);
				expect(isFileAddress(text)).toBe(true);
				expect(isFileAddress(scrub(text, []))).toBe(true);
			}),
		);
	});

	test('is hidden in the mediaUrl of an assignment, unless the user asks for the raw response', () => {
		const assignment = { id: 'a', mediaUrl: `${PLAIN}abc.def.ghi` };
		expect(scrub(assignment, []).mediaUrl).toBe(`${PLAIN}[hidden]`);
		expect(scrub(assignment, [], true)).toBe(assignment);
		expect(scrub({ note: assignment.mediaUrl }, [], true).note).toBe(`${PLAIN}[hidden]`);
	});

	test.each([
		'https://cdn.example.com/demo.mp4?token=abc.def.ghi',
		'https://n8n.example.com/rest/binary-data/signed',
		'https://n8n.example.com/rest/binary-data?id=1',
	])('%s is another address', (url) => {
		expect(isFileAddress(url)).toBe(false);
		expect(scrub({ mediaUrl: url, text: url }, [])).toEqual({ mediaUrl: url, text: url });
	});
});
