import { InvalidInputError } from '../errors';
import { isBlank, kindOf, parseFlag } from '../inputs';
import { toTimestamp } from '../schedule';
import { isWebAddress } from '../webAddress';
import { MissingInputError, type MissingInput } from '../missing';
import type { PayloadField } from './field';

/** Create leaves out empty fields; Update sends an empty text, because that clears the field. */
export type FormPurpose = 'create' | 'update';

/**
 * Converts the values of a payload form to Pharlo's payload and checks them against the form's own
 * limits, so that invalid input never costs a request.
 *
 * A field that was left empty is not sent. One whose expression gives nothing is sent neither if it only
 * adds text, and rejected if it decides anything, such as who may see the post: Pharlo would use its own
 * default.
 *
 * @param fields the fields of the form
 * @param values what the user entered, by field ID; expressions may give any type
 * @param zone IANA name of the time zone for times without an offset
 * @param isFromExpression whether an expression gave the value of a field, by its ID; if that is blank, the
 *   user did not leave it so
 * @returns the payload, without the fields that were left empty
 * @throws {InvalidInputError} naming the field, when a value is missing, too long or invalid
 */
export function formToPayload(
	fields: readonly PayloadField[],
	values: Readonly<Record<string, unknown>>,
	purpose: FormPurpose,
	zone = 'UTC',
	isFromExpression: (fieldId: string) => boolean = () => false,
): Record<string, unknown> {
	const payload: Record<string, unknown> = {};
	const missing: MissingInput[] = [];
	for (const field of fields) {
		const value = values[field.id];
		const mustHaveValue = isFromExpression(field.id) && !mayBeBlank(field);
		const isClearing = purpose === 'update' && value === '' && field.kind === 'text';
		if (!isBlank(value) || (isClearing && !mustHaveValue)) {
			payload[field.id] = convert(field, value, zone);
		} else if (field.required === true && purpose === 'create') {
			missing.push({
				label: field.label,
				howTo: 'Pharlo requires it for this platform and content type.',
			});
		} else if (mustHaveValue) {
			missing.push({
				label: field.label,
				howTo:
					'Its expression returns nothing, and Pharlo would use its own default. Correct the expression, or clear the field.',
			});
		}
	}
	if (missing.length > 0) throw new MissingInputError(missing);
	return payload;
}

/** Names of text fields, for fields of which nothing but the name is known. */
const TEXT_NAMES = /^(title|description|message|text|caption|tags|hashtags|keywords)$/i;

/** Whether a field only adds text to a post, so that a row without it is a row without it. */
export function mayBeBlank({ id, kind, required }: PayloadField): boolean {
	if (required === true) return false;
	return kind === 'text' || kind === 'list' || (kind === 'raw' && TEXT_NAMES.test(id));
}

function convert(field: PayloadField, value: unknown, zone: string): unknown {
	switch (field.kind) {
		case 'list':
			return toList(field, value);
		case 'choices':
			return toList(field, value).map((entry) => toChoice(field, entry));
		case 'choice':
			return toChoice(field, value);
		case 'flag':
			return parseFlag(field.label, value);
		case 'number':
			return toNumber(field, value);
		case 'dateTime':
			return toTimestamp(field.label, value, zone);
		case 'url':
			return toUrl(field, value);
		case 'text':
			return toText(field, value);
		case 'raw':
			return toRaw(value);
	}
}

function toText(field: PayloadField, value: unknown): string {
	if (typeof value !== 'string' && typeof value !== 'number') {
		throw new InvalidInputError(
			`'${field.label}' is ${kindOf(value)}, not a text`,
			'Make the expression return a single value.',
		);
	}
	const text = String(value);
	const length = countCharacters(text);
	if (field.maxLength !== undefined && length > field.maxLength) {
		throw new InvalidInputError(
			`'${field.label}' has ${length} characters, Pharlo allows ${field.maxLength}`,
			`It is ${length - field.maxLength} too long.`,
		);
	}
	if (field.minLength !== undefined && length < field.minLength) {
		throw new InvalidInputError(
			`'${field.label}' has ${length} characters, Pharlo requires at least ${field.minLength}`,
			`It is ${field.minLength - length} too short.`,
		);
	}
	return text;
}

function toNumber(field: PayloadField, value: unknown): number {
	const number = typeof value === 'string' && !isBlank(value) ? Number(value) : value;
	if (typeof number !== 'number' || !Number.isFinite(number)) {
		throw new InvalidInputError(`'${field.label}' is not a number`, 'Enter a number.');
	}
	const { minimum, maximum } = field;
	if ((minimum !== undefined && number < minimum) || (maximum !== undefined && number > maximum)) {
		const range = [
			minimum === undefined ? undefined : `at least ${minimum}`,
			maximum === undefined ? undefined : `at most ${maximum}`,
		].filter((part) => part !== undefined);
		throw new InvalidInputError(
			`'${field.label}' is ${number}`,
			`Pharlo allows ${range.join(' and ')}.`,
		);
	}
	return number;
}

/** A form can only hold text, so text that looks like JSON is parsed as JSON. */
function toRaw(value: unknown): unknown {
	if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
	try {
		return JSON.parse(value);
	} catch {
		return value;
	}
}

/** Counts code points, as Pharlo's PHP does, and not UTF-16 units: an emoji counts as one. */
function countCharacters(text: string): number {
	return [...text].length;
}

function toUrl(field: PayloadField, value: unknown): string {
	const text = toText(field, value).trim();
	if (!isWebAddress(text)) {
		throw new InvalidInputError(
			`'${field.label}' is '${text}', which is not a web address`,
			'Enter an address that starts with http:// or https://.',
		);
	}
	return text;
}

function toChoice(field: PayloadField, value: unknown): string | number {
	const text = toText(field, value).trim();
	const choices = field.choices ?? [];
	const chosen = choices.find((choice) => String(choice.value) === text);
	if (chosen !== undefined) return chosen.value;
	if (choices.length > 0 && field.openChoices !== true) {
		throw new InvalidInputError(
			`'${field.label}' is '${text}', which is not one of its options`,
			`Use one of: ${choices.map((choice) => choice.value).join(', ')}.`,
		);
	}
	return text;
}

/** Accepts a list, a text with commas, or a text with a JSON list. */
function toList(field: PayloadField, value: unknown): string[] {
	const entries = (Array.isArray(value) ? value : splitList(toText(field, value)))
		.filter((entry) => !isBlank(entry))
		.map((entry) => toText(field, entry).trim());
	if (field.maxItems !== undefined && entries.length > field.maxItems) {
		throw new InvalidInputError(
			`'${field.label}' has ${entries.length} entries, Pharlo allows ${field.maxItems}`,
			'Use fewer entries.',
		);
	}
	const total = entries.reduce((sum, entry) => sum + countCharacters(entry), 0);
	if (field.maxTotalLength !== undefined && total > field.maxTotalLength) {
		throw new InvalidInputError(
			`'${field.label}' has ${total} characters in total, Pharlo allows ${field.maxTotalLength}`,
			'Use fewer or shorter entries.',
		);
	}
	return entries;
}

function splitList(text: string): unknown[] {
	if (text.trim().startsWith('[')) {
		try {
			const parsed: unknown = JSON.parse(text);
			if (Array.isArray(parsed)) return parsed;
		} catch {
			// A tag may start with a bracket: then it is plain text.
		}
	}
	return text.split(',');
}
