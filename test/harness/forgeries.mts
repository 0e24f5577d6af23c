import { createHash, createHmac } from 'node:crypto';

import { Random } from '../../tools/simulator/random.mts';

/** A mutated genuine call; some mutations are harmless, and some change nothing. */
export interface Mutated {
	readonly how: string;
	readonly body: Buffer;
	readonly header: unknown;
}

type Change = (mutator: Mutator, body: Buffer, header: string) => Omit<Mutated, 'how'>;

const SPACES = [' ', '\t', '\n', '\r\n', '\v', '\f', '\u00A0', '\u2003', '\uFEFF'];
const DIGITS = '0123456789abcdef';
const OTHER_CHARACTERS = ['g', 'z', '-', ',', ' ', '\0', 'é', 'а', '０', 'ﬀ', '🐎'];

const ofHeader = (change: (mutator: Mutator, header: string) => unknown): Change => {
	return (mutator, body, header) => ({ body, header: change(mutator, header) });
};
const ofBody = (change: (mutator: Mutator, body: Buffer) => Buffer): Change => {
	return (mutator, body, header) => ({ body: change(mutator, body), header });
};

const CHANGES: Readonly<Record<string, Change>> = {
	'another digit': ofHeader((m, header) => m.replaceAt(header, m.pick([...DIGITS]))),
	'another character': ofHeader((m, header) => m.replaceAt(header, m.pick(OTHER_CHARACTERS))),
	'two digits swapped': ofHeader((m, header) => {
		const [one, other] = [m.below(64), m.below(64)];
		return [...header]
			.map((digit, at) => (at === one ? header[other] : at === other ? header[one] : digit))
			.join('');
	}),
	'a digit removed': ofHeader((m, header) => m.replaceAt(header, '')),
	'a digit inserted': ofHeader((m, header) => {
		const at = m.below(65);
		return header.slice(0, at) + m.pick([...DIGITS]) + header.slice(at);
	}),
	truncated: ofHeader((m, header) => header.slice(0, m.below(64))),
	'mixed case': ofHeader((m, header) =>
		[...header].map((digit) => (m.below(2) === 0 ? digit.toUpperCase() : digit)).join(''),
	),
	'surrounding space': ofHeader((m, header) => m.pick(SPACES) + header + m.pick(['', ...SPACES])),
	'space inside': ofHeader((m, header) => {
		const at = 1 + m.below(63);
		return header.slice(0, at) + m.pick(SPACES) + header.slice(at);
	}),
	'a prefix': ofHeader(
		(m, header) =>
			m.pick(['sha256=', 'SHA256=', 'sha1=', 'sha512=', 'sha256', 'v1=', 'v1,', 'hmac ', '0x']) +
			header,
	),
	'prefix twice': ofHeader((_, header) => `sha256=sha256=${header}`),
	'space after the prefix': ofHeader((_, header) => `sha256= ${header}`),
	'trailing characters': ofHeader(
		(m, header) => header + m.pick([';', ',', '=', '00', '\n0', '\0']),
	),
	'joined by a repeated header': ofHeader((_, header) => `${header}, ${header}`),
	'a list': ofHeader((_, header) => [header]),
	'not a string': ofHeader((m, header) =>
		m.pick<unknown>([
			undefined,
			null,
			0,
			true,
			{},
			[],
			Buffer.from(header),
			{ toString: () => header },
		]),
	),
	Base64: ofHeader((_, header) => Buffer.from(header, 'hex').toString('base64')),
	'bytes of the digest': ofHeader((_, header) => Buffer.from(header, 'hex').toString('latin1')),
	'random digits': ofHeader((m) => m.bytes(32).toString('hex')),
	'random bytes': ofHeader((m) => m.bytes(m.below(80)).toString('latin1')),
	'wrong secret': (m, body) => ({
		body,
		header: createHmac('sha256', m.pick(['', ' ', 'simulator-webhook-secret ']))
			.update(body)
			.digest('hex'),
	}),
	'no secret': (_, body) => ({
		body,
		header: createHash('sha256').update(body).digest('hex'),
	}),
	'another algorithm': (m, body) => ({
		body,
		header: createHmac(m.pick(['sha1', 'sha512', 'sha3-256', 'md5']), 'simulator-webhook-secret')
			.update(body)
			.digest('hex'),
	}),
	'one bit of the body': ofBody((m, body) => {
		const copy = Buffer.from(body);
		const at = m.below(body.length);
		copy.writeUInt8((copy[at] ?? 0) ^ (1 << m.below(8)), at);
		return copy;
	}),
	'a byte of the body removed': ofBody((m, body) => {
		const at = m.below(body.length);
		return Buffer.concat([body.subarray(0, at), body.subarray(at + 1)]);
	}),
	'a byte of the body inserted': ofBody((m, body) => {
		const at = m.below(body.length + 1);
		return Buffer.concat([body.subarray(0, at), m.bytes(1), body.subarray(at)]);
	}),
	'body truncated': ofBody((m, body) => body.subarray(0, m.below(body.length))),
	'white space at the end of the body': ofBody((m, body) =>
		Buffer.concat([body, Buffer.from(m.pick(SPACES))]),
	),
	'body twice': ofBody((_, body) => Buffer.concat([body, body])),
	'body serialized again': ofBody((_, body) => {
		if (body.length === 0) return body;
		return Buffer.from(JSON.stringify(JSON.parse(body.toString()), undefined, 1));
	}),
	'another body': ofBody((m) => m.bytes(m.below(200))),
	both: (m, body, header) => ({
		body: Buffer.concat([body, m.bytes(1)]),
		header: m.replaceAt(header, m.pick([...DIGITS])),
	}),
};

/** Mutates genuine calls; the same seed produces the same mutations. */
export class Mutator {
	readonly #random: Random;
	readonly names = Object.keys(CHANGES);

	constructor(seed: number) {
		this.#random = new Random(seed);
	}

	/** @param header hexadecimal digits without a prefix */
	mutate(body: Buffer, header: string): Mutated {
		const how = this.pick(this.names);
		const change = CHANGES[how];
		if (change === undefined || (body.length === 0 && /body/.test(how))) {
			return { how, body: this.bytes(1), header };
		}
		return { how, ...change(this, body, header) };
	}

	/** Returns an integer from 0 up to, but not including, the limit. */
	below(limit: number): number {
		return Math.floor(this.#random.next() * limit);
	}

	pick<T>(choices: readonly T[]): T {
		const index = this.below(choices.length);
		if (index >= choices.length) throw new Error('Nothing to choose from');
		return choices[index] as T;
	}

	bytes(length: number): Buffer {
		return Buffer.from(Array.from({ length }, () => this.below(256)));
	}

	replaceAt(text: string, by: string): string {
		const at = this.below(text.length);
		return text.slice(0, at) + by + text.slice(at + 1);
	}
}
