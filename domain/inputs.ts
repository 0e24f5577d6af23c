import { z } from 'zod';

import { InvalidInputError } from './errors';

/** Whether a value is missing: undefined, null, or a text of nothing but white space. */
export function isBlank(value: unknown): boolean {
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}

/** A value as trimmed text; undefined when it is blank. */
export function parseText(value: unknown): string | undefined {
	return isBlank(value) ? undefined : String(value).trim();
}

/**
 * Parses a switch. An expression may give a text or a number instead of a boolean.
 *
 * @param label the parameter's display name
 * @throws {InvalidInputError} for anything other than true, false, 1 or 0
 */
export function parseFlag(label: string, value: unknown): boolean {
	if (typeof value === 'boolean') return value;
	const text = String(value).trim().toLowerCase();
	if (text === 'true' || text === '1') return true;
	if (text === 'false' || text === '0') return false;
	throw new InvalidInputError(`'${label}' is neither true nor false`, 'Use true or false.');
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
	const number = isBlank(value) ? NaN : Number(value);
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
	const text = parseText(value) ?? '';
	const chosen = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
	if (chosen !== undefined) return chosen;
	throw new InvalidInputError(
		text === ''
			? `'${label}' is empty`
			: `'${label}' is '${text}', which is not one of its options`,
		`Use one of: ${choices.join(', ')}.`,
	);
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
