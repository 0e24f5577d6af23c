import type { FieldKind, PayloadField } from './field';

export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of the first of these keys that is present. */
export function firstOf(source: Json, ...keys: string[]): unknown {
	return keys.map((key) => source[key]).find((value) => value !== undefined && value !== null);
}

/** Keys under which a group has its fields. */
const GROUPS = ['fields', 'properties', 'payload', 'payloadSchema', 'schema'];

const KINDS: Readonly<Record<string, FieldKind>> = {
	string: 'text',
	str: 'text',
	text: 'text',
	textarea: 'text',
	markdown: 'text',
	url: 'url',
	uri: 'url',
	link: 'url',
	integer: 'number',
	int: 'number',
	number: 'number',
	float: 'number',
	double: 'number',
	boolean: 'flag',
	bool: 'flag',
	datetime: 'dateTime',
	'date-time': 'dateTime',
	enum: 'choice',
	select: 'choice',
	choice: 'choice',
	option: 'choice',
	options: 'choice',
	multiselect: 'choices',
	array: 'list',
	list: 'list',
	'string[]': 'list',
	tags: 'list',
	object: 'raw',
	json: 'raw',
};

/** A map, because an object also has the names that it inherits, such as `constructor`. */
const TYPES: ReadonlyMap<string, FieldKind> = new Map(Object.entries(KINDS));

function typeOf(field: Json): string | undefined {
	const given = firstOf(field, 'type', 'dataType', 'data_type', 'kind');
	const type: unknown = Array.isArray(given) ? given.find((entry) => entry !== 'null') : given;
	return typeof type === 'string' ? type.toLowerCase() : undefined;
}

/** Whether an object describes a value, and not a group of fields. */
export function looksLikeField(value: unknown): value is Json {
	if (!isObject(value) || GROUPS.some((key) => typeof value[key] === 'object')) return false;
	const type = typeOf(value);
	if (type !== undefined) return TYPES.has(type);
	return choicesOf(value) !== undefined;
}

/** Parses one field object, whatever names it uses for its type, limits and choices. */
export function parseField(id: string, field: Json): PayloadField {
	const nested = ['constraints', 'limits', 'validation', 'rules']
		.map((key) => field[key])
		.filter(isObject);
	const all: Json = Object.assign({}, ...nested, field);
	const choices = choicesOf(all);
	const kind = kindOf(all, choices !== undefined);
	const required = firstOf(all, 'required', 'isRequired', 'is_required', 'mandatory');
	const fallback = firstOf(all, 'default', 'defaultValue', 'default_value');
	const label = firstOf(all, 'label', 'title', 'displayName', 'display_name');
	return {
		id,
		label: typeof label === 'string' && label !== '' ? label : humanize(id),
		kind,
		...(required === true || all.optional === false ? { required: true } : {}),
		...(isScalar(fallback) && fallback !== '' ? { default: fallback } : {}),
		...(choices === undefined ? {} : { choices }),
		...limitsOf(all, kind),
	};
}

function kindOf(field: Json, hasChoices: boolean): FieldKind {
	const kind = TYPES.get(typeOf(field) ?? '') ?? (hasChoices ? 'choice' : 'raw');
	const format = String(firstOf(field, 'format') ?? '').toLowerCase();
	if (kind === 'list') return hasChoices ? 'choices' : itemsAreTexts(field) ? 'list' : 'raw';
	if (kind === 'text' && hasChoices) {
		return firstOf(field, 'multiple', 'multi') === true ? 'choices' : 'choice';
	}
	if (kind === 'number' && hasChoices) return 'choice';
	if (kind === 'text' && (format === 'url' || format === 'uri')) return 'url';
	if (kind === 'text' && (format === 'date-time' || format === 'datetime')) return 'dateTime';
	return kind;
}

function itemsAreTexts({ items }: Json): boolean {
	const type = isObject(items) ? typeOf(items) : items;
	return type === undefined || type === 'string' || type === 'text';
}

/** The values to choose from, with or without labels: those of the field, or of the entries of a list. */
function choicesOf(field: Json): PayloadField['choices'] {
	const given =
		firstOf(field, 'enum', 'choices', 'options', 'values', 'allowedValues', 'allowed_values') ??
		firstOf(field, 'allowed', 'oneOf', 'anyOf') ??
		(isObject(field.items) ? firstOf(field.items, 'enum', 'choices', 'options') : undefined);
	const list = isObject(given)
		? Object.entries(given).map(([value, name]) => ({ value, name }))
		: given;
	if (!Array.isArray(list) || list.length === 0) return undefined;
	const choices = list.flatMap((entry: unknown) => {
		const value = isObject(entry) ? firstOf(entry, 'value', 'id', 'const', 'key', 'slug') : entry;
		if (typeof value !== 'string' && typeof value !== 'number') return [];
		const name = isObject(entry) ? firstOf(entry, 'label', 'name', 'title') : undefined;
		return [{ name: typeof name === 'string' ? name : String(value), value }];
	});
	return choices.length === list.length ? choices : undefined;
}

function limitsOf(field: Json, kind: FieldKind): Partial<PayloadField> {
	const limit = (...keys: string[]): number | undefined => {
		const value = firstOf(field, ...keys);
		const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
		return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
	};
	const limits: Record<string, number | undefined> = {};
	if (kind === 'text' || kind === 'url') {
		limits.minLength = limit('minLength', 'min_length', 'min');
		limits.maxLength = limit(
			'maxLength',
			'max_length',
			'maxChars',
			'max_chars',
			'maxCharacters',
			'max',
		);
	} else if (kind === 'number') {
		limits.minimum = limit('minimum', 'min', 'minValue');
		limits.maximum = limit('maximum', 'max', 'maxValue');
	} else if (kind === 'list' || kind === 'choices') {
		limits.maxItems = limit('maxItems', 'max_items', 'maxCount', 'max');
		limits.maxTotalLength = limit(
			'maxTotalLength',
			'max_total_length',
			'totalMaxLength',
			'maxTotalChars',
			'maxTotalCharacters',
			'max_total_chars',
		);
	}
	return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}

function isScalar(value: unknown): value is string | number | boolean {
	return ['string', 'number', 'boolean'].includes(typeof value);
}

/** `madeForKids` and `made_for_kids` become `Made For Kids`. */
export function humanize(id: string): string {
	return id
		.replace(/[_-]+/g, ' ')
		.replace(/([a-z0-9])([A-Z])/g, '$1 $2')
		.replace(/(^|\s)\S/g, (letter) => letter.toUpperCase())
		.replace(/\b(Id|Url)\b/g, (word) => word.toUpperCase());
}
