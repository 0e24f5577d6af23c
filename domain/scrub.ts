/** Replaces a secret. */
const HIDDEN = '[hidden]';

/** The token in n8n's callback URL that resumes an execution. */
const RESUME_TOKEN = /(\bsignature=)[0-9a-f]{16,}/gi;

/** A shorter text is not a real secret, and may be part of an ordinary word. */
const SHORTEST_SECRET = 6;

/**
 * Removes secrets from what is shown or logged: a proxy may repeat the headers that it was sent, and
 * Pharlo the callback URL.
 *
 * @param value text, or anything that holds texts
 * @param secrets keys and secrets of the credential
 */
export function scrub<T>(value: T, secrets: readonly string[]): T {
	if (typeof value === 'string') return scrubText(value, secrets) as T;
	if (Array.isArray(value)) return value.map((part: unknown) => scrub(part, secrets)) as T;
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, part]) => [
			scrubText(key, secrets),
			scrub(part as unknown, secrets),
		]),
	) as T;
}

function scrubText(text: string, secrets: readonly string[]): string {
	const hidden = secrets
		.filter((secret) => secret.length >= SHORTEST_SECRET)
		.reduce((left, secret) => left.replaceAll(secret, HIDDEN), text);
	return hidden.replace(RESUME_TOKEN, `$1${HIDDEN}`);
}
