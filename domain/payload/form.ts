import { isBlank, readFlag } from '../inputs';
import { Refusal } from '../invalidInput';
import { toTimestamp } from '../schedule';
import { isWebAddress } from '../webAddress';
import type { PayloadField } from './field';

/** Creating leaves out what is empty; updating sends an empty text, because that clears it. */
export type FormPurpose = 'create' | 'update';

/**
 * Shapes the values of a payload form into Pharlo's payload and checks them against the form's own
 * limits, so that bad input never costs a request.
 *
 * @param fields what the form offers
 * @param values what the user entered, by field ID; expressions may deliver any type
 * @param zone in which times without an offset are read, an IANA name
 * @returns the payload, without what was left empty
 * @throws {Refusal} naming the field, when a value is missing, too long or invalid
 */
export function formToPayload(
	fields: readonly PayloadField[],
	values: Readonly<Record<string, unknown>>,
	purpose: FormPurpose,
	zone = 'UTC',
): Record<string, unknown> {
	const payload: Record<string, unknown> = {};
	for (const field of fields) {
		const value = values[field.id];
		const isClearing = purpose === 'update' && value === '' && field.kind === 'text';
		if (isEmpty(value) && !isClearing) {
			if (field.required === true && purpose === 'create') {
				throw new Refusal(
					`${name(field)} is empty`,
					'Pharlo requires it for this platform and content type.',
				);
			}
			continue;
		}
		payload[field.id] = shape(field, value, zone);
	}
	return payload;
}

function isEmpty(value: unknown): boolean {
	return isBlank(value) || (Array.isArray(value) && value.length === 0);
}

function name(field: PayloadField): string {
	return `'${field.label}'`;
}

function shape(field: PayloadField, value: unknown, zone: string): unknown {
	switch (field.kind) {
		case 'list':
			return toList(field, value);
		case 'choices':
			return toList(field, value).map((entry) => toChoice(field, entry));
		case 'choice':
			return toChoice(field, value);
		case 'flag':
			return readFlag(name(field), value);
		case 'number':
			return toNumber(field, value);
		case 'dateTime':
			return toTimestamp(name(field), value, zone);
		case 'url':
			return toUrl(field, value);
		case 'text':
			return toText(field, value);
		case 'raw':
			return toRaw(value);
	}
}

function toText(field: PayloadField, value: unknown): string {
	if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
		throw new Refusal(
			`${name(field)} is ${Array.isArray(value) ? 'a list' : 'an object'}, not a text`,
			'Point the expression at a single value.',
		);
	}
	const text = String(value);
	const length = countCharacters(text);
	if (field.maxLength !== undefined && length > field.maxLength) {
		throw new Refusal(
			`${name(field)} has ${length} characters, Pharlo takes ${field.maxLength}`,
			`It is ${length - field.maxLength} too long.`,
		);
	}
	if (field.minLength !== undefined && length < field.minLength) {
		throw new Refusal(
			`${name(field)} has ${length} characters, Pharlo wants at least ${field.minLength}`,
			`It is ${field.minLength - length} too short.`,
		);
	}
	return text;
}

function toNumber(field: PayloadField, value: unknown): number {
	const number = typeof value === 'string' ? Number(value) : value;
	if (typeof number !== 'number' || !Number.isFinite(number)) {
		throw new Refusal(`${name(field)} is not a number`, 'Enter a number.');
	}
	const { minimum, maximum } = field;
	if ((minimum !== undefined && number < minimum) || (maximum !== undefined && number > maximum)) {
		const range = [
			minimum === undefined ? undefined : `at least ${minimum}`,
			maximum === undefined ? undefined : `at most ${maximum}`,
		].filter((part) => part !== undefined);
		throw new Refusal(`${name(field)} is ${number}`, `Pharlo takes ${range.join(' and ')}.`);
	}
	return number;
}

/** A text that holds JSON is most likely meant as what it holds: a form can show only texts. */
function toRaw(value: unknown): unknown {
	if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
	try {
		return JSON.parse(value);
	} catch {
		return value;
	}
}

/** Counts code points, as Pharlo's PHP does, not UTF-16 units: an emoji is one. */
function countCharacters(text: string): number {
	return [...text].length;
}

function toUrl(field: PayloadField, value: unknown): string {
	const text = toText(field, value).trim();
	if (!isWebAddress(text)) {
		throw new Refusal(
			`${name(field)} holds '${text}', which is not a web address`,
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
		throw new Refusal(
			`${name(field)} holds '${text}', which Pharlo does not offer here`,
			`Use one of: ${choices.map((choice) => choice.value).join(', ')}.`,
		);
	}
	return text;
}

/** Accepts a list, a text with commas, or a text that holds a JSON list. */
function toList(field: PayloadField, value: unknown): string[] {
	const entries = (Array.isArray(value) ? value : splitList(toText(field, value)))
		.map((entry) => toText(field, entry).trim())
		.filter((entry) => entry !== '');
	if (field.maxItems !== undefined && entries.length > field.maxItems) {
		throw new Refusal(
			`${name(field)} have ${entries.length} entries, Pharlo takes ${field.maxItems}`,
			'Use fewer entries.',
		);
	}
	const total = entries.reduce((sum, entry) => sum + countCharacters(entry), 0);
	if (field.maxTotalLength !== undefined && total > field.maxTotalLength) {
		throw new Refusal(
			`${name(field)} have ${total} characters in total, Pharlo takes ${field.maxTotalLength}`,
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
			// A tag may well begin with a bracket: then it is plain text after all.
		}
	}
	return text.split(',');
}
