import { mediaTakenBy } from './mediaType';

/** What a platform says about the media files of a content type; what it does not say is undefined. */
export interface MediaLimits {
	/** MIME types, of which the second half may be `*`. */
	readonly types?: readonly string[] | undefined;
	readonly maxBytes?: number | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** Parts of the capabilities that are about something else than the media file. */
const OTHER_PARTS = /thumb|cover|preview|caption|subtitle|payload|schema|fields|properties/i;
/** Only where the unit is in the name: a bare number may as well be megabytes. */
const MAX_BYTES = /^max.*bytes$/i;
const MIME_TYPE = /^(video|image|audio|application)\/[\w.+*-]+$/i;
/** Deep enough for every format that makes sense; others must end somewhere. */
const MAX_DEPTH = 6;

/**
 * Parses what `GET /platforms/{platform}/capabilities` says about the media of a content type. Pharlo's
 * documentation names limits of size and duration but does not show this JSON, so only what cannot mean
 * anything else is taken: keys such as `maxSizeBytes`, and lists of MIME types.
 *
 * @param capabilities the response body, whatever it is
 */
export function parseMediaLimits(capabilities: unknown, contentType: string): MediaLimits {
	const found: { types: string[]; sizes: number[] } = { types: [], sizes: [] };
	for (const section of sectionsOf(capabilities, contentType, 0)) collect(section, found, 0);
	const { types, sizes } = found;
	return {
		types: types.length > 0 ? types : undefined,
		maxBytes: sizes.length > 0 ? Math.max(...sizes) : undefined,
	};
}

/** The parts under the name of the content type: a key, or an object that names it. */
function sectionsOf(node: unknown, contentType: string, depth: number): unknown[] {
	if (typeof node !== 'object' || node === null || depth > MAX_DEPTH) return [];
	const names = ['contentType', 'content_type', 'type', 'slug', 'name', 'id'];
	if (names.some((key) => (node as Json)[key] === contentType)) return [node];
	return Object.entries(node).flatMap(([key, child]) => {
		if (key === contentType) return [child];
		return OTHER_PARTS.test(key) ? [] : sectionsOf(child, contentType, depth + 1);
	});
}

function collect(
	node: unknown,
	found: { readonly types: string[]; readonly sizes: number[] },
	depth: number,
): void {
	if (typeof node !== 'object' || node === null || depth > MAX_DEPTH) return;
	for (const [key, value] of Object.entries(node)) {
		if (OTHER_PARTS.test(key)) continue;
		if (MAX_BYTES.test(key) && typeof value === 'number' && value > 0) found.sizes.push(value);
		if (isMimeTypes(value)) found.types.push(...value.map((type) => type.toLowerCase()));
		collect(value, found, depth + 1);
	}
}

function isMimeTypes(value: unknown): value is string[] {
	if (!Array.isArray(value) || value.length === 0) return false;
	return value.every((type) => typeof type === 'string' && MIME_TYPE.test(type));
}

/**
 * The limits that hold wherever the content type may be published. Which of the platforms a connection
 * belongs to costs a credit to ask, so a file is refused only where none of them takes it.
 *
 * @param all one for each platform that has the content type
 */
export function widestLimits(all: readonly MediaLimits[], contentType: string): MediaLimits {
	const documented = mediaTakenBy(contentType).types;
	const sizes = all.map(({ maxBytes = Infinity }) => maxBytes);
	const largest = sizes.length === 0 ? Infinity : Math.max(...sizes);
	const told = all.some(({ types }) => types !== undefined);
	return {
		types: told ? [...new Set(all.flatMap(({ types = documented }) => types))] : undefined,
		maxBytes: Number.isFinite(largest) ? largest : undefined,
	};
}

/** Whether a MIME type is one of a list, in which `video/*` stands for every video. */
export function isOneOf(types: readonly string[], type: string): boolean {
	return types.some(
		(one) => one === type || (one.endsWith('/*') && type.startsWith(one.slice(0, -1))),
	);
}
