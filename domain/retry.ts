import type { Problem } from './problem';

/** The first try and two more: what has not worked by then will not within a minute either. */
export const MAX_ATTEMPTS = 3;

/** Longer than this nobody is kept waiting: the user is told how long Pharlo asks for instead. */
export const LONGEST_PAUSE_MS = 30_000;

/** No try begins later than this after the first one. */
export const RETRY_WINDOW_MS = 90_000;

/** The pause before the second try is between nothing and this, and twice as long for each further. */
const FIRST_PAUSE_MS = 1000;

/** What came of a try: an answer that refuses, or none at all. */
export type Fault =
	| { readonly problem: Pick<Problem, 'status' | 'retryAfterMs'> }
	| { readonly connectionCode: string | undefined };

/** Faults of Pharlo's that may be over at the next try (Error Handling guide, 500). */
const PASSING = [500, 502, 503, 504];

/** Faults that come up before a request can have left this machine. */
const NEVER_ARRIVED: ReadonlyArray<string | undefined> = [
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
];

/** Certificates that are not trusted: found out before a request is sent, and still so at the next try. */
const UNTRUSTED: ReadonlyArray<string | undefined> = [
	'CERT_HAS_EXPIRED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

/** Whether a request that got no answer cannot have been acted upon either. */
export function neverArrived(connectionCode: string | undefined): boolean {
	return NEVER_ARRIVED.includes(connectionCode) || UNTRUSTED.includes(connectionCode);
}

/**
 * How long to wait before a request is sent once more.
 *
 * What may be repeated without harm is repeated after every fault that may pass. All else only where
 * it is certain that nothing was done: too many requests (429), or never arrived. Refusals for the
 * user's own reasons (400, 401, 402, 403, 404, 409, 422) stay what they are.
 *
 * @param isRepeatable whether Pharlo does the same once, however often it is asked
 * @param attempt the try that failed, from 1
 * @param random from 0 to 1, so that many who failed together do not come back together
 * @returns milliseconds, or undefined when it is not to be sent again
 */
export function pauseBeforeRetry(
	fault: Fault,
	isRepeatable: boolean,
	attempt: number,
	random: number,
): number | undefined {
	if (attempt >= MAX_ATTEMPTS || !mayPass(fault, isRepeatable)) return undefined;
	const asked = 'problem' in fault ? fault.problem.retryAfterMs : undefined;
	if (asked === undefined) return random * FIRST_PAUSE_MS * 2 ** (attempt - 1);
	return asked <= LONGEST_PAUSE_MS ? asked : undefined;
}

function mayPass(fault: Fault, isRepeatable: boolean): boolean {
	if ('connectionCode' in fault) {
		// Without a code it is no fault of the network, but one of the request's own.
		const { connectionCode: code } = fault;
		if (code === undefined || UNTRUSTED.includes(code)) return false;
		return isRepeatable || NEVER_ARRIVED.includes(code);
	}
	const { status } = fault.problem;
	return status === 429 || (isRepeatable && PASSING.includes(status));
}
