import {
	DEFAULT_TIMEOUT_SECONDS,
	LONGEST_PAUSE_MS,
	MAX_ATTEMPTS,
	neverReachedPharlo,
	pauseBeforeRetry,
	RETRY_WINDOW_MS,
	type Fault,
} from '../../domain/retry.ts';

const answer = (status: number, retryAfterMs?: number): Fault => ({
	problem: retryAfterMs === undefined ? { status } : { status, retryAfterMs },
});
const lost = (connectionCode: string | undefined): Fault => ({ connectionCode });

const isTriedAgain = (fault: Fault, isRepeatable: boolean): boolean =>
	pauseBeforeRetry(fault, isRepeatable, 1, 0.5) !== undefined;

test.each([429, 500, 502, 503, 504])('%d passes: what is repeatable is repeated', (status) => {
	expect(isTriedAgain(answer(status), true)).toBe(true);
});

test.each([400, 401, 402, 403, 404, 405, 409, 410, 413, 418, 422, 501, 505, 301, 307])(
	'%d stays what it is',
	(status) => {
		expect(isTriedAgain(answer(status), true)).toBe(false);
		expect(isTriedAgain(answer(status), false)).toBe(false);
	},
);

test.each([500, 502, 503, 504])('after %d it may have been done, so only once', (status) => {
	expect(isTriedAgain(answer(status), false)).toBe(false);
});

test('after 429 nothing was done', () => {
	expect(isTriedAgain(answer(429), false)).toBe(true);
});

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
	'%s: it never arrived',
	(code) => {
		expect(neverReachedPharlo(code)).toBe(true);
		expect(isTriedAgain(lost(code), false)).toBe(true);
		expect(isTriedAgain(lost(code), true)).toBe(true);
	},
);

test.each(['ECONNRESET', 'ETIMEDOUT', 'ECONNABORTED', 'EPIPE', 'ERR_BAD_RESPONSE'])(
	'%s: nobody knows',
	(code) => {
		expect(neverReachedPharlo(code)).toBe(false);
		expect(isTriedAgain(lost(code), false)).toBe(false);
		expect(isTriedAgain(lost(code), true)).toBe(true);
	},
);

test.each([
	...['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID'],
	...['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])('%s: it never arrived, and will not at the next try', (code) => {
	expect(neverReachedPharlo(code)).toBe(true);
	expect(isTriedAgain(lost(code), true)).toBe(false);
	expect(isTriedAgain(lost(code), false)).toBe(false);
});

test('what is no fault of the network is not tried again', () => {
	expect(isTriedAgain(lost(undefined), true)).toBe(false);
});

test('there are three tries, with pauses of up to one and two seconds', () => {
	expect(MAX_ATTEMPTS).toBe(3);
	const pauses = (random: number) =>
		[1, 2, 3].map((attempt) => pauseBeforeRetry(answer(500), true, attempt, random));
	expect(pauses(0)).toEqual([0, 0, undefined]);
	expect(pauses(0.5)).toEqual([500, 1000, undefined]);
	expect(pauses(1)).toEqual([1000, 2000, undefined]);
});

test('Retry-After is obeyed up to half a minute', () => {
	expect(LONGEST_PAUSE_MS).toBe(30_000);
	expect(pauseBeforeRetry(answer(429, 0), false, 1, 1)).toBe(0);
	expect(pauseBeforeRetry(answer(429, 30_000), false, 1, 0)).toBe(30_000);
	expect(pauseBeforeRetry(answer(503, 7000), true, 2, 0)).toBe(7000);
	expect(pauseBeforeRetry(answer(429, 30_001), true, 1, 0)).toBeUndefined();
	expect(pauseBeforeRetry(answer(429, 0), true, 3, 0)).toBeUndefined();
});

test('a try takes up to a minute, and none starts after a minute and a half', () => {
	expect([DEFAULT_TIMEOUT_SECONDS, RETRY_WINDOW_MS]).toEqual([60, 90_000]);
});

test('a fault without a code may have reached Pharlo', () => {
	expect(neverReachedPharlo(undefined)).toBe(false);
});
