import { InvalidInputError } from '../errors';
import { isBlank, parseText } from '../inputs';
import { documentedFieldNamed } from './documented';
import { mayBeBlank, type FormPurpose } from './form';

/**
 * Checks a payload that was entered as JSON, by the same rules as a form: what only adds text may be
 * blank and is then left out; whatever else is present must have a value, because Pharlo would use its
 * own default instead.
 *
 * @param label the parameter's display name
 * @returns the payload to send
 * @throws {InvalidInputError} naming the key, for one that is blank, or not a text where it must be
 */
export function checkJsonPayload(
	label: string,
	payload: Readonly<Record<string, unknown>>,
	purpose: FormPurpose,
): Record<string, unknown> {
	const entries = Object.entries(payload).filter(([id, value]) => {
		const field = documentedFieldNamed(id) ?? { id, label: id, kind: 'raw' };
		if (!isBlank(value)) {
			// Throws for an object. Of other kinds, another platform may have a field with this key.
			if (field.kind === 'text') parseText(id, value);
			rejectBlanksInside(label, id, value);
			return true;
		}
		if (!mayBeBlank(field)) throw emptyError(label, id);
		// In an update, an empty text clears the field.
		return purpose === 'update' && value === '' && field.kind !== 'list';
	});
	return Object.fromEntries(entries);
}

/** Nothing is known of what is nested, so nothing in it may be blank. */
function rejectBlanksInside(label: string, path: string, value: unknown): void {
	if (typeof value !== 'object' || value === null) return;
	for (const [key, part] of Object.entries(value)) {
		const inner = `${path}.${key}`;
		if (isBlank(part)) throw emptyError(label, inner);
		rejectBlanksInside(label, inner, part);
	}
}

function emptyError(label: string, path: string): InvalidInputError {
	return new InvalidInputError(
		`'${path}' in '${label}' is empty`,
		'Give it a value, or remove the key: without one Pharlo would use its own default.',
	);
}
