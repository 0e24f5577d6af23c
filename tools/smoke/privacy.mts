import { ASSIGNMENT_STATUSES, CONTENT_TYPES } from '../../domain/assignment.ts';
import { isObject } from '../../domain/payload/capabilityField.ts';
import { scrub } from '../../domain/scrub.ts';
import { isSuccess, type Exchange } from './api.mts';
import { formatOf, isName, nameOf } from './shape.mts';

const HIDDEN = '[hidden]';

/** What is private whatever response it is in. */
const PRIVATE: readonly RegExp[] = [
	/\bds_(?:live|test)_\w+/gi,
	/\b(?:Bearer|Basic)\s+\S+/gi,
	/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g,
	/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
	/\b[0-7][0-9a-hjkmnp-tv-z]{25}\b/gi,
	// IP addresses, but not versions such as Chrome/120.0.0.0.
	/(?<![/\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g,
	/(?:\b[0-9a-f]{1,4}:){3,}[0-9a-f:]*/gi,
	/\+\d[\d ()-]{7,}\d/g,
	// Tokens.
	/(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{24,}/gi,
];

const ADDRESS = /\b[a-z][a-z+.-]*:\/\/[^\s"'`<>)\]]+/gi;

/** Keys whose values are words of the API. */
const WORDS: ReadonlySet<string> = new Set(['status', 'type', 'platform', 'tokenStatus', 'code']);

/** Words that a report needs even if a user has called something the same. */
const VOCABULARY: ReadonlySet<string> = new Set([
	...ASSIGNMENT_STATUSES.map(({ value }) => value),
	...CONTENT_TYPES.map(({ value }) => value),
	...['youtube', 'facebook', 'title', 'description', 'message', 'privacy', 'private', 'public'],
]);

/** Shorter texts are parts of ordinary words. */
const SHORTEST = 3;

/** Longer than any label or choice. */
const LONGEST_PUBLIC = 100;

/** Whether the response is the same for all users, so that its values may be shown. */
export function isPublic({ label }: Exchange): boolean {
	return label.startsWith('GET platforms');
}

/** Hides what is private in texts that are going to be public. */
export class Redactor {
	readonly #known: RegExp | undefined;

	/**
	 * @param exchanges whose values, e.g. the names of channels, are hidden wherever they occur
	 * @param secrets hidden wherever they occur
	 * @param publicHosts hosts that are shown; of other addresses nothing is
	 */
	constructor(
		exchanges: readonly Exchange[],
		readonly secrets: readonly string[],
		readonly publicHosts: readonly string[],
	) {
		const texts = exchanges
			.filter((exchange) => isSuccess(exchange) && !isPublic(exchange))
			.flatMap(({ body }) => [...textsIn(body)])
			.filter((text) => text.length >= SHORTEST && !VOCABULARY.has(text.toLowerCase()));
		const longestFirst = [...new Set(texts)].sort((a, b) => b.length - a.length);
		if (longestFirst.length === 0) return;
		const any = longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|');
		this.#known = new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})(?![\\p{L}\\p{N}])`, 'giu');
	}

	text(text: string): string {
		let redacted = scrub(text, this.secrets);
		if (this.#known !== undefined) redacted = redacted.replace(this.#known, HIDDEN);
		redacted = redacted.replace(ADDRESS, (address) => this.#address(address));
		return PRIVATE.reduce(
			(rest, pattern) => rest.replace(pattern, (found) => (this.#isHost(found) ? found : HIDDEN)),
			redacted,
		);
	}

	/**
	 * Returns JSON with its values, except for what is private.
	 *
	 * @param keyOf how a key is shown
	 */
	json(value: unknown, keyOf: (key: string) => string = nameOf): unknown {
		if (typeof value === 'string') {
			return value.length > LONGEST_PUBLIC ? formatOf(value) : this.text(value);
		}
		if (Array.isArray(value)) return value.map((part) => this.json(part, keyOf));
		if (!isObject(value)) return value;
		return Object.fromEntries(
			Object.entries(value).map(([key, part]) => [this.text(keyOf(key)), this.json(part, keyOf)]),
		);
	}

	#address(address: string): string {
		if (!URL.canParse(address)) return HIDDEN;
		const { origin, hostname, pathname, search } = new URL(address);
		if (!this.#isHost(hostname)) return HIDDEN;
		return pathname.length > 1 || search !== '' ? `${origin}/…` : origin;
	}

	#isHost(text: string): boolean {
		return this.publicHosts.includes(text);
	}
}

function* textsIn(value: unknown, key = ''): Generator<string> {
	if (typeof value === 'string') {
		if (!WORDS.has(key) || !isName(value)) yield value.trim();
	} else if (Array.isArray(value)) {
		for (const part of value as unknown[]) yield* textsIn(part, key);
	} else if (isObject(value)) {
		for (const [name, part] of Object.entries(value)) {
			if (!isName(name)) yield name;
			// Why an assignment failed is a text of Pharlo's.
			if (name !== 'errors') yield* textsIn(part, name);
		}
	}
}
