import { isObject, type Json } from '../../domain/payload/capabilityField.ts';

/** Deeper than any answer that is documented. */
const MAX_DEPTH = 8;

const FORMS: ReadonlyArray<readonly [string, RegExp]> = [
	['UUID', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i],
	['ULID', /^[0-7][0-9a-hjkmnp-tv-z]{25}$/i],
	['UTC time with Z, to the second', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/],
	['UTC time with Z, to a fraction of a second', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/],
	['time with an offset', /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?[+-]\d\d:?\d\d$/],
	['web address', /^https?:\/\//i],
];

/** What a value is, without the value itself: what is private must not get into an issue. */
export function formOf(value: unknown): string {
	if (value === null) return 'null';
	if (typeof value !== 'string') return Number.isInteger(value) ? 'integer' : typeof value;
	return FORMS.find(([, pattern]) => pattern.test(value))?.[0] ?? 'text';
}

/** Keys and types of an answer; of a list, those of all its entries together. */
export function shapeOf(value: unknown, depth = 0): unknown {
	if (Array.isArray(value)) return depth > MAX_DEPTH ? '[…]' : listShape(value, depth);
	if (!isObject(value)) return value === undefined ? 'nothing' : formOf(value);
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
	return [...(objects.length === 0 ? [] : [shapeOf(together(objects), depth + 1)]), ...others];
}

/** All keys of all entries; where one has a value and another none, the value tells more. */
function together(entries: Json[]): Json {
	const merged: Json = {};
	for (const [key, value] of entries.flatMap((entry) => Object.entries(entry))) {
		if (merged[key] === undefined || merged[key] === null) merged[key] = value;
	}
	return merged;
}

/** `a`, `b` and so on, or a word that says there are none. */
export function listed(names: Iterable<string>): string {
	const all = [...new Set(names)].map((name) => `\`${name}\``);
	return all.length === 0 ? 'none' : all.join(', ');
}
