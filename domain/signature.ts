import { createHmac, timingSafeEqual } from 'crypto';

/** The header with a callback's signature, in lower case as Node gives it (Webhooks guide). */
export const SIGNATURE_HEADER = 'x-webhook-signature';

const HEX_DIGEST = /^[0-9a-f]{64}$/;

/**
 * Parses the digest out of a signature header. Pharlo sends bare lower-case hex; white space around
 * it, upper case and a `sha256=` prefix are harmless variants of the same 32 bytes and are accepted.
 *
 * @param header the header's value as Node gives it
 * @returns the 32 bytes, or undefined for anything else: missing, repeated, truncated, joined
 */
export function parseSignature(header: unknown): Buffer | undefined {
	if (typeof header !== 'string') return undefined;
	const hex = header
		.trim()
		.toLowerCase()
		.replace(/^sha256=/, '');
	return HEX_DIGEST.test(hex) ? Buffer.from(hex, 'hex') : undefined;
}

/** Whether a secret can be used. A blank one cannot: anybody can sign with an empty string. */
export function isUsableSecret(secret: unknown): secret is string | Buffer {
	if (Buffer.isBuffer(secret)) return secret.length > 0;
	return typeof secret === 'string' && secret.trim() !== '';
}

/**
 * Whether a callback was signed with one of the given secrets: HMAC-SHA256 over the raw body, as hex in
 * the header `X-Webhook-Signature` (Webhook receiver, Code Examples page).
 *
 * Every usable secret is computed and compared, even after a match, so that the time it takes does not
 * tell which one matched. Never throws: in n8n, an exception in a webhook is recorded as a failed
 * execution, and anybody could cause as many of those as they like.
 *
 * @param rawBody the bytes as they came, before any JSON parsing; anything but a Buffer never matches
 * @param header the value of the header; see {@link parseSignature} for the forms that are accepted
 * @param secrets the current secret, and the previous one while it is being rotated; text is used as
 *   UTF-8 without white space around it, a Buffer as it is; unusable ones are skipped
 */
export function verifySignature(
	rawBody: unknown,
	header: unknown,
	secrets: readonly unknown[],
): boolean {
	const claimed = parseSignature(header);
	if (claimed === undefined || !Buffer.isBuffer(rawBody)) return false;

	let matches = 0;
	for (const secret of secrets.filter(isUsableSecret)) {
		// A blank at the end is easily pasted along, and no secret has one.
		const key = typeof secret === 'string' ? secret.trim() : secret;
		const expected = createHmac('sha256', key).update(rawBody).digest();
		matches += Number(timingSafeEqual(expected, claimed));
	}
	return matches > 0;
}
