import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';

import { SECRETS_CACHE_MS } from '../../nodes/Pharlo/webhook/callback.ts';
import { callSigned, credential, EVENT, SECRET } from '../harness/callbacks.mts';

type More = NonNullable<Parameters<typeof callSigned>[1]>;

const FORGED = { 'x-webhook-signature': 'a'.repeat(64) };
const REFUSED = { status: 401, body: { error: 'Unauthorized' } };

let clock: number;
beforeEach(() => {
	clock = 1000;
	// It goes on by itself between two calls, if only a little.
	jest.spyOn(performance, 'now').mockImplementation(() => (clock += 0.001));
});
afterEach(() => jest.restoreAllMocks());

/** A trigger of its own, and a credential that counts how often it is read. */
class Listening {
	readonly workflowId = randomUUID();
	reads = 0;
	secrets: Record<string, unknown> = { webhookSecret: SECRET };

	/** @returns the status of the answer; 200 is n8n's own */
	async call(more: More = {}): Promise<number> {
		const { response, sent } = await callSigned(
			{ ...EVENT, assignmentId: randomUUID() },
			{ ...more, options: { credential: this.#credential(), workflowId: this.workflowId } },
		);
		const isStarted = response.workflowData?.[0]?.length === 1;
		if (isStarted !== (sent === undefined)) throw new Error('Refused and started, or neither');
		return sent?.status ?? 200;
	}

	#credential() {
		return Object.defineProperty({ ...credential() }, 'webhookSecret', {
			enumerable: true,
			get: () => {
				this.reads++;
				if (this.secrets.webhookSecret instanceof Error) throw this.secrets.webhookSecret;
				return this.secrets.webhookSecret;
			},
		});
	}
}

test.each<[string, Record<string, unknown>]>([
	['no signature', {}],
	['a short one', { 'x-webhook-signature': 'a'.repeat(63) }],
	['a long one', { 'x-webhook-signature': 'a'.repeat(65) }],
	['no hex', { 'x-webhook-signature': 'g'.repeat(64) }],
	['a list', { 'x-webhook-signature': ['a'.repeat(64)] }],
])('%s: refused like any other forgery, and the credential is not read', async (_name, headers) => {
	const listening = new Listening();
	const options = { credential: credential(), workflowId: listening.workflowId };
	const malformed = await callSigned(EVENT, { headers, options });
	expect(malformed.sent).toEqual(REFUSED);
	expect(malformed).toEqual(await callSigned(EVENT, { headers: FORGED, options }));
	expect(await listening.call({ headers })).toBe(401);
	expect(listening.reads).toBe(0);
});

describe('the credential', () => {
	test('is read once for genuine calls that come together', async () => {
		const listening = new Listening();
		const statuses = await Promise.all(Array.from({ length: 20 }, () => listening.call()));
		expect(new Set(statuses)).toEqual(new Set([200]));
		expect(await listening.call()).toBe(200);
		expect(listening.reads).toBe(1);
	});

	test('is read for each trigger', async () => {
		const [one, other] = [new Listening(), new Listening()];
		other.secrets.webhookSecret = 'another';
		expect(await one.call()).toBe(200);
		expect(await other.call()).toBe(401);
		expect(await other.call({ secret: 'another' })).toBe(200);
		expect(other.reads).toBeGreaterThan(0);
	});

	test('is read by every call while the workflow is being tested', async () => {
		const listening = new Listening();
		for (let call = 0; call < 3; call++) await listening.call({ mode: 'manual' });
		expect(listening.reads).toBe(3);
	});
});

describe('the secret changes', () => {
	test('the new one is accepted at once', async () => {
		const listening = new Listening();
		await listening.call();
		listening.secrets.webhookSecret = 'new';
		expect(await listening.call({ secret: 'new' })).toBe(200);
		expect(await listening.call()).toBe(401);
	});

	test('the removed one works no longer than the memory, however often it is used', async () => {
		const listening = new Listening();
		await listening.call();
		listening.secrets.webhookSecret = 'new';
		clock += SECRETS_CACHE_MS - 10;
		expect(await listening.call()).toBe(200);
		clock += 10;
		expect(await listening.call()).toBe(401);
		expect(SECRETS_CACHE_MS).toBeLessThanOrEqual(2000);
	});

	test('an emptied one accepts nothing any more', async () => {
		const listening = new Listening();
		await listening.call();
		listening.secrets.webhookSecret = '';
		clock += SECRETS_CACHE_MS;
		expect(await listening.call()).toBe(401);
		expect(await listening.call({ secret: '' })).toBe(401);
	});
});

describe('a flood of well-formed forgeries', () => {
	test('reads the credential now and then, not once for each', async () => {
		const listening = new Listening();
		await listening.call();
		const flood = Array.from({ length: 100 }, () => listening.call({ headers: FORGED }));
		const genuine = listening.call();
		expect(new Set(await Promise.all(flood))).toEqual(new Set([401]));
		expect(await genuine).toBe(200);
		expect(listening.reads).toBeLessThanOrEqual(4);
	});

	test('does not keep a new secret out', async () => {
		const listening = new Listening();
		await listening.call();
		const before = Array.from({ length: 20 }, () => listening.call({ headers: FORGED }));
		listening.secrets.webhookSecret = 'new';
		expect(await listening.call({ secret: 'new' })).toBe(200);
		expect(new Set(await Promise.all(before))).toEqual(new Set([401]));
	});
});

test('a reading that fails is answered with 503 and not remembered', async () => {
	const listening = new Listening();
	listening.secrets.webhookSecret = new Error('The credential cannot be decrypted');
	const statuses = await Promise.all([listening.call(), listening.call()]);
	expect(statuses).toEqual([503, 503]);
	listening.secrets.webhookSecret = SECRET;
	expect(await listening.call()).toBe(200);
});
