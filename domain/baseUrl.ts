import { Refusal } from './invalidInput';

/** Where Pharlo answers, unless the credential says otherwise (Code Examples page). */
export const DEFAULT_BASE_URL = 'https://pharlo.io';

/** All REST paths start with this (Code Examples page). */
export const API_PREFIX = '/api/v1';

/**
 * Turns what a person typed as Base URL into an origin plus optional path, without a trailing
 * slash and without the API prefix: people paste it with and without.
 *
 * @param input the credential's field; empty means {@link DEFAULT_BASE_URL}
 * @returns e.g. `https://pharlo.io`
 * @throws {Refusal} when it is no http(s) address, or carries a user name, query or fragment
 */
export function normalizeBaseUrl(input: unknown): string {
	const text = typeof input === 'string' ? input.trim() : '';
	if (text === '') return DEFAULT_BASE_URL;

	const howTo = `Enter an address such as ${DEFAULT_BASE_URL}, with http:// or https:// in front and nothing after the path.`;
	if (!URL.canParse(text)) {
		throw new Refusal("'Base URL' of the Pharlo credential is not a web address", howTo);
	}
	const url = new URL(text);
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		throw new Refusal(
			`'Base URL' of the Pharlo credential starts with ${url.protocol}// instead of http:// or https://`,
			howTo,
		);
	}
	// A user name or password here would end up in logs, and a query in front of every path.
	if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
		throw new Refusal(
			"'Base URL' of the Pharlo credential holds more than an address and a path",
			howTo,
		);
	}
	const path = url.pathname.replace(/\/+$/, '').replace(/\/api\/v1$/, '');
	return url.origin + path;
}
