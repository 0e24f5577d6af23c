import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';

import { SECRETS_CACHE_MS } from '../../nodes/Pharlo/webhook/callback.ts';
import { callSigned, credential, EVENT, SECRET } from '../harness/callbacks.mts';

type More = NonNullable<Parameters<typeof callSigned>[1]>;

const FORGED = { 'x-webhook-signature': 'a'.repeat(64) };
const REJECTED = { status: 401, body: { error: 'Unauthorized' } };

let clock: number;
beforeEach(() => {
	clock = 1000;
	// It advances slightly between two calls.
	jest.spyOn(performance, 'now').mockImplementation(() => (clock += 0.001));
});
afterEach(() => jest.restoreAllMocks());

/** A trigger of a new workflow, with a credential that counts how often it is decrypted. */
class TestTrigger {
	readonly workflowId = randomUUID();
	decryptions = 0;
	secrets: Record<string, unknown> = { webhookSecret: SECRET };

	/** @returns the status of the response; 200 is sent by n8n itself */
	async call(more: More = {}): Promise<number> {
		const { response, sent } = await callSigned(
			{ ...EVENT, assignmentId: randomUUID() },
			{ ...more, options: { credential: this.#credential(), workflowId: this.workflowId } },
		);
		const isStarted = response.workflowData?.[0]?.length === 1;
		if (isStarted !== (sent === undefined)) throw new Error('Rejected and started, or neither');
		return sent?.status ?? 200;
	}

	#credential() {
		return Object.defineProperty({ ...credential() }, 'webhookSecret', {
			enumerable: true,
			get: () => {
				this.decryptions++;
				if (this.secrets.webhookSecret instanceof Error) throw this.secrets.webhookSecret;
				return this.secrets.webhookSecret;
			},
		});
	}
}

test.each<[string, Record<string, unknown>]>([
	['no signature', {}],
	['a short signature', { 'x-webhook-signature': 'a'.repeat(63) }],
	['a long signature', { 'x-webhook-signature': 'a'.repeat(65) }],
	['not hexadecimal', { 'x-webhook-signature': 'g'.repeat(64) }],
	['a list', { 'x-webhook-signature': ['a'.repeat(64)] }],
])(
	'%s: rejected like any other forgery, without decrypting the credential',
	async (_name, headers) => {
		const trigger = new TestTrigger();
		const options = { credential: credential(), workflowId: trigger.workflowId };
		const malformed = await callSigned(EVENT, { headers, options });
		expect(malformed.sent).toEqual(REJECTED);
		expect(malformed).toEqual(await callSigned(EVENT, { headers: FORGED, options }));
		expect(await trigger.call({ headers })).toBe(401);
		expect(trigger.decryptions).toBe(0);
	},
);

describe('the credential', () => {
	test('is decrypted once for concurrent genuine calls', async () => {
		const trigger = new TestTrigger();
		const statuses = await Promise.all(Array.from({ length: 20 }, () => trigger.call()));
		expect(new Set(statuses)).toEqual(new Set([200]));
		expect(await trigger.call()).toBe(200);
		expect(trigger.decryptions).toBe(1);
	});

	test('is decrypted for each trigger', async () => {
		const [one, other] = [new TestTrigger(), new TestTrigger()];
		other.secrets.webhookSecret = 'another';
		expect(await one.call()).toBe(200);
		expect(await other.call()).toBe(401);
		expect(await other.call({ secret: 'another' })).toBe(200);
		expect(other.decryptions).toBeGreaterThan(0);
	});

	test('is decrypted for every call while the workflow is tested', async () => {
		const trigger = new TestTrigger();
		for (let call = 0; call < 3; call++) await trigger.call({ mode: 'manual' });
		expect(trigger.decryptions).toBe(3);
	});
});

describe('after a change of the secret', () => {
	test('the new one is accepted immediately', async () => {
		const trigger = new TestTrigger();
		await trigger.call();
		trigger.secrets.webhookSecret = 'new';
		expect(await trigger.call({ secret: 'new' })).toBe(200);
		expect(await trigger.call()).toBe(401);
	});

	test('the removed one works no longer than the cache, however often it is used', async () => {
		const trigger = new TestTrigger();
		await trigger.call();
		trigger.secrets.webhookSecret = 'new';
		clock += SECRETS_CACHE_MS - 10;
		expect(await trigger.call()).toBe(200);
		clock += 10;
		expect(await trigger.call()).toBe(401);
		expect(SECRETS_CACHE_MS).toBeLessThanOrEqual(2000);
	});

	test('an empty secret accepts nothing', async () => {
		const trigger = new TestTrigger();
		await trigger.call();
		trigger.secrets.webhookSecret = '';
		clock += SECRETS_CACHE_MS;
		expect(await trigger.call()).toBe(401);
		expect(await trigger.call({ secret: '' })).toBe(401);
	});
});

describe('a flood of well-formed forgeries', () => {
	test('does not decrypt the credential for each call', async () => {
		const trigger = new TestTrigger();
		await trigger.call();
		const flood = Array.from({ length: 100 }, () => trigger.call({ headers: FORGED }));
		const genuine = trigger.call();
		expect(new Set(await Promise.all(flood))).toEqual(new Set([401]));
		expect(await genuine).toBe(200);
		expect(trigger.decryptions).toBeLessThanOrEqual(4);
	});

	test('does not delay a new secret', async () => {
		const trigger = new TestTrigger();
		await trigger.call();
		const before = Array.from({ length: 20 }, () => trigger.call({ headers: FORGED }));
		trigger.secrets.webhookSecret = 'new';
		expect(await trigger.call({ secret: 'new' })).toBe(200);
		expect(new Set(await Promise.all(before))).toEqual(new Set([401]));
	});
});

test('a decryption failure gives 503 and is not cached', async () => {
	const trigger = new TestTrigger();
	trigger.secrets.webhookSecret = new Error('The credential cannot be decrypted');
	const statuses = await Promise.all([trigger.call(), trigger.call()]);
	expect(statuses).toEqual([503, 503]);
	trigger.secrets.webhookSecret = SECRET;
	expect(await trigger.call()).toBe(200);
});
