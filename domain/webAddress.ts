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
	return (
		(IPV4.test(hostname) && PRIVATE_IPV4.test(hostname)) ||
		PRIVATE_IPV6.test(hostname) ||
		PRIVATE_NAME.test(hostname) ||
		!/[.:]/.test(hostname)
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

const UPLOAD_FIRST =
	'Pharlo downloads the file without logging in: upload it to a public place such as a CDN or object storage, and enter that address.';

/** What n8n keeps instead of a file's content, and other values that are not an address. */
const NOT_AN_ADDRESS: ReadonlyArray<readonly [RegExp, string]> = [
	[/^(filesystem(-v\d)?|s3|database):/i, 'is a reference to a file in n8n'],
	[/^\[object /, 'is a reference to a file in n8n'],
	[/^data:/i, 'holds the file itself'],
	[/^file:|^\/|^[a-z]:\\|^\\\\/i, 'is a path on one machine'],
];

/**
 * Rejects a media URL that Pharlo cannot download: not an address, one that only this network can
 * reach, or one that expires before the post is published (Publishing guide, Media URL requirements).
 *
 * @param label the parameter's display name
 * @param publishAt when Pharlo downloads the file: now, or the scheduled time
 * @returns the address, trimmed
 * @throws {InvalidInputError} that says why the address cannot work
 */
export function checkMediaUrl(label: string, input: string, publishAt: Date): string {
	const text = input.trim();
	const reason = NOT_AN_ADDRESS.find(([pattern]) => pattern.test(text))?.[1];
	if (reason !== undefined) throw new InvalidInputError(`'${label}' ${reason}`, UPLOAD_FIRST);
	if (!isWebAddress(text)) {
		throw new InvalidInputError(
			`'${label}' is '${text}', which is not a web address`,
			UPLOAD_FIRST,
		);
	}
	const url = new URL(text);
	if (isPrivateHost(url.hostname)) {
		throw new InvalidInputError(
			`'${label}' points to ${url.hostname}, which Pharlo cannot reach`,
			UPLOAD_FIRST,
		);
	}
	const expiry = expiryOf(url.searchParams);
	if (expiry !== undefined && expiry <= publishAt) {
		throw new InvalidInputError(
			`'${label}' expires at ${expiry.toISOString()}, before the post is published`,
			`Pharlo downloads the file when it publishes, at ${publishAt.toISOString()}: use an address that is still valid then.`,
		);
	}
	return text;
}

/** When a signed address expires: S3 and Google (two generations each), CloudFront, Azure. */
function expiryOf(query: URLSearchParams): Date | undefined {
	for (const vendor of ['X-Amz', 'X-Goog']) {
		const signedAt = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(
			query.get(`${vendor}-Date`) ?? '',
		);
		const seconds = Number(query.get(`${vendor}-Expires`) ?? NaN);
		if (signedAt !== null && Number.isFinite(seconds)) {
			const [, year, month, day, hour, minute, second] = signedAt.map(Number);
			return new Date(
				Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) + seconds * 1000,
			);
		}
	}
	const epoch = query.get('Expires');
	if (epoch !== null && /^\d{10}$/.test(epoch)) return new Date(Number(epoch) * 1000);
	const azure = Date.parse((query.has('sig') ? query.get('se') : null) ?? '');
	return Number.isNaN(azure) ? undefined : new Date(azure);
}
