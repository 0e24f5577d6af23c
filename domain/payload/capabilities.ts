import { CONTENT_TYPES } from '../assignment';
import {
	firstOf,
	humanize,
	isObject,
	looksLikeField,
	parseField,
	type Json,
} from './capabilityField';
import { documentedFields } from './documented';
import type { PayloadField } from './field';

/**
 * Parses the payload fields out of `GET /platforms/{platform}/capabilities`.
 *
 * Pharlo's documentation of this JSON was not available, so no format is assumed: the fields may be a
 * JSON Schema, a list of field objects or a map of them, at the top or below the content type, and the
 * usual other names for type, required, default, limits and choices are understood.
 *
 * @param body the response body, whatever it is
 * @param contentType e.g. `video`
 * @returns the fields in the order given, or undefined when none are found
 */
export function parseCapabilities(
	body: unknown,
	platform: string,
	contentType: string,
): PayloadField[] | undefined {
	const section = findSection(body, contentType, 0);
	const found = findFields(section ?? body, 0);
	if (found === undefined || found.length === 0) return undefined;
	const documented = new Map(
		(documentedFields(platform, contentType) ?? []).map((field) => [field.id, field]),
	);
	return found.map((field) => refine(field, documented.get(field.id)));
}

/** Deep enough for every format that makes sense; others must end somewhere. */
const MAX_DEPTH = 5;

const SECTIONS: ReadonlySet<string> = new Set(CONTENT_TYPES.map(({ value }) => value));

/** The part below the content type: its value in a map, or the entry of a list that names it. */
function findSection(node: unknown, contentType: string, depth: number): unknown {
	if (depth > MAX_DEPTH) return undefined;
	if (Array.isArray(node)) {
		const named = node.find(
			(entry) =>
				isObject(entry) &&
				firstOf(entry, 'contentType', 'content_type', 'type', 'slug', 'name', 'id') === contentType,
		);
		// A payload field may itself be named "link" or "text": a section contains fields, a field does not.
		if (named !== undefined && findFields(named, 0) !== undefined) return named;
		return firstDefined(node, (entry) => findSection(entry, contentType, depth + 1));
	}
	if (!isObject(node)) return undefined;
	const own = node[contentType];
	if (own !== undefined && findFields(own, 0) !== undefined) return own;
	return firstDefined(Object.values(node), (child) => findSection(child, contentType, depth + 1));
}

function firstDefined<T, R>(
	values: readonly T[],
	pick: (value: T) => R | undefined,
): R | undefined {
	for (const value of values) {
		const picked = pick(value);
		if (picked !== undefined) return picked;
	}
	return undefined;
}

/** Keys that are likely to hold the payload fields, most likely first. */
const LIKELY = [
	'payloadSchema',
	'payload_schema',
	'payload',
	'payloadFields',
	'schema',
	'fields',
	'properties',
	'parameters',
	'attributes',
];

function findFields(node: unknown, depth: number): PayloadField[] | undefined {
	if (depth > MAX_DEPTH) return undefined;
	if (Array.isArray(node)) return parseList(node);
	if (!isObject(node)) return undefined;
	const direct = parseSchema(node) ?? parseMap(node);
	if (direct !== undefined) return direct;
	const children = [
		...LIKELY.filter((key) => key in node).map((key) => node[key]),
		// The fields of another content type must not be taken for those of this one.
		...Object.entries(node)
			.filter(([key]) => !LIKELY.includes(key) && !SECTIONS.has(key))
			.map(([, child]) => child),
	];
	return firstDefined(children, (child) => findFields(child, depth + 1));
}

/** A JSON Schema: `properties`, and beside it the list of those that are required. */
function parseSchema(node: Json): PayloadField[] | undefined {
	const { properties, required } = node;
	if (!isObject(properties) || !Object.values(properties).every(isObject)) return undefined;
	// The schema of the whole request, with the payload in it.
	if (isObject(properties.payload) && isObject(properties.payload.properties)) {
		return parseSchema(properties.payload);
	}
	const names = new Set(Array.isArray(required) ? required : []);
	return Object.entries(properties).map(([id, field]) => {
		const parsed = parseField(id, field as Json);
		return names.has(id) ? { ...parsed, required: true } : parsed;
	});
}

/** A list of field objects with names of their own; undefined for a list of texts or sections. */
function parseList(list: unknown[]): PayloadField[] | undefined {
	const fields = list.flatMap((entry) => {
		if (!isObject(entry) || !looksLikeField(entry)) return [];
		const id = firstOf(entry, 'name', 'key', 'id', 'field', 'property', 'slug');
		return typeof id === 'string' && id !== '' ? [parseField(id, entry)] : [];
	});
	return fields.length > 0 && fields.length === list.length ? fields : undefined;
}

/** A map from key to field object. */
function parseMap(node: Json): PayloadField[] | undefined {
	const entries = Object.entries(node);
	if (entries.length === 0 || !entries.every(([, value]) => looksLikeField(value)))
		return undefined;
	return entries.map(([id, field]) => parseField(id, field as Json));
}

/** Adds the label and the choices that Pharlo documents, where the field has none of its own. */
function refine(field: PayloadField, documented: PayloadField | undefined): PayloadField {
	if (documented === undefined) return field;
	const hasOwnLabel = field.label !== humanize(field.id);
	return {
		...field,
		...(hasOwnLabel ? {} : { label: documented.label }),
		...refineChoices(field, documented),
	};
}

function refineChoices(
	field: PayloadField,
	{ kind, choices }: PayloadField,
): Partial<PayloadField> {
	if (choices === undefined) return {};
	if (field.choices === undefined && ['text', 'choice'].includes(field.kind)) {
		return { kind, choices, openChoices: true };
	}
	return field.kind === 'choice' ? { choices: nameChoices(field.choices ?? [], choices) } : {};
}

type Choices = NonNullable<PayloadField['choices']>;

function nameChoices(choices: Choices, known: Choices): Choices {
	return choices.map((choice) => {
		const same = known.find(({ value }) => value === choice.value);
		return choice.name === String(choice.value) && same !== undefined ? same : choice;
	});
}
