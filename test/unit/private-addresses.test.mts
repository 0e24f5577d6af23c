import { isPrivateAddress, isWebAddress, normalizeBaseUrl } from '../../domain/webAddress.ts';
import { inputErrorOf } from '../harness/inputError.mts';

/** The first and the last address of each private range, and the public ones next to it. */
const RANGES: ReadonlyArray<readonly [string, string, string, string]> = [
	['', '0.0.0.0', '0.255.255.255', '1.0.0.0'],
	['9.255.255.255', '10.0.0.0', '10.255.255.255', '11.0.0.0'],
	['100.63.255.255', '100.64.0.0', '100.127.255.255', '100.128.0.0'],
	['126.255.255.255', '127.0.0.0', '127.255.255.255', '128.0.0.0'],
	['169.253.255.255', '169.254.0.0', '169.254.255.255', '169.255.0.0'],
	['172.15.255.255', '172.16.0.0', '172.31.255.255', '172.32.0.0'],
	['192.167.255.255', '192.168.0.0', '192.168.255.255', '192.169.0.0'],
];

describe('IPv4', () => {
	test.each(RANGES)('between %s and the next public one, %s to %s are private', (...addresses) => {
		const [before, first, last, after] = addresses;
		expect(isPrivateAddress(`http://${first}:5678/x`)).toBe(true);
		expect(isPrivateAddress(`http://${last}/`)).toBe(true);
		expect(isPrivateAddress(`http://${after}/`)).toBe(false);
		expect(before !== '' && isPrivateAddress(`http://${before}/`)).toBe(false);
	});

	const within = (from: number, to: number): number[] =>
		Array.from({ length: to - from + 1 }, (_, index) => from + index);

	test.each([
		['100', within(64, 127)],
		['172', within(16, 31)],
		['169', [254]],
		['192', [168]],
	])('of %s.x.1.1 only those of the range are private', (first, expected) => {
		const found = within(0, 255).filter((second) =>
			isPrivateAddress(`https://${first}.${second}.1.1`),
		);
		expect(found).toEqual(expected);
	});

	test.each(['169.254', '192.168', '172.16', '100.64'])('%s counts only at the start', (part) => {
		expect(isPrivateAddress(`https://${part}.8.8`)).toBe(true);
		expect(isPrivateAddress(`https://8.${part}.8`)).toBe(false);
	});

	test('of x.1.1.1 only three are private', () => {
		const found = within(0, 255).filter((first) => isPrivateAddress(`https://${first}.1.1.1`));
		expect(found).toEqual([0, 10, 127]);
	});

	test.each(['http://2130706433', 'http://0x7f.1', 'http://0177.0.0.1', 'http://127.1'])(
		'%s is another spelling of 127.0.0.1',
		(url) => {
			expect(isPrivateAddress(url)).toBe(true);
		},
	);

	test.each(['http://10.0.0.1.example.com', 'http://a.10.0.0.example', 'http://127.0.0.1.nip.io'])(
		'%s only looks like one',
		(url) => {
			expect(isPrivateAddress(url)).toBe(false);
		},
	);
});

test.each<[string, boolean]>([
	['::', true],
	['::1', true],
	['::2', false],
	['::1:2', false],
	['fbff::1', false],
	['fc00::1', true],
	['fdff::1', true],
	['fe00::1', false],
	['fe7f::1', false],
	['fe80::1', true],
	['feab::1', true],
	['febf::1', true],
	['fec0::1', false],
	['::ffff:10.0.0.1', true],
	['2001:db8::fd00', false],
])('IPv6 %s is private: %p', (address, expected) => {
	expect(isPrivateAddress(`http://[${address}]:5678/`)).toBe(expected);
});

describe('names', () => {
	const ENDINGS = ['localhost', 'local', 'internal', 'lan', 'home', 'corp', 'test', 'invalid'];

	test.each(ENDINGS)('%s, below it and in any case', (ending) => {
		for (const host of [ending, `n8n.${ending}`, `a.b.${ending.toUpperCase()}`]) {
			expect(isPrivateAddress(`https://${host}/`)).toBe(true);
		}
		for (const host of [`${ending}.example.com`, `my${ending}.com`, `x.my${ending}`]) {
			expect(isPrivateAddress(`https://${host}/`)).toBe(false);
		}
	});

	test.each(['localhost.', 'nas.local.', 'n8n.', '127.0.0.1.', 'LAN.'])(
		'%s is complete, and still private',
		(host) => {
			expect(isPrivateAddress(`http://${host}/`)).toBe(true);
			expect(isPrivateAddress(`http://${host}:5678/x`)).toBe(true);
		},
	);

	test('a dot at the end makes no public name private', () => {
		expect(isPrivateAddress('http://example.com./')).toBe(false);
	});

	test('a name without a dot is one of this network', () => {
		expect(isPrivateAddress('http://n8n:5678/')).toBe(true);
		expect(isPrivateAddress('http://n8n.io:5678/')).toBe(false);
	});
});

test.each<[string, boolean]>([
	['http://x.example', true],
	['HTTPS://x.example', true],
	['https://', false],
	['https:x.example', false],
	['ftp://x.example', false],
	['see https://x.example', false],
	['httpsx://x.example', false],
	['', false],
])('isWebAddress of %p is %p', (text, expected) => {
	expect(isWebAddress(text)).toBe(expected);
});

describe('normalizeBaseUrl', () => {
	test.each([
		['https://pharlo.io///', 'https://pharlo.io'],
		['https://pharlo.io/api/v1///', 'https://pharlo.io'],
		['https://pharlo.io/api/v1/x', 'https://pharlo.io/api/v1/x'],
		['https://pharlo.io/my/api/v10', 'https://pharlo.io/my/api/v10'],
		['https://pharlo.io/a//b', 'https://pharlo.io/a//b'],
		['https://pharlo.io:443/', 'https://pharlo.io'],
		['https://pharlo.io:8443/', 'https://pharlo.io:8443'],
		[7, 'https://pharlo.io'],
		[null, 'https://pharlo.io'],
		[' \n', 'https://pharlo.io'],
	])('%p becomes %s', (input, expected) => {
		expect(normalizeBaseUrl(input)).toBe(expected);
	});

	test.each([
		['pharlo.io', 'is not a web address'],
		['ftp://pharlo.io', 'starts with ftp:// instead of http:// or https://'],
		['https://user@pharlo.io', 'holds more than an address and a path'],
		['https://:password@pharlo.io', 'holds more than an address and a path'],
		['https://pharlo.io/?a=1', 'holds more than an address and a path'],
		['https://pharlo.io/#a', 'holds more than an address and a path'],
	])('%s %s', (input, reason) => {
		const { message, description } = inputErrorOf(() => normalizeBaseUrl(input));
		expect(message).toBe(`'Base URL' of the Pharlo credential ${reason}`);
		expect(description).toContain('such as https://pharlo.io,');
	});
});
