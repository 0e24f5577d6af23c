import { z } from 'zod';

import { Refusal } from '../invalidInput';

const HOW_TO = 'Enter an object, for example {"title": "Product Demo", "privacy": "public"}.';

const objectSchema = z.record(z.string(), z.unknown());

/**
 * Reads a payload given as JSON: an object, as expressions and AI tools deliver it, or a text.
 *
 * @throws {Refusal} when it is no JSON, or no object
 */
export function readJsonPayload(input: unknown): Record<string, unknown> {
	const value = typeof input === 'string' ? parseJson(input) : input;
	if (value instanceof SyntaxError) {
		throw new Refusal(`'Payload (JSON)' is not valid JSON: ${value.message}`, HOW_TO);
	}
	const parsed = objectSchema.safeParse(value);
	if (!parsed.success || Array.isArray(value)) {
		throw new Refusal("'Payload (JSON)' is not an object", HOW_TO);
	}
	return parsed.data;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		return error;
	}
}
