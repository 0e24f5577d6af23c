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
])('%s is private', (url) => {
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
])('%s is not private', (url) => {
	expect(isPrivateAddress(url)).toBe(false);
});

test('a web address starts with http or https', () => {
	expect(isWebAddress('https://x.example')).toBe(true);
	expect(isWebAddress('ftp://x.example')).toBe(false);
	expect(isWebAddress('https://')).toBe(false);
});
