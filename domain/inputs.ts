import { z } from 'zod';

import { InvalidInputError } from './errors';
import { MissingInputError } from './missing';

/** What is left of an object that was put into a text. */
const OBJECT_IN_TEXT = '[object Object]';

/** Texts that stand for a missing value; JavaScript makes the words when a value is put into a text. */
export const BLANK_TEXTS: readonly string[] = ['', 'undefined', 'null', OBJECT_IN_TEXT];

/**
 * Whether a value is missing: what an expression gives when the data that it points to is not there.
 * These are undefined, null, NaN, an empty list, an empty object, a text of nothing but white space, and
 * the texts "undefined", "null" and "[object Object]".
 */
export function isBlank(value: unknown): boolean {
	if (typeof value === 'string') return BLANK_TEXTS.includes(value.trim());
	if (value === undefined || value === null || Number.isNaN(value)) return true;
	if (Array.isArray(value)) return value.length === 0;
	return isPlainObject(value) && Object.keys(value).length === 0;
}

/** Not a date or another class: n8n's expressions make objects in a realm of their own. */
function isPlainObject(value: unknown): value is object {
	return Object.prototype.toString.call(value) === '[object Object]';
}

/** What a value is, as it follows "is" in an error: an object, a list, a boolean. */
export function kindOf(value: unknown): string {
	if (typeof value === 'string') return value.includes(OBJECT_IN_TEXT) ? 'an object' : 'a text';
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/**
 * Parses a text that may be missing. A number is a text as well: IDs often are.
 *
 * @param label the parameter's display name
 * @returns trimmed; undefined when it is blank, see {@link isBlank}
 * @throws {InvalidInputError} for an object, a list or a boolean, which would become a text that nobody
 *   meant
 */
export function parseText(label: string, value: unknown): string | undefined {
	if (isBlank(value)) return undefined;
	const isText = typeof value === 'string' && !value.includes(OBJECT_IN_TEXT);
	if (isText || typeof value === 'number') return String(value).trim();
	throw new InvalidInputError(
		`'${label}' is ${kindOf(value)}, not a text`,
		'Make the expression return a single value.',
	);
}

/**
 * Parses a text that must be there.
 *
 * @param label the parameter's display name
 * @param howTo the description of the error when it is blank
 * @throws {InvalidInputError} when it is blank, or not a text
 */
export function requireText(label: string, value: unknown, howTo: string): string {
	const text = parseText(label, value);
	if (text !== undefined) return text;
	throw new MissingInputError([{ label, howTo }]);
}

/**
 * Parses a switch. An expression may give a text or a number instead of a boolean.
 *
 * @param label the parameter's display name
 * @throws {InvalidInputError} for anything other than true, false, 1 or 0
 */
export function parseFlag(label: string, value: unknown): boolean {
	if (typeof value === 'boolean') return value;
	const text =
		typeof value === 'string' || typeof value === 'number'
			? String(value).trim().toLowerCase()
			: undefined;
	if (text === 'true' || text === '1') return true;
	if (text === 'false' || text === '0') return false;
	throw new InvalidInputError(
		isBlank(value) ? `'${label}' is empty` : `'${label}' is neither true nor false`,
		'Use true or false.',
	);
}

/** Parses a header that counts something; undefined unless it is a whole number. */
export function parseCount(header: unknown): number | undefined {
	return typeof header === 'string' && /^\d+$/.test(header.trim()) ? Number(header) : undefined;
}

/** The limits of a number. */
export interface NumberRange {
	/** The smallest number allowed. */
	readonly min?: number;
	/** Instead of `min`: the number must be greater than this. */
	readonly above?: number;
	readonly max?: number;
	readonly whole?: true;
}

/**
 * Parses a number. n8n checks limits only for values typed into the panel; an expression may give
 * anything, including a number as text.
 *
 * @param label the parameter's display name
 * @throws {InvalidInputError} for anything that is not a number within the range
 */
export function parseNumber(label: string, value: unknown, range: NumberRange): number {
	const { min, above, max, whole } = range;
	const isNumeric = typeof value === 'number' || (typeof value === 'string' && !isBlank(value));
	const number = isNumeric ? Number(value) : NaN;
	if (
		Number.isFinite(number) &&
		(min === undefined || number >= min) &&
		(above === undefined || number > above) &&
		(max === undefined || number <= max) &&
		(whole !== true || Number.isInteger(number))
	) {
		return number;
	}
	const limits = [
		min === undefined ? undefined : `of at least ${min}`,
		above === undefined ? undefined : `above ${above}`,
		max === undefined ? undefined : `up to ${max}`,
	].filter((limit) => limit !== undefined);
	throw new InvalidInputError(
		`'${label}' is not a ${whole === true ? 'whole ' : ''}number ${limits.join(' and ')}`,
		'Enter a number in this range. If the value comes from an expression, check what it returns.',
	);
}

/**
 * Parses one of a parameter's options. An expression or an AI tool may give any text; upper and
 * lower case count as the same.
 *
 * @param label the parameter's display name
 * @throws {InvalidInputError} for anything else: falling back to the default would do what nobody
 *   asked for
 */
export function parseChoice<T extends string>(
	label: string,
	value: unknown,
	choices: readonly T[],
): T {
	const howTo = `Use one of: ${choices.join(', ')}.`;
	const text = requireText(label, value, howTo);
	const chosen = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
	if (chosen !== undefined) return chosen;
	throw new InvalidInputError(`'${label}' is '${text}', which is not one of its options`, howTo);
}

/**
 * Parses several of a parameter's options.
 *
 * @param label the parameter's display name
 * @throws {InvalidInputError} unless it is a list of at least one, each of them an option
 */
export function parseChoices<T extends string>(
	label: string,
	value: unknown,
	choices: readonly T[],
): T[] {
	const howTo = `Choose from the list, or use an expression that returns a list of: ${choices.join(', ')}.`;
	if (isBlank(value)) throw new InvalidInputError(`'${label}' is empty`, howTo);
	if (!Array.isArray(value)) {
		throw new InvalidInputError(`'${label}' is ${kindOf(value)}, not a list`, howTo);
	}
	return value.map((entry) => parseChoice(label, entry, choices));
}

const objectSchema = z.record(z.string(), z.unknown());

/**
 * Parses a JSON object: an object as expressions and AI tools give it, or a text that holds one.
 *
 * @param label the parameter's display name
 * @param howTo the description of the error
 * @throws {InvalidInputError} for invalid JSON, and for JSON that is not an object
 */
export function parseJsonObject(
	label: string,
	value: unknown,
	howTo: string,
): Record<string, unknown> {
	if (isBlank(value) && !isPlainObject(value)) {
		throw new InvalidInputError(`'${label}' is empty`, howTo);
	}
	const json = typeof value === 'string' ? parseJson(value) : value;
	if (json instanceof SyntaxError) {
		throw new InvalidInputError(`'${label}' is not valid JSON: ${json.message}`, howTo);
	}
	const parsed = objectSchema.safeParse(json);
	if (!parsed.success || Array.isArray(json)) {
		throw new InvalidInputError(`'${label}' is not an object`, howTo);
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
