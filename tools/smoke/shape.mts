import { isObject, type Json } from '../../domain/payload/capabilityField.ts';

/** Deeper than any documented response. */
const MAX_DEPTH = 8;

const FORMATS: ReadonlyArray<readonly [string, RegExp]> = [
	['UUID', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i],
	['ULID', /^[0-7][0-9a-hjkmnp-tv-z]{25}$/i],
	['UTC time with Z, to the second', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/],
	['UTC time with Z, to a fraction of a second', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/],
	['time with an offset', /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?[+-]\d\d:?\d\d$/],
	['URL', /^https?:\/\//i],
];

/**
 * How an API names a key, a status or a header. No ID, address, token or person's name has this form,
 * except for a single word.
 */
const NAME = /^[@$]?[A-Za-z_][\w-]{0,39}$/;

const MANY_DIGITS = /(\d.*){5}/;

/** Whether a text can be shown as it is: a name of the API, not a value of the user. */
export function isName(text: string): boolean {
	return NAME.test(text) && !MANY_DIGITS.test(text) && !/^ds_(live|test)_/i.test(text);
}

/** Returns a key, a status or a header's name; anything else only by its format. */
export function nameOf(value: unknown): string {
	return typeof value === 'string' && isName(value) ? value : `[${formatOf(value)}]`;
}

/** Describes a value without revealing it: private data must not get into an issue. */
export function formatOf(value: unknown): string {
	if (value === null) return 'null';
	if (typeof value !== 'string') return Number.isInteger(value) ? 'integer' : typeof value;
	return FORMATS.find(([, pattern]) => pattern.test(value))?.[0] ?? 'text';
}

/** Returns the keys and types of a response; for a list, those of all entries combined. */
export function shapeOf(value: unknown, depth = 0): unknown {
	if (Array.isArray(value)) return depth > MAX_DEPTH ? '[…]' : listShape(value, depth);
	if (!isObject(value)) return value === undefined ? 'nothing' : formatOf(value);
	if (depth > MAX_DEPTH) return '{…}';
	return Object.fromEntries(
		Object.entries(value).map(([key, part]) => [nameOf(key), shapeOf(part, depth + 1)]),
	);
}

function listShape(list: unknown[], depth: number): unknown[] {
	const objects = list.filter(isObject);
	const others = new Set(
		list.filter((entry) => !isObject(entry)).map((entry) => shapeOf(entry, depth + 1)),
	);
	return [...(objects.length === 0 ? [] : [shapeOf(merge(objects), depth + 1)]), ...others];
}

/** Merges the keys of all entries, preferring values over null. */
function merge(entries: Json[]): Json {
	const merged: Json = {};
	for (const [key, value] of entries.flatMap((entry) => Object.entries(entry))) {
		if (merged[key] === undefined || merged[key] === null) merged[key] = value;
	}
	return merged;
}

/** Formats keys, statuses or headers as `a`, `b`, or "none". */
export function listed(names: Iterable<unknown>): string {
	return quoted([...names].map(nameOf));
}

/** Formats texts of our own as `a`, `b`, or "none". */
export function quoted(texts: Iterable<string>): string {
	const all = [...new Set(texts)].map((text) => `\`${text}\``);
	return all.length === 0 ? 'none' : all.join(', ');
}
