import { z } from 'zod';

/** The types of a payload field; `raw` is one of which nothing is known. */
const FIELD_KINDS = [
	'text',
	'url',
	'number',
	'dateTime',
	'choice',
	'choices',
	'flag',
	'list',
	'raw',
] as const;

export type FieldKind = (typeof FIELD_KINDS)[number];

/**
 * What is known of one payload field, from Pharlo's API or its documentation: its key in the payload,
 * the label, and the limits of its values. A form stores these beside its values, so that a saved
 * workflow is checked by the rules that its author saw.
 */
export const payloadFieldSchema = z.object({
	/** Key in the payload, e.g. `madeForKids`. */
	id: z.string().min(1),
	label: z.string(),
	kind: z.enum(FIELD_KINDS).catch('raw'),
	required: z.boolean().optional(),
	default: z.union([z.string(), z.boolean(), z.number()]).optional(),
	choices: z
		.array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) }))
		.optional(),
	/** The choices are the usual ones; Pharlo may accept others. */
	openChoices: z.boolean().optional(),
	/** Characters of a text. */
	minLength: z.number().optional(),
	maxLength: z.number().optional(),
	/** Of a number. */
	minimum: z.number().optional(),
	maximum: z.number().optional(),
	/** Entries of a list. */
	maxItems: z.number().optional(),
	/** Characters of all entries of a list together. */
	maxTotalLength: z.number().optional(),
});

export type PayloadField = z.infer<typeof payloadFieldSchema>;

/** ID of the field that says why a form does not show Pharlo's own list; never part of a payload. */
export const NOTE_FIELD = '_note';

/**
 * The label of a field in a form, with its most important limit: a form shows no hints. Kept short,
 * because n8n cuts a label off after about 27 characters.
 */
export function labelOfField(field: PayloadField): string {
	const limit = limitOf(field);
	return limit === undefined ? field.label : `${field.label} (${limit})`;
}

function limitOf(field: PayloadField): string | undefined {
	const { kind, maxLength, minimum, maximum, choices } = field;
	switch (kind) {
		case 'text':
			return maxLength === undefined ? undefined : `max ${maxLength}`;
		case 'list':
			return 'comma-separated';
		case 'choices':
			return (choices ?? []).map(({ value }) => value).join(', ');
		case 'number':
			if (minimum === undefined) return maximum === undefined ? undefined : `max ${maximum}`;
			return maximum === undefined ? `min ${minimum}` : `${minimum} to ${maximum}`;
		default:
			return undefined;
	}
}
