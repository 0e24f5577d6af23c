import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { SECRETS_CACHE_MS } from '../../nodes/Pharlo/webhook/callback.ts';
import { Credential, type CalledNode } from '../harness/credential.mts';
import { SECRET } from '../harness/webhook-context.mts';

// A test that waits for what never happens is to fail soon.
jest.setTimeout(5000);

/** Not a secret of the credential. */
const FORGED = 'forged';

const credentials = (id: string) => ({ pharloApi: { id, name: 'Pharlo' } });

let clock: number;
beforeEach(() => {
	clock = 1000;
	jest.spyOn(performance, 'now').mockImplementation(() => clock);
});
afterEach(() => jest.restoreAllMocks());

/** Makes calls that come one after another, a millisecond apart. */
async function callEachMillisecond(credential: Credential, secrets: readonly string[]) {
	const calls: Array<Promise<number>> = [];
	for (const secret of secrets) {
		clock++;
		calls.push(credential.call(secret));
		await nextTurn();
	}
	return calls;
}

test('the cache lives for two seconds', () => {
	expect(SECRETS_CACHE_MS).toBe(2000);
});

describe('shares one fetch', () => {
	test('between calls that come while it is under way', async () => {
		const credential = new Credential('by the test');
		const calls = await callEachMillisecond(credential, Array<string>(20).fill(SECRET));
		await credential.end();
		expect(await Promise.all(calls)).toEqual(Array(20).fill(200));
		expect(credential.fetches).toBe(1);
	});

	test('with calls within the TTL', async () => {
		const credential = new Credential();
		for (const age of [0, 1, SECRETS_CACHE_MS - 1]) {
			clock = 1000 + age;
			expect(await credential.call()).toBe(200);
		}
		expect(credential.fetches).toBe(1);
		clock = 1000 + SECRETS_CACHE_MS;
		expect(await credential.call()).toBe(200);
		expect(credential.fetches).toBe(2);
	});

	test.each<[string, CalledNode, CalledNode]>([
		['workflow', { workflowId: 'w1' }, { workflowId: 'w2' }],
		['node', { nodeId: 'n1' }, { nodeId: 'n2' }],
		['credential', { credentials: credentials('c1') }, { credentials: credentials('c2') }],
		['credential, if there is one', {}, { credentials: credentials('c2') }],
		['credential of Pharlo', { credentials: {} }, { credentials: credentials('c2') }],
	])('only within the same %s', async (_name, one, other) => {
		const credential = new Credential();
		const common = { workflowId: randomUUID() };
		const first = { ...common, ...one };
		const second = { ...common, ...other };
		const statuses: number[] = [];
		for (const trigger of [first, second, first, second]) {
			statuses.push(await credential.call(SECRET, trigger));
		}
		expect(statuses).toEqual([200, 200, 200, 200]);
		expect(credential.fetches).toBe(2);
	});

	test('for up to 100 triggers: the oldest is forgotten', async () => {
		const credential = new Credential();
		const call = async (nodeId: number) =>
			await credential.call(SECRET, { nodeId: String(nodeId) });
		for (let node = 0; node < 100; node++) await call(node);
		await call(0);
		expect(credential.fetches).toBe(100);
		await call(100);
		await call(99);
		expect(credential.fetches).toBe(101);
		await call(0);
		expect(credential.fetches).toBe(102);
	});
});

describe('when the secret changes', () => {
	test('the new one works at once', async () => {
		const credential = new Credential();
		await credential.call();
		credential.current = 'new';
		clock++;
		expect(await credential.call('new')).toBe(200);
		expect(credential.fetches).toBe(2);
		expect(await credential.call('new')).toBe(200);
		expect(await credential.call()).toBe(401);
	});

	test('it also works at once for a call that comes during a fetch of the old one', async () => {
		const credential = new Credential('by the test');
		const before = credential.call();
		await nextTurn();
		credential.current = 'new';
		clock++;
		const after = credential.call('new');
		await credential.end();
		expect(await before).toBe(200);
		await credential.end();
		expect(await after).toBe(200);
		expect(credential.fetches).toBe(2);
	});

	test.each([
		['replaced', 'new'],
		['removed', ''],
	])('the old one stops working within the TTL once it is %s', async (_name, current) => {
		const credential = new Credential();
		await credential.call();
		credential.current = current;
		clock += SECRETS_CACHE_MS - 1;
		expect(await credential.call()).toBe(200);
		clock++;
		expect(await credential.call()).toBe(401);
	});

	test('calls with the old one do not extend the TTL', async () => {
		const credential = new Credential();
		await credential.call();
		credential.current = 'new';
		const statuses: number[] = [];
		for (let call = 0; call < 4; call++) {
			clock += SECRETS_CACHE_MS / 4;
			statuses.push(await credential.call());
		}
		expect(statuses).toEqual([200, 200, 200, 401]);
	});

	test('a rejected call replaces the old one in the cache', async () => {
		const credential = new Credential();
		await credential.call();
		credential.current = 'new';
		clock++;
		expect(await credential.call(FORGED)).toBe(401);
		expect(await credential.call('new')).toBe(200);
		expect(credential.fetches).toBe(2);
		clock++;
		expect(await credential.call()).toBe(401);
		expect(credential.fetches).toBe(3);
	});
});

