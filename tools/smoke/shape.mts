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
		Object.entries(value).map(([key, part]) => [key, shapeOf(part, depth + 1)]),
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

/** Formats names as `a`, `b`, or "none". */
export function listed(names: Iterable<string>): string {
	const all = [...new Set(names)].map((name) => `\`${name}\``);
	return all.length === 0 ? 'none' : all.join(', ');
}
