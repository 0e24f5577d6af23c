import {
	LONGEST_PAUSE_MS,
	MAX_ATTEMPTS,
	neverReachedPharlo,
	pauseBeforeRetry,
	type Fault,
} from '../../domain/retry.ts';

const response = (status: number, retryAfterMs?: number): Fault => ({
	problem: retryAfterMs === undefined ? { status } : { status, retryAfterMs },
});
const connectionError = (connectionCode: string | undefined): Fault => ({ connectionCode });

const isRetried = (fault: Fault, isRepeatable: boolean): boolean =>
	pauseBeforeRetry(fault, isRepeatable, 1, 0.5) !== undefined;

test.each([429, 500, 502, 503, 504])(
	'%d is transient: a repeatable request is retried',
	(status) => {
		expect(isRetried(response(status), true)).toBe(true);
	},
);

test.each([400, 401, 402, 403, 404, 405, 409, 410, 413, 418, 422, 501, 505, 301, 307])(
	'%d is permanent',
	(status) => {
		expect(isRetried(response(status), true)).toBe(false);
		expect(isRetried(response(status), false)).toBe(false);
	},
);

test.each([500, 502, 503, 504])(
	'after %d the request may have been processed, so it is not retried',
	(status) => {
		expect(isRetried(response(status), false)).toBe(false);
	},
);

test('after 429 the request was not processed, so it is retried', () => {
	expect(isRetried(response(429), false)).toBe(true);
});

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
	'%s: the request never arrived',
	(code) => {
		expect(neverReachedPharlo(code)).toBe(true);
		expect(isRetried(connectionError(code), false)).toBe(true);
		expect(isRetried(connectionError(code), true)).toBe(true);
	},
);

test.each(['ECONNRESET', 'ETIMEDOUT', 'ECONNABORTED', 'EPIPE', 'ERR_BAD_RESPONSE'])(
	'%s: the outcome is unknown',
	(code) => {
		expect(neverReachedPharlo(code)).toBe(false);
		expect(isRetried(connectionError(code), false)).toBe(false);
		expect(isRetried(connectionError(code), true)).toBe(true);
	},
);

test.each(['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
	'%s: the request never arrived, and a retry would not either',
	(code) => {
		expect(neverReachedPharlo(code)).toBe(true);
		expect(isRetried(connectionError(code), true)).toBe(false);
		expect(isRetried(connectionError(code), false)).toBe(false);
	},
);

test('an error outside the network is not retried', () => {
	expect(isRetried(connectionError(undefined), true)).toBe(false);
});

test('there are three attempts, with pauses of up to one and two seconds', () => {
	expect(MAX_ATTEMPTS).toBe(3);
	const pauses = (random: number) =>
		[1, 2, 3].map((attempt) => pauseBeforeRetry(response(500), true, attempt, random));
	expect(pauses(0)).toEqual([0, 0, undefined]);
	expect(pauses(0.5)).toEqual([500, 1000, undefined]);
	expect(pauses(1)).toEqual([1000, 2000, undefined]);
});

test('Retry-After is respected up to half a minute', () => {
	expect(LONGEST_PAUSE_MS).toBe(30_000);
	expect(pauseBeforeRetry(response(429, 0), false, 1, 1)).toBe(0);
	expect(pauseBeforeRetry(response(429, 30_000), false, 1, 0)).toBe(30_000);
	expect(pauseBeforeRetry(response(503, 7000), true, 2, 0)).toBe(7000);
	expect(pauseBeforeRetry(response(429, 30_001), true, 1, 0)).toBeUndefined();
	expect(pauseBeforeRetry(response(429, 0), true, 3, 0)).toBeUndefined();
});
