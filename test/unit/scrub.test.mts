import { resumeTokens, scrub } from '../../domain/scrub.ts';

test('secrets are hidden everywhere', () => {
	const value = {
		message: 'Key ds_live_abcdef is wrong, ds_live_abcdef!',
		details: { ds_live_abcdef: ['x ds_live_abcdef'], fine: ['y'] },
		status: 400,
		nothing: null,
	};
	expect(scrub(value, ['ds_live_abcdef'])).toEqual({
		message: 'Key [hidden] is wrong, [hidden]!',
		details: { '[hidden]': ['x [hidden]'], fine: ['y'] },
		status: 400,
		nothing: null,
	});
});

test('the token that resumes an execution is hidden', () => {
	const token = 'a'.repeat(64);
	expect(scrub(`https://n8n/webhook-waiting/7?signature=${token}&x=1`, [])).toBe(
		'https://n8n/webhook-waiting/7?signature=[hidden]&x=1',
	);
	expect(scrub('The signature=off option', [])).toBe('The signature=off option');
});

test('a string too short for a secret is not hidden', () => {
	expect(scrub('a cat', ['', 'a', 'cat'])).toBe('a cat');
	expect(scrub('12345 123456', ['12345', '123456'])).toBe('12345 [hidden]');
});

describe('the token that resumes an execution', () => {
	const TOKEN = '0123456789abcdef';

	test.each([
		['https://n8n/7?signature=#', 'https://n8n/7?signature=[hidden]'],
		['https://n8n/7?a=b&signature=#&c=d', 'https://n8n/7?a=b&signature=[hidden]&c=d'],
		['https://n8n/7?SIGNATURE=#', 'https://n8n/7?SIGNATURE=[hidden]'],
		['signature=#', 'signature=[hidden]'],
		['a=b&amp;signature=#', 'a=b&amp;signature=[hidden]'],
		['x?to=n8n%3Fsignature%3D#', 'x?to=n8n%3Fsignature%3D[hidden]'],
		['x?to=n8n%3fa%3db%26signature%3d#', 'x?to=n8n%3fa%3db%26signature%3d[hidden]'],
		['n8n%253Fsignature%253D#%2526', 'n8n%253Fsignature%253D[hidden]%2526'],
		['n8n?a=b\\u0026signature\\u003d#', 'n8n?a=b\\u0026signature\\u003d[hidden]'],
		['two: signature=#, signature=#', 'two: signature=[hidden], signature=[hidden]'],
	])('is hidden in %s', (text, expected) => {
		const value = text.replaceAll('#', TOKEN);
		expect(scrub({ [value]: [value] }, [])).toEqual({ [expected]: [expected] });
	});

	test.each([
		'X-Amz-Signature=0123456789abcdef',
		'my_signature=0123456789abcdef',
		'x=signature0123456789abcdef',
		'signature=0123456789abcde',
		'signature=shortandnohex',
		'signature: 0123456789abcdef',
	])('%s is something else', (text) => {
		expect(scrub(text, [])).toBe(text);
	});

	test('is known for the execution that runs, and hidden wherever it occurs', () => {
		const secrets = resumeTokens(`https://n8n/webhook-waiting/7?a=b&signature=${TOKEN}`);
		expect(secrets).toEqual([TOKEN]);
		expect(scrub({ [TOKEN]: { mediaUrl: TOKEN } }, secrets)).toEqual({
			'[hidden]': { mediaUrl: '[hidden]' },
		});
	});

	test.each([undefined, 7, 'undefined/13', 'https://n8n/webhook-waiting/7'])(
		'there is none in %p',
		(resumeUrl) => {
			expect(resumeTokens(resumeUrl)).toEqual([]);
		},
	);

	test('in the address of a file counts only as part of a resume URL', () => {
		const file = `https://files.example/1.mp4?signature=${TOKEN}`;
		const resumeUrl = `https://n8n/webhook-waiting/7?signature=${TOKEN}`;
		expect(scrub({ mediaUrl: file }, [])).toEqual({ mediaUrl: file });
		expect(scrub({ mediaUrl: resumeUrl, url: file }, [])).toEqual({
			mediaUrl: 'https://n8n/webhook-waiting/7?signature=[hidden]',
			url: 'https://files.example/1.mp4?signature=[hidden]',
		});
		expect(scrub({ mediaUrl: 7 }, [])).toEqual({ mediaUrl: 7 });
	});
});

test('where nothing is hidden, nothing is copied', () => {
	const value = { a: [{ b: 'c' }, null, 1], mediaUrl: 'x', d: undefined };
	expect(scrub(value, ['something'])).toBe(value);
	const changed = { same: value, other: 'something' };
	expect(scrub(changed, ['something']).same).toBe(value);
});
