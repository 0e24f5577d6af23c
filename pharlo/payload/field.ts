import { z } from 'zod';

/** How a value of a payload field is written in a form; `raw` is one of which nothing is known. */
export const FIELD_KINDS = ['text', 'url', 'choice', 'flag', 'list', 'raw'] as const;

/**
 * What is known of one payload field, whoever told it: its key in the payload, the label, and the
 * limits that Pharlo holds values against. A form keeps these beside its values, so that a saved
 * workflow is checked by the rules that its author saw.
 */
export const payloadFieldSchema = z.object({
	/** Key in the payload, e.g. `madeForKids`. */
	id: z.string().min(1),
	label: z.string(),
	kind: z.enum(FIELD_KINDS).catch('raw'),
	required: z.boolean().optional(),
	default: z.union([z.string(), z.boolean(), z.number()]).optional(),
	choices: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
	/** The choices are the usual ones; Pharlo may take others. */
	openChoices: z.boolean().optional(),
	/** Characters of a text. */
	maxLength: z.number().optional(),
	/** Characters of all entries of a list together. */
	maxTotalLength: z.number().optional(),
});

export type PayloadField = z.infer<typeof payloadFieldSchema>;
