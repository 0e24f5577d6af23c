import type { Problem } from './problem';

/** How long one try may take: longer than Pharlo needs, shorter than a user waits before stopping it. */
export const DEFAULT_TIMEOUT_SECONDS = 60;

/** One try and two more: what has not worked by then will not work within a minute either. */
export const MAX_ATTEMPTS = 3;

/** If Pharlo asks for a longer pause than this, the request fails and the error says how long. */
export const LONGEST_PAUSE_MS = 30_000;

/** No further try starts later than this after the first one. */
export const RETRY_WINDOW_MS = 90_000;

/** The pause before the second try is at most this, and twice as much before each further one. */
const FIRST_PAUSE_MS = 1000;

/** How a try failed: with a response other than 2xx, or with none. */
export type Fault =
	| { readonly problem: Pick<Problem, 'status' | 'retryAfterMs'> }
	| { readonly connectionCode: string | undefined };

/** Statuses of faults that may be over at the next try (Error Handling guide, 500). */
const TRANSIENT_STATUSES = [500, 502, 503, 504];

/** Faults that occur before a request can have left this machine. */
const NOT_SENT: ReadonlyArray<string | undefined> = [
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
];

/** A certificate is checked before a request is sent, and the next try would find the same one. */
const UNTRUSTED: ReadonlyArray<string | undefined> = [
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'CERT_REVOKED',
	'CERT_UNTRUSTED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

/** Whether a request that failed with this code cannot have reached Pharlo. */
export function neverReachedPharlo(connectionCode: string | undefined): boolean {
	return NOT_SENT.includes(connectionCode) || isUntrusted(connectionCode);
}

/** Whether a request failed with this code because the certificate is not trusted, which lasts. */
export function isUntrusted(connectionCode: string | undefined): boolean {
	return UNTRUSTED.includes(connectionCode);
}

/**
 * How long to wait before a request is sent again.
 *
 * A request that can safely be repeated is repeated after every transient fault. Any other is repeated
 * only where nothing can have been done: after 429, or when it never reached Pharlo. All other
 * statuses (400, 401, 402, 403, 404, 409, 422) are final.
 *
 * @param isRepeatable whether Pharlo does it once, however often it is asked
 * @param attempt the try that failed, counted from 1
 * @param random from 0 to 1, so that requests that failed together are not repeated together
 * @returns milliseconds, or undefined when it must not be sent again
 */
export function pauseBeforeRetry(
	fault: Fault,
	isRepeatable: boolean,
	attempt: number,
	random: number,
): number | undefined {
	if (attempt >= MAX_ATTEMPTS || !isTransient(fault, isRepeatable)) return undefined;
	const asked = 'problem' in fault ? fault.problem.retryAfterMs : undefined;
	if (asked === undefined) return random * FIRST_PAUSE_MS * 2 ** (attempt - 1);
	return asked <= LONGEST_PAUSE_MS ? asked : undefined;
}

function isTransient(fault: Fault, isRepeatable: boolean): boolean {
	if ('connectionCode' in fault) {
		// A fault without a code is not the network's but the request's.
		const { connectionCode: code } = fault;
		if (code === undefined || isUntrusted(code)) return false;
		return isRepeatable || NOT_SENT.includes(code);
	}
	const { status } = fault.problem;
	return status === 429 || (isRepeatable && TRANSIENT_STATUSES.includes(status));
}
