import { CONTENT_TYPES } from '../../domain/assignment.ts';
import { isObject, looksLikeField } from '../../domain/payload/capabilityField.ts';
import { nameOf } from './shape.mts';

const TYPES: ReadonlySet<string> = new Set(CONTENT_TYPES.map(({ value }) => value));

/** Deeper than any plausible response. */
const MAX_DEPTH = 6;

/**
 * Describes where the payload fields are, and in which of the usual formats.
 *
 * @returns e.g. `a list of fields at "contentTypes.video.fields"`, or undefined if none are found
 */
export function describeCapabilities(body: unknown): string | undefined {
	const found = find(body, []);
	if (found === undefined) return undefined;
	const where = found.path.length === 0 ? 'the top' : `\`${found.path.map(nameOf).join('.')}\``;
	const perType = found.path.some((key) => TYPES.has(key));
	return `${found.kind} at ${where}, ${perType ? 'for each content type' : 'not by content type'}`;
}

interface Found {
	readonly kind: string;
	readonly path: readonly string[];
}

function find(node: unknown, path: readonly string[]): Found | undefined {
	const kind = kindOf(node);
	if (kind !== undefined) return { kind, path };
	if (typeof node !== 'object' || node === null || path.length > MAX_DEPTH) return undefined;
	for (const [key, child] of Object.entries(node)) {
		const found = find(child, [...path, key]);
		if (found !== undefined) return found;
	}
	return undefined;
}

function kindOf(node: unknown): string | undefined {
	if (Array.isArray(node)) {
		return node.length > 0 && node.every(looksLikeField) ? 'a list of fields' : undefined;
	}
	if (!isObject(node)) return undefined;
	if (isObject(node.properties)) return 'a JSON Schema';
	const children = Object.values(node);
	return children.length > 0 && children.every(looksLikeField) ? 'a map of fields' : undefined;
}
