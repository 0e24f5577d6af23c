import { z } from 'zod';

import { validationFailed, type Violations } from './api-error.mts';

/** Symfony's messages, as in Pharlo's samples (Error Handling guide). */
export const BLANK = 'This value should not be blank.';
const NOT_UUID = 'This is not a valid UUID.';
const NOT_CHOICE = 'The value you selected is not a valid choice.';
const NOT_URL = 'This value is not a valid URL.';
const NOT_DATETIME = 'Invalid datetime format.';

function wrongType(type: string) {
	return { required_error: BLANK, invalid_type_error: `This value should be of type ${type}.` };
}

export const text = z.string(wrongType('string')).min(1, BLANK);

export const uuid = z
	.string(wrongType('string'))
	.min(1, BLANK)
	.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, NOT_UUID);

export const url = z.string(wrongType('string')).refine(isWebAddress, NOT_URL);

export const flag = z.boolean(wrongType('bool'));

export const integer = z.number(wrongType('int')).int('This value should be of type int.');

export const object = z.record(z.string(), z.unknown(), wrongType('object'));

/** RFC 3339 with an explicit offset; local times and plain dates are invalid (Publishing guide). */
export const instant = z.string(wrongType('string')).refine(isInstant, NOT_DATETIME);

export function choice<const T extends readonly [string, ...string[]]>(values: T) {
	return z.enum(values, {
		errorMap: (issue, context) => ({
			message: issue.code === 'invalid_type' && context.data === undefined ? BLANK : NOT_CHOICE,
		}),
	});
}

export function tooLong(characters: number): string {
	return `This value is too long. It should have ${characters} characters or less.`;
}

export function upTo(characters: number, kind = text) {
	return kind.refine((value) => lengthOf(value) <= characters, tooLong(characters));
}

/** Returns the length in characters, as Symfony counts them. */
export function lengthOf(value: string): number {
	return [...value].length;
}

/**
 * Zod validates the calendar date, but accepts times without seconds and offsets without a colon or
 * out of range.
 */
function isInstant(value: string): boolean {
	return (
		z.string().datetime({ offset: true }).safeParse(value).success &&
		/T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
		!Number.isNaN(Date.parse(value))
	);
}

/**
 * RFC 3339 as PHP's `DATE_ATOM` reads it: whole seconds, and an offset that exists. Pharlo's pages show
 * no other times; whether it takes them is not documented.
 *
 * @throws {ApiError} 400 naming the field
 */
export function requireStrictTime(field: string, value: string | null | undefined): void {
	if (value === null || value === undefined) return;
	const match = /T\d\d:\d\d:\d\d(?:Z|[+-](\d\d):(\d\d))$/.exec(value);
	const offset = Number(match?.[1] ?? 0) * 60 + Number(match?.[2] ?? 0);
	if (match === null || offset > 14 * 60) throw validationFailed({ [field]: [NOT_DATETIME] });
}

function isWebAddress(value: string): boolean {
	return /^https?:\/\//i.test(value) && URL.canParse(value);
}

/**
 * @returns the parsed body
 * @throws {ApiError} 400 with messages by field
 */
export function validate<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
	const parsed = schema.safeParse(body ?? {});
	if (parsed.success) return parsed.data as z.output<S>;
	const violations: Violations = {};
	for (const issue of parsed.error.issues) {
		const field = issue.path.join('.') || 'body';
		(violations[field] ??= []).push(issue.message);
	}
	throw validationFailed(violations);
}
