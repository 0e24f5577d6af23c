/** Pharlo's events are two or three levels deep; n8n fails on items of some thousand. */
const MAX_DEPTH = 64;

/** Own keys of these names turn into prototypes as soon as anybody merges the object into another. */
const DANGEROUS_KEYS = ['__proto__', 'constructor'];

/** Replacement characters would change what was signed, so other bytes than UTF-8 are refused. */
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses JSON that came from outside into a value that can be handed on: not too deep, and without
 * keys that could pollute a prototype. A byte order mark is passed over, and of a key that is there
 * twice the last one counts, as everywhere in JavaScript.
 *
 * @throws {Error} for anything but JSON in UTF-8 of a sensible depth
 */
export function readJson(bytes: Buffer): unknown {
	const value: unknown = JSON.parse(decoder.decode(bytes));
	disarm(value);
	return value;
}

/** Level by level: a recursion would be as deep as a stranger likes. */
function disarm(root: unknown): void {
	let level = [root].filter(isObject);
	for (let depth = 0; level.length > 0; depth++) {
		if (depth === MAX_DEPTH) throw new RangeError('Nested too deeply');
		for (const object of level) {
			for (const key of DANGEROUS_KEYS) Reflect.deleteProperty(object, key);
		}
		level = level.flatMap((object) => Object.values(object)).filter(isObject);
	}
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}
