import { Refusal } from './invalidInput';

/**
 * Reads a switch, for which an expression may give a text or a number.
 *
 * @param field how messages name the field, in single quotes
 * @throws {Refusal} when it is neither true nor false
 */
export function readFlag(field: string, value: unknown): boolean {
	if (typeof value === 'boolean') return value;
	const text = String(value).trim().toLowerCase();
	if (text === 'true' || text === '1') return true;
	if (text === 'false' || text === '0') return false;
	throw new Refusal(`${field} is neither true nor false`, 'Use true or false.');
}

/** What a number must be. */
interface Range {
	/** The least that is allowed. */
	readonly min?: number;
	/** In place of `min`: everything above it is allowed. */
	readonly above?: number;
	readonly max?: number;
	readonly whole?: true;
}

/**
 * Reads a number, for which an expression may give anything: n8n holds only what is typed in against
 * a field's limits.
 *
 * @param field how messages name the field, in single quotes
 * @throws {Refusal} when it is none, or out of range
 */
export function readNumber(field: string, value: unknown, range: Range): number {
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
	throw new Refusal(
		`${field} is not a ${whole === true ? 'whole ' : ''}number ${limits.join(' and ')}`,
		'Enter such a number, or let the expression give one.',
	);
}

/**
 * Reads one of a field's options, for which an expression or an AI tool may give any text.
 *
 * @param field how messages name the field, in single quotes
 * @throws {Refusal} for anything else: taken for the default, it would do what nobody asked for
 */
export function readChoice<T extends string>(
	field: string,
	value: unknown,
	choices: readonly T[],
): T {
	const text = isBlank(value) ? '' : String(value).trim();
	const chosen = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
	if (chosen !== undefined) return chosen;
	throw new Refusal(
		text === '' ? `${field} is empty` : `${field} holds '${text}', which is none of its options`,
		`Use one of: ${choices.join(', ')}.`,
	);
}

/** Whether an expression has given nothing, or nothing but white space. */
export function isBlank(value: unknown): boolean {
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}
