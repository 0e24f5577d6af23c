import { FILE_TOKEN, isFileAddress } from './fileAddress';

/** Replaces a secret. */
const HIDDEN = '[hidden]';

/**
 * The token in n8n's URL that resumes an execution. The URL may be part of another one, or of JSON, and
 * then its signs are encoded. Not the end of a longer name, such as `X-Amz-Signature`.
 */
const RESUME_TOKEN =
	/((?:(?<![\w-])|%(?:25)*(?:3F|26)|\\u00(?:3F|26))signature(?:=|%(?:25)*3D|\\u003D))[0-9a-f]{16,}/gi;

/** Much faster, and nearly every text fails it, or is shorter. */
const MAY_HOLD_TOKEN = /signature[=%\\]/i;
const SHORTEST_TOKEN = 'signature='.length + 16;

const MAY_HOLD_FILE_TOKEN = /binary-data/i;

/** A shorter text is not a real secret, and may be part of an ordinary word. */
const SHORTEST_SECRET = 6;

interface Rules {
	readonly secrets: readonly string[];
	readonly keepsFileAddress: boolean;
}

/**
 * Removes secrets from what is passed on, shown or logged: a proxy may repeat the headers that it was
 * sent, and Pharlo the callback URL.
 *
 * @param value text, or anything of JSON that holds texts
 * @param secrets keys and secrets of the credential
 * @param keepsFileAddress whether a `mediaUrl` at which n8n serves a file stays usable
 * @returns the value itself where nothing is hidden, otherwise a copy
 */
export function scrub<T>(value: T, secrets: readonly string[], keepsFileAddress = false): T {
	const real = secrets.filter((secret) => secret.length >= SHORTEST_SECRET);
	return scrubAny(value, { secrets: real, keepsFileAddress }) as T;
}

/**
 * The token of an execution, which is hidden wherever it occurs.
 *
 * @param resumeUrl `$execution.resumeUrl`; n8n before 2.14 has no token in it
 * @returns a list of one or none
 */
export function resumeTokens(resumeUrl: unknown): string[] {
	if (typeof resumeUrl !== 'string' || !URL.canParse(resumeUrl)) return [];
	return new URL(resumeUrl).searchParams.getAll('signature');
}

function scrubAny(value: unknown, rules: Rules): unknown {
	if (typeof value === 'string') return scrubText(value, rules.secrets);
	if (typeof value !== 'object' || value === null) return value;
	return Array.isArray(value) ? scrubList(value, rules) : scrubObject(value, rules);
}

function scrubList(list: readonly unknown[], rules: Rules): readonly unknown[] {
	const scrubbed = list.map((part) => scrubAny(part, rules));
	return scrubbed.some((part, index) => part !== list[index]) ? scrubbed : list;
}

function scrubObject(object: object, rules: Rules): object {
	const { secrets } = rules;
	const entries: Array<[string, unknown]> = Object.entries(object);
	let isChanged = false;
	for (const entry of entries) {
		const [key, part] = entry;
		entry[0] = scrubText(key, secrets);
		entry[1] = isMediaAddress(key, part, rules)
			? hideSecrets(part, secrets)
			: scrubAny(part, rules);
		isChanged ||= entry[0] !== key || entry[1] !== part;
	}
	return isChanged ? Object.fromEntries(entries) : object;
}

/**
 * The address of a file may be signed by a parameter of the same name, and must stay usable; but not one
 * that resumes an execution.
 */
function isMediaAddress(key: string, value: unknown, { keepsFileAddress }: Rules): value is string {
	if (key !== 'mediaUrl' || typeof value !== 'string') return false;
	return isFileAddress(value) ? keepsFileAddress : !/-waiting/i.test(value);
}

function scrubText(text: string, secrets: readonly string[]): string {
	let hidden = hideSecrets(text, secrets);
	if (hidden.length < SHORTEST_TOKEN) return hidden;
	if (MAY_HOLD_TOKEN.test(hidden)) hidden = hidden.replace(RESUME_TOKEN, `$1${HIDDEN}`);
	if (MAY_HOLD_FILE_TOKEN.test(hidden)) hidden = hidden.replace(FILE_TOKEN, `$1${HIDDEN}`);
	return hidden;
}

function hideSecrets(text: string, secrets: readonly string[]): string {
	let hidden = text;
	for (const secret of secrets) {
		// Most texts are keys, and shorter than any secret.
		if (hidden.length >= secret.length && hidden.includes(secret)) {
			hidden = hidden.replaceAll(secret, HIDDEN);
		}
	}
	return hidden;
}
