import { API_PREFIX, DEFAULT_BASE_URL, normalizeBaseUrl } from '../../domain/webAddress.ts';
import { inputErrorOf } from '../harness/inputError.mts';

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
])('%j becomes %s', (input, expected) => {
	expect(normalizeBaseUrl(input)).toBe(expected);
});

test.each([
	['https://pharlo.io/api/v1//', 'https://pharlo.io'],
	['https://pharlo.io/api/v1/api/v1', 'https://pharlo.io/api/v1'],
	['https://pharlo.io/api/v1/more', 'https://pharlo.io/api/v1/more'],
	['https://pharlo.io/api/v12', 'https://pharlo.io/api/v12'],
	['https://pharlo.io/my-api/v1', 'https://pharlo.io/my-api/v1'],
	['https://pharlo.io/a//b/', 'https://pharlo.io/a//b'],
	['https://pharlo.io:8443/', 'https://pharlo.io:8443'],
	['   ', 'https://pharlo.io'],
	[null, 'https://pharlo.io'],
	[7, 'https://pharlo.io'],
])('%j is normalized to %s', (input, expected) => {
	expect(normalizeBaseUrl(input)).toBe(expected);
});

const NO_ADDRESS = 'is not a web address';
const MORE = 'holds more than an address and a path';

test.each([
	['pharlo.io', NO_ADDRESS],
	['https://', NO_ADDRESS],
	['//pharlo.io', NO_ADDRESS],
	['ftp://pharlo.io', 'starts with ftp:// instead of http:// or https://'],
	['file:///etc/passwd', 'starts with file:// instead of http:// or https://'],
	['javascript:alert(1)', 'starts with javascript:// instead of http:// or https://'],
	['https://user:pass@pharlo.io', MORE],
	['https://user@pharlo.io', MORE],
	['https://:pass@pharlo.io', MORE],
	['https://pharlo.io/?key=1', MORE],
	['https://pharlo.io/api/v1?key=1', MORE],
	['https://pharlo.io/#top', MORE],
])('%s is rejected', (input, reason) => {
	const { message, description } = inputErrorOf(() => normalizeBaseUrl(input));
	expect(message).toBe(`'Base URL' of the Pharlo credential ${reason}`);
	expect(description).toBe(
		'Enter an address such as https://pharlo.io, with http:// or https:// in front and nothing after the path.',
	);
});

test("Pharlo's address and the path of its API", () => {
	expect(DEFAULT_BASE_URL + API_PREFIX).toBe('https://pharlo.io/api/v1');
});
