import { normalizeBaseUrl } from '../../domain/webAddress.ts';
import { InvalidInputError } from '../../domain/errors.ts';

test.each([
	['https://pharlo.io', 'https://pharlo.io'],
	['https://pharlo.io/', 'https://pharlo.io'],
	['  https://pharlo.io//  ', 'https://pharlo.io'],
	['https://pharlo.io/api/v1', 'https://pharlo.io'],
	['https://pharlo.io/api/v1/', 'https://pharlo.io'],
	['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
	['https://proxy.example.com/pharlo/api/v1', 'https://proxy.example.com/pharlo'],
	['HTTPS://Pharlo.IO', 'https://pharlo.io'],
	['', 'https://pharlo.io'],
	[undefined, 'https://pharlo.io'],
])('%j is normalized to %s', (input, expected) => {
	expect(normalizeBaseUrl(input)).toBe(expected);
});

test.each([
	'pharlo.io',
	'ftp://pharlo.io',
	'file:///etc/passwd',
	'javascript:alert(1)',
	'https://user:pass@pharlo.io',
	'https://pharlo.io/?key=1',
	'https://pharlo.io/#top',
	'https://',
])('%s is invalid', (input) => {
	expect(() => normalizeBaseUrl(input)).toThrow(InvalidInputError);
});
