import { createHmac, timingSafeEqual } from 'crypto';

/** Header that carries the signature of a callback, as Node lower-cases it (Webhooks guide). */
export const SIGNATURE_HEADER = 'x-webhook-signature';

const HEX_DIGEST = /^[0-9a-f]{64}$/;

/**
 * Reads the digest out of a signature header. Pharlo sends bare lower-case hex; padding, upper
 * case and a `sha256=` prefix are harmless variants of the same 32 bytes and are accepted.
 *
 * @param header the header's value as Node gives it
 * @returns the 32 bytes, or undefined for anything else: missing, repeated, truncated, joined
 */
export function readSignature(header: unknown): Buffer | undefined {
	if (typeof header !== 'string') return undefined;
	const hex = header
		.trim()
		.toLowerCase()
		.replace(/^sha256=/, '');
	return HEX_DIGEST.test(hex) ? Buffer.from(hex, 'hex') : undefined;
}

/** A blank secret counts as none: anyone can sign with the empty string. */
export function isUsableSecret(secret: unknown): secret is string | Buffer {
	if (Buffer.isBuffer(secret)) return secret.length > 0;
	return typeof secret === 'string' && secret.trim() !== '';
}

/**
 * Whether a callback was signed with one of our secrets: HMAC-SHA256 over the raw body (Webhook
 * receiver, Code Examples page).
 *
 * Every usable secret is computed and compared, also after a match, so that the time taken does
 * not tell which one fitted. Never throws: an exception in a webhook would give a stranger a
 * recorded failed execution for every malformed request.
 *
 * @param rawBody the bytes as they came, before any JSON parsing; anything but a Buffer is refused
 * @param header the value of {@link SIGNATURE_HEADER}
 * @param secrets current secret, and the previous one while it is being rotated; text is used as
 *   UTF-8, a Buffer as it is
 */
export function verifySignature(
	rawBody: unknown,
	header: unknown,
	secrets: readonly unknown[],
): boolean {
	const claimed = readSignature(header);
	if (claimed === undefined || !Buffer.isBuffer(rawBody)) return false;

	let matches = 0;
	for (const secret of secrets.filter(isUsableSecret)) {
		const expected = createHmac('sha256', secret).update(rawBody).digest();
		matches += Number(timingSafeEqual(expected, claimed));
	}
	return matches > 0;
}
