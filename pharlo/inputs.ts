import { Refusal } from './refusal';

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
