import { createHmac, randomBytes } from 'node:crypto';

import {
	isUsableSecret,
	parseSignature,
	SIGNATURE_HEADER,
	verifySignature,
} from '../../domain/signature.ts';

const SECRET = 'simulator-webhook-secret';
const BODY = Buffer.from('{"assignmentId":"a1","title":"Žluťoučký kůň 🐎"}');
const VALID = sign(BODY, SECRET);

function sign(body: Buffer | string, secret: string): string {
	return createHmac('sha256', secret).update(body).digest('hex');
}

describe('published vectors', () => {
	test.each([
		[
			'RFC 4231, case 2',
			'Jefe',
			'what do ya want for nothing?',
			'5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
		],
		[
			'GitHub documentation',
			"It's a Secret to Everybody",
			'Hello, World!',
			'757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
		],
		[
			'Octokit',
			'mysecret',
			'{\n  "foo": "bar"\n}\n',
			'e3eccac34c43c7dc1cbb905488b1b81347fcc700a7b025697a9d07862256023f',
		],
		[
			// The same primitive in another envelope: base64 secret and digest, and a longer text.
			'Standard Webhooks 1.0.0',
			Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64'),
			'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}',
			Buffer.from('g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=', 'base64').toString('hex'),
		],
	])('%s', (_name, secret, message, digest) => {
		expect(verifySignature(Buffer.from(message), digest, [secret])).toBe(true);
		expect(verifySignature(Buffer.from(`${message} `), digest, [secret])).toBe(false);
	});
});

describe('unusual input', () => {
	test.each<[string, unknown, unknown, unknown, boolean]>([
		['valid', BODY, VALID, SECRET, true],
		['upper-case hex', BODY, VALID.toUpperCase(), SECRET, true],
		['surrounding space', BODY, ` ${VALID}\t`, SECRET, true],
		['sha256= prefix', BODY, `sha256=${VALID}`, SECRET, true],
		['two values joined by a duplicate header', BODY, `${VALID}, ${VALID}`, SECRET, false],
		['array value', BODY, [VALID], SECRET, false],
		['short invalid value', BODY, 'abc', SECRET, false],
		['header missing', BODY, undefined, SECRET, false],
		['blank secret, signed with the empty string', BODY, sign(BODY, ''), '', false],
		['white space as secret', BODY, sign(BODY, '  '), '  ', false],
		['body serialized again', Buffer.from('{"a":1}'), sign('{ "a": 1 }', SECRET), SECRET, false],
		['body as a string instead of bytes', BODY.toString(), VALID, SECRET, false],
		['no raw body', undefined, VALID, SECRET, false],
		['empty body', Buffer.alloc(0), sign('', SECRET), SECRET, true],
		['64 two-byte characters', BODY, 'é'.repeat(64), SECRET, false],
		['64 full-width digits', BODY, '１'.repeat(64), SECRET, false],
		['one digit wrong at the start', BODY, flip(VALID, 0), SECRET, false],
		['one digit wrong at the end', BODY, flip(VALID, 63), SECRET, false],
		['one digit too many', BODY, `${VALID}0`, SECRET, false],
		['one digit missing', BODY, VALID.slice(1), SECRET, false],
		['another algorithm in the prefix', BODY, `sha1=${VALID}`, SECRET, false],
		['prefix twice', BODY, `sha256=sha256=${VALID}`, SECRET, false],
		['digits separated', BODY, `${VALID.slice(0, 32)} ${VALID.slice(32)}`, SECRET, false],
		['other secret', BODY, VALID, `${SECRET}2`, false],
		['secret is not a string', BODY, VALID, { secret: SECRET }, false],
		[
			'trailing newline in the body',
			Buffer.concat([BODY, Buffer.from('\n')]),
			VALID,
			SECRET,
			false,
		],
	])('%s', (_name, body, header, secret, expected) => {
		expect(verifySignature(body, header, [secret])).toBe(expected);
	});
});

function flip(hex: string, at: number): string {
	const digit = hex[at] === '0' ? '1' : '0';
	return hex.slice(0, at) + digit + hex.slice(at + 1);
}

describe('rotation', () => {
	const old = sign(BODY, 'old');
	const current = sign(BODY, 'new');

	test('both secrets are accepted, in either place', () => {
		expect(verifySignature(BODY, current, ['new', 'old'])).toBe(true);
		expect(verifySignature(BODY, old, ['new', 'old'])).toBe(true);
	});

	test('other secrets are rejected', () => {
		expect(verifySignature(BODY, sign(BODY, 'third'), ['new', 'old'])).toBe(false);
		expect(verifySignature(BODY, current, [])).toBe(false);
	});

	test('a blank previous secret matches nothing', () => {
		expect(verifySignature(BODY, sign(BODY, ''), ['new', ''])).toBe(false);
	});
});

test('random headers and bodies are rejected without an exception', () => {
	for (let round = 0; round < 5000; round++) {
		const body = randomBytes(round % 40);
		const header = randomBytes(32).toString(round % 2 === 0 ? 'hex' : 'latin1');
		expect(verifySignature(body, header, [SECRET, 'old'])).toBe(false);
	}
});

test('the digest is parsed as 32 bytes', () => {
	expect(parseSignature(`SHA256=${VALID.toUpperCase()}`)).toEqual(Buffer.from(VALID, 'hex'));
});

test.each([
	['text', 'a', true],
	['blank text', ' ', false],
	['bytes', Buffer.from('a'), true],
	['blank bytes', Buffer.from(' '), true],
	['no bytes', Buffer.alloc(0), false],
	['number', 7, false],
	['nothing', undefined, false],
	['null', null, false],
])('a secret that is %s can be used: %p %p', (_name, secret, expected) => {
	expect(isUsableSecret(secret)).toBe(expected);
});

test('an empty Buffer as secret is skipped', () => {
	expect(verifySignature(BODY, sign(BODY, ''), [Buffer.alloc(0)])).toBe(false);
});

test('the header is in lower case, as Node gives it', () => {
	expect(SIGNATURE_HEADER).toBe('x-webhook-signature');
});

test('the prefix of a signature is accepted only in front', () => {
	expect(parseSignature(`${VALID}sha256=`)).toBeUndefined();
	expect(parseSignature(`${VALID.slice(0, 32)}sha256=${VALID.slice(32)}`)).toBeUndefined();
	expect(parseSignature(7)).toBeUndefined();
});
