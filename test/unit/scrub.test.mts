import { scrub } from '../../domain/scrub.ts';

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
