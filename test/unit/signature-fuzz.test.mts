import { createHash, createHmac } from 'node:crypto';

import { verifySignature } from '../../domain/signature.ts';
import { Mutator } from '../harness/forgeries.mts';

/** A million runs take half a minute: FUZZ_RUNS=1000000. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 50_000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_423);
const SECRETS = ['simulator-webhook-secret', 'the-previous-one'];
const BODIES = [
	'{"assignmentId":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","status":"published","errors":[],"timestamp":"2026-04-23T10:02:35Z"}',
	'{ "assignmentId" : "a1",\r\n\t"status":"failed", "title":"Žluťoučký kůň 🐎" }\n',
	'{}',
	'',
];

function sign(body: Buffer, secret: string): string {
	return createHmac('sha256', secret).update(body).digest('hex');
}

/**
 * A signature is genuine if its 64 digits match the body, in any case and with an optional prefix
 * or white space. Implemented independently of the code under test.
 */
function isGenuine(body: Buffer, header: string): boolean {
	const [, digits] = /^\s*(?:sha256=)?([0-9a-f]{64})\s*$/i.exec(header) ?? [];
	return (
		digits !== undefined && SECRETS.some((secret) => sign(body, secret) === digits.toLowerCase())
	);
}

test(`${RUNS} mutations of genuine calls: none is accepted, and none throws`, () => {
	const mutator = new Mutator(SEED);
	const wrong: string[] = [];
	let mutated = 0;
	let harmless = 0;
	while (mutated < RUNS) {
		const body = Buffer.from(mutator.pick(BODIES));
		const header = sign(body, mutator.pick(SECRETS));
		const call = mutator.mutate(body, header);
		if (call.body.equals(body) && call.header === header) continue;
		mutated++;
		const expected = typeof call.header === 'string' && isGenuine(call.body, call.header);
		if (expected) harmless++;
		if (verifySignature(call.body, call.header, SECRETS) !== expected) {
			wrong.push(`${call.how}: ${JSON.stringify(call.header)} ${call.body.toString('hex')}`);
		}
	}
	expect(wrong).toEqual([]);
	// Harmless variants of the header occur as well, so both results are tested.
	expect(harmless).toBeGreaterThan(RUNS / 100);
	expect(harmless).toBeLessThan(RUNS / 4);
}, 600_000);

const TEXT = '{"test": 2432232314}';
const BODY = Buffer.from(TEXT);
const SIGNATURE = sign(BODY, 'current');
const SECRET_PAIR = ['current', 'previous'];

/**
 * Cases from the tests of Standard Webhooks, stripe-node, Octokit, and n8n's own triggers. What
 * they accept besides plain digits belongs to their own schemes.
 */
test.each<[string, unknown, unknown, readonly unknown[], boolean]>([
	['valid', BODY, SIGNATURE, SECRET_PAIR, true],
	['signed with the previous secret', BODY, sign(BODY, 'previous'), SECRET_PAIR, true],
	['signed with neither', BODY, sign(BODY, 'third'), SECRET_PAIR, false],
	['secret missing', BODY, SIGNATURE, [], false],
	['secret undefined', BODY, SIGNATURE, [undefined, null], false],
	['secret empty', BODY, sign(BODY, ''), ['', ''], false],
	['secret with pasted white space', BODY, SIGNATURE, ['current\n'], true],
	['previous secret with pasted white space', BODY, SIGNATURE, ['new', '\t current\u00a0'], true],
	['white space inside the secret', BODY, SIGNATURE, ['cur rent'], false],
	['signed with white space', BODY, sign(BODY, 'current '), ['current '], false],
	['bytes with white space', BODY, sign(BODY, 'current '), [Buffer.from('current ')], true],
	['bytes stay as they are', BODY, SIGNATURE, [Buffer.from('current ')], false],
	['header missing', BODY, undefined, SECRET_PAIR, false],
	['header null', BODY, null, SECRET_PAIR, false],
	['header empty', BODY, '', SECRET_PAIR, false],
	['header blank', BODY, '   ', SECRET_PAIR, false],
	['only the prefix', BODY, 'sha256=', SECRET_PAIR, false],
	['body missing', undefined, SIGNATURE, SECRET_PAIR, false],
	['body null', null, SIGNATURE, SECRET_PAIR, false],
	['body parsed', { test: 2432232314 }, SIGNATURE, SECRET_PAIR, false],
	['body as a string', TEXT, SIGNATURE, SECRET_PAIR, false],
	['body as bytes other than a Buffer', new Uint8Array(BODY), SIGNATURE, SECRET_PAIR, false],
	['body empty, signature of another body', Buffer.alloc(0), SIGNATURE, SECRET_PAIR, false],
	['body compacted', Buffer.from('{"test":2432232314}'), SIGNATURE, SECRET_PAIR, false],
	[
		'white space kept',
		Buffer.from(`\n${TEXT} `),
		sign(Buffer.from(`\n${TEXT} `), 'current'),
		SECRET_PAIR,
		true,
	],
	['truncated', BODY, SIGNATURE.slice(0, 63), SECRET_PAIR, false],
	['extra characters', BODY, `${SIGNATURE}ab`, SECRET_PAIR, false],
	['upper case', BODY, SIGNATURE.toUpperCase(), SECRET_PAIR, true],
	['padded', BODY, `  ${SIGNATURE}  `, SECRET_PAIR, true],
	['prefix', BODY, `sha256=${SIGNATURE}`, SECRET_PAIR, true],
	['another prefix', BODY, `sha512=${SIGNATURE}`, SECRET_PAIR, false],
	['version as prefix', BODY, `v1=${SIGNATURE}`, SECRET_PAIR, false],
	['time and version', BODY, `t=1614265330,v1=${SIGNATURE}`, SECRET_PAIR, false],
	['several, separated by spaces', BODY, `${SIGNATURE} ${SIGNATURE}`, SECRET_PAIR, false],
	['several, joined', BODY, `${SIGNATURE}, ${SIGNATURE}`, SECRET_PAIR, false],
	['a list', BODY, [SIGNATURE], SECRET_PAIR, false],
	['a Buffer', BODY, Buffer.from(SIGNATURE), SECRET_PAIR, false],
	['Base64', BODY, Buffer.from(SIGNATURE, 'hex').toString('base64'), SECRET_PAIR, false],
	['non-ASCII characters', BODY, 'ž'.repeat(64), SECRET_PAIR, false],
	[
		'a digest without a secret',
		BODY,
		createHash('sha256').update(BODY).digest('hex'),
		SECRET_PAIR,
		false,
	],
])('%s', (_name, body, header, secrets, expected) => {
	expect(verifySignature(body, header, secrets)).toBe(expected);
});

test.each(SECRETS)('the calls are genuine before the mutation: %s', (secret) => {
	for (const text of BODIES) {
		const body = Buffer.from(text);
		expect(verifySignature(body, sign(body, secret), SECRETS)).toBe(true);
	}
});

test('every mutation is applied', () => {
	const mutator = new Mutator(SEED);
	const body = Buffer.from(BODIES[0] ?? '');
	const made = new Set<string>();
	for (let round = 0; round < 2000; round++) made.add(mutator.mutate(body, sign(body, 'x')).how);
	expect([...made].sort()).toEqual(mutator.names.sort());
});
