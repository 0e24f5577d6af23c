import { isPrivateAddress, isWebAddress } from '../../domain/webAddress.ts';

test.each([
	'http://localhost:5678/x',
	'http://n8n.localhost/',
	'http://127.0.0.1:5678/',
	'http://127.8.9.1',
	'http://0.0.0.0:5678',
	'http://10.0.0.5/',
	'http://192.168.1.20:5678/webhook',
	'http://172.16.0.1',
	'http://172.31.255.1',
	'http://169.254.1.1',
	'http://[::1]:5678/',
	'http://[fd12:3456::1]/',
	'http://[fe80::1]/',
	'http://n8n:5678/',
	'http://n8n.local/',
	'http://100.64.0.1/',
])('%s can be called from here only', (url) => {
	expect(isPrivateAddress(url)).toBe(true);
});

test.each([
	'https://n8n.example.com/webhook',
	'https://localhost.example.com',
	'http://172.15.0.1',
	'http://172.32.0.1',
	'http://11.0.0.1',
	'http://193.168.0.1',
	'http://127.example.com',
	'http://[2001:db8::1]/',
	'http://10.example.com',
	'no address',
])('%s may be called by others', (url) => {
	expect(isPrivateAddress(url)).toBe(false);
});

describe('the networks that Pharlo cannot reach', () => {
	const OCTETS = Array.from({ length: 256 }, (_, octet) => octet);
	const privateOctets = (address: (octet: number) => string): number[] =>
		OCTETS.filter((octet) => isPrivateAddress(`http://${address(octet)}/`));
	const range = (from: number, to: number): number[] => OCTETS.slice(from, to + 1);

	test.each<[string, (octet: number) => string, number[]]>([
		['x.1.1.1', (octet) => `${octet}.1.1.1`, [0, 10, 127]],
		['172.x.1.1', (octet) => `172.${octet}.1.1`, range(16, 31)],
		['100.x.1.1', (octet) => `100.${octet}.1.1`, range(64, 127)],
		['169.x.1.1', (octet) => `169.${octet}.1.1`, [254]],
		['192.x.1.1', (octet) => `192.${octet}.1.1`, [168]],
		['11.x.1.1', (octet) => `11.${octet}.1.1`, []],
		['8.10.x.1', (octet) => `8.10.${octet}.1`, []],
		['8.x.1.1', (octet) => `8.${octet}.1.1`, []],
		['8.172.x.1', (octet) => `8.172.${octet}.1`, []],
		['8.100.x.1', (octet) => `8.100.${octet}.1`, []],
		['8.169.x.1', (octet) => `8.169.${octet}.1`, []],
		['8.192.x.1', (octet) => `8.192.${octet}.1`, []],
		['10.1.1.x.example.com', (octet) => `10.1.1.${octet}.example.com`, []],
	])('%s', (_name, address, expected) => {
		expect(privateOctets(address)).toEqual(expected);
	});

	test.each([
		['::', true],
		['::1', true],
		['::2', false],
		['::1:1', false],
		['1::', false],
		['1::1', false],
		['fb00::1', false],
		['fc00::1', true],
		['fdff::1', true],
		['fe00::1', false],
		['FE80::1', true],
		['fe90::1', true],
		['fea0::1', true],
		['febf::1', true],
		['fe70::1', false],
		['ff02::1', false],
		['2001:db8::fd00', false],
		['2001:db8::fe80:1', false],
		['::ffff:192.168.1.1', true],
		['64:ff9b::ffff:1', false],
	])('[%s]: %p', (address, expected) => {
		expect(isPrivateAddress(`http://[${address}]:5678/x`)).toBe(expected);
	});

	test.each(['localhost', 'local', 'internal', 'lan', 'home', 'corp', 'test', 'invalid'])(
		'names below %s',
		(name) => {
			for (const host of [name, `nas.${name}`, `a.b.${name}`, `NAS.${name.toUpperCase()}`]) {
				expect(isPrivateAddress(`https://${host}/x.y`)).toBe(true);
			}
			for (const host of [`${name}.example`, `nas.x${name}`, `nas.${name}x`, `x${name}.example`]) {
				expect(isPrivateAddress(`https://${host}/x`)).toBe(false);
			}
		},
	);
});

test.each([
	['https://x.example', true],
	['http://x.example/a?b#c', true],
	['HTTPS://X.EXAMPLE', true],
	['ftp://x.example', false],
	['https://', false],
	['https:x.example', false],
	['https:/x.example', false],
	[' https://x.example', false],
	['shttp://x.example', false],
	['httpx://x.example', false],
	['x.example', false],
	['x://http://x.example', false],
	['', false],
])('%j is a web address: %p', (text, expected) => {
	expect(isWebAddress(text)).toBe(expected);
});
