import { InvalidInputError } from './errors';

/** Where Pharlo's API is, unless the credential says otherwise (Code Examples page). */
export const DEFAULT_BASE_URL = 'https://pharlo.io';

/** All REST paths start with this (Code Examples page). */
export const API_PREFIX = '/api/v1';

/** Whether a text is an http(s) address: Pharlo fetches, calls and links to nothing else. */
export function isWebAddress(text: string): boolean {
	return /^https?:\/\//i.test(text) && URL.canParse(text);
}

const IPV4 = /^\d+(\.\d+){3}$/;
const PRIVATE_IPV4 =
	/^(0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;
const PRIVATE_IPV6 = /^\[(::1?\]|f[cd]|fe[89ab]|::ffff:)/i;
const PRIVATE_NAME = /(^|\.)(localhost|local|internal|lan|home|corp|test|invalid)$/i;

/**
 * Whether a host is this machine or in its own network, where Pharlo cannot reach it.
 *
 * @param hostname as `URL` gives it: `URL` turns unusual spellings of an IP address into the usual one
 */
function isPrivateHost(hostname: string): boolean {
	// A dot at the end only says that the name is complete.
	const host = hostname.replace(/\.$/, '');
	return (
		(IPV4.test(host) && PRIVATE_IPV4.test(host)) ||
		PRIVATE_IPV6.test(host) ||
		PRIVATE_NAME.test(host) ||
		!/[.:]/.test(host)
	);
}

/** Whether an address points to this machine or its own network, where Pharlo cannot reach it. */
export function isPrivateAddress(url: string): boolean {
	return URL.canParse(url) && isPrivateHost(new URL(url).hostname);
}

/**
 * Normalizes the Base URL of the credential to an origin plus optional path, without a trailing slash
 * and without the API prefix: people paste it with and without.
 *
 * @param input what the credential holds; blank means {@link DEFAULT_BASE_URL}
 * @returns e.g. `https://pharlo.io`
 * @throws {InvalidInputError} for anything other than an http(s) address, and for one with a user
 *   name, query or fragment
 */
export function normalizeBaseUrl(input: unknown): string {
	const text = typeof input === 'string' ? input.trim() : '';
	if (text === '') return DEFAULT_BASE_URL;

	const howTo = `Enter an address such as ${DEFAULT_BASE_URL}, with http:// or https:// in front and nothing after the path.`;
	if (!URL.canParse(text)) {
		throw new InvalidInputError("'Base URL' of the Pharlo credential is not a web address", howTo);
	}
	const url = new URL(text);
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		throw new InvalidInputError(
			`'Base URL' of the Pharlo credential starts with ${url.protocol}// instead of http:// or https://`,
			howTo,
		);
	}
	// A user name or password would end up in logs, and a query in front of every path.
	if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
		throw new InvalidInputError(
			"'Base URL' of the Pharlo credential holds more than an address and a path",
			howTo,
		);
	}
	const path = url.pathname.replace(/\/+$/, '').replace(/\/api\/v1$/, '');
	return url.origin + path;
}