describe('a flood of forged calls', () => {
	test('one call causes one fetch, if nothing is cached', async () => {
		const credential = new Credential();
		expect(await credential.call(FORGED)).toBe(401);
		expect(credential.fetches).toBe(1);
	});

	test('causes one fetch at a time', async () => {
		const credential = new Credential('by the test');
		const flood = await callEachMillisecond(credential, Array<string>(50).fill(FORGED));
		const open: number[] = [credential.pending.length];
		for (let round = 0; round < 3; round++) {
			flood.push(...(await callEachMillisecond(credential, Array<string>(50).fill(FORGED))));
			clock++;
			await credential.end();
			open.push(credential.pending.length);
		}
		await credential.end();
		expect(open).toEqual([1, 1, 1, 1]);
		expect(new Set(await Promise.all(flood))).toEqual(new Set([401]));
		expect(flood).toHaveLength(200);
		expect(credential.fetches).toBe(4);
	});

	test('calls that come at the same time as the next fetch starts share it', async () => {
		const credential = new Credential('by the test');
		const calls = await callEachMillisecond(credential, [FORGED]);
		clock++;
		calls.push(credential.call(FORGED), credential.call(FORGED), credential.call(FORGED));
		await credential.end();
		await credential.end();
		expect(await Promise.all(calls)).toEqual([401, 401, 401, 401]);
		expect(credential.fetches).toBe(2);
	});

	test('does not keep out genuine calls', async () => {
		const credential = new Credential('by the test');
		const mixed = [FORGED, SECRET, FORGED, SECRET, FORGED];
		const calls = await callEachMillisecond(credential, mixed);
		clock++;
		await credential.end();
		expect(await Promise.all([calls[1], calls[3]])).toEqual([200, 200]);
		await credential.end();
		expect(await Promise.all(calls)).toEqual([401, 200, 401, 200, 401]);
		expect(credential.fetches).toBe(2);
	});
});

describe('a fetch that is forgotten before it ends, because of 100 other triggers', () => {
	const forget = async () => {
		const other = new Credential();
		for (let node = 0; node < 100; node++) await other.call(SECRET, { nodeId: String(node) });
	};

	test('still rejects the call that started it, without another fetch', async () => {
		const credential = new Credential('by the test');
		const call = credential.call(FORGED);
		await nextTurn();
		await forget();
		await credential.end();
		expect(await call).toBe(401);
		expect(credential.fetches).toBe(1);
	});

	test('does not reject a call that came later: that one fetches again', async () => {
		const credential = new Credential('by the test');
		const [early, late] = await callEachMillisecond(credential, [SECRET, 'new']);
		credential.current = 'new';
		await forget();
		await credential.end();
		expect(await early).toBe(200);
		await credential.end();
		expect(await late).toBe(200);
		expect(credential.fetches).toBe(2);
	});
});

describe('a fetch that fails', () => {
	test('fails every call that waits for it, and is not cached', async () => {
		const credential = new Credential('by the test');
		const calls = await callEachMillisecond(credential, [SECRET, SECRET, FORGED]);
		await credential.end('reject');
		expect(await Promise.all(calls)).toEqual([503, 503, 503]);
		const next = credential.call();
		await credential.end();
		expect(await next).toBe(200);
		expect(credential.fetches).toBe(2);
	});

	test('does not remove a newer one from the cache', async () => {
		const credential = new Credential('by the test');
		const slow = credential.call();
		await nextTurn();
		clock += SECRETS_CACHE_MS;
		const newer = credential.call();
		await nextTurn();
		await credential.end('reject');
		await credential.end();
		expect(await Promise.all([slow, newer])).toEqual([503, 200]);
		expect(await credential.call()).toBe(200);
		expect(credential.fetches).toBe(2);
	});
});
