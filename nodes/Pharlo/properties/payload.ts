import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { documentedFields } from '../../../domain/payload/documented';
import { NOTE_FIELD, payloadFieldSchema, type PayloadField } from '../../../domain/payload/field';
import { formToPayload, type FormPurpose } from '../../../domain/payload/form';
import { readJsonPayload } from '../../../domain/payload/json';
import { readChoice } from '../../../domain/inputs';
import { Refusal } from '../../../domain/invalidInput';
import { contentTypeField, readContentTypeField } from './contentType';
import { platformFieldFor, type Show } from './platform';
import type { ItemCall } from '../execution/itemContext';
import type * as payloadForm from '../methods/resourceMapping';

interface PayloadFieldsOptions {
	/** Condition under which a payload is asked for at all. */
	readonly show: Show;
	/** Fields whose change makes n8n read the form anew. */
	readonly dependsOn: readonly string[];
	readonly purpose: FormPurpose;
	/** Fields that tell which form to show, placed between the choice of a form and the form. */
	readonly formContext: readonly INodeProperties[];
}

/** Payload as a form or as JSON. */
export function payloadFields(options: PayloadFieldsOptions): INodeProperties[] {
	const { show, dependsOn, purpose, formContext } = options;
	return [
		{
			displayName: 'Payload As',
			name: 'payloadMode',
			type: 'options',
			default: 'form',
			displayOptions: { show },
			description: 'How to enter what the platform shows: title, text, privacy and so on',
			options: [
				{ name: 'Form', value: 'form', description: 'Fields of the platform and content type' },
				{ name: 'JSON', value: 'json', description: 'Anything the platform takes' },
			],
		},
		...formContext,
		{
			displayName: 'Payload',
			name: 'payloadForm',
			type: 'resourceMapper',
			noDataExpression: true,
			default: { mappingMode: 'defineBelow', value: null },
			displayOptions: { show: { ...show, payloadMode: ['form'] } },
			typeOptions: {
				loadOptionsDependsOn: [...dependsOn],
				resourceMapper: {
					resourceMapperMethod: 'getPayloadFields' satisfies keyof typeof payloadForm,
					mode: 'add',
					fieldWords: { singular: 'field', plural: 'fields' },
					// An update sends only what the user added: a switch that starts as "off" would else
					// be sent along unasked.
					addAllFields: purpose === 'create',
					supportAutoMap: false,
				},
			},
		},
		{
			displayName: 'Payload (JSON)',
			name: 'payloadJson',
			type: 'json',
			default: '{}',
			hint: 'For example {"title": "Product Demo", "privacy": "public"}',
			displayOptions: { show: { ...show, payloadMode: ['json'] } },
			description:
				'The fields that the platform takes for this content type, as an object. A YouTube video is private unless the payload says otherwise.',
		},
	];
}

/** The same for what changes an assignment: no connection tells its platform there. */
export function payloadFieldsForUpdate(show: Show = {}): INodeProperties[] {
	const inForm = { ...show, payloadMode: ['form'] };
	return payloadFields({
		purpose: 'update',
		show,
		dependsOn: ['platform.value', 'contentType'],
		formContext: [
			platformFieldFor(inForm),
			{ ...contentTypeField, displayOptions: { show: inForm } },
		],
	});
}

/** The values of a form, as n8n saves them. */
const valuesSchema = z.record(z.string(), z.unknown()).nullish();

/** Beside the values n8n saves the fields that our method offered. */
const entriesSchema = z
	.array(
		z.object({
			id: z.string(),
			removed: z.boolean().optional(),
			rules: payloadFieldSchema.optional().catch(undefined),
		}),
	)
	.catch([]);

const wholeSchema = z.object({ value: z.unknown(), schema: z.unknown() });

type Entries = ReadonlyMap<string, z.infer<typeof entriesSchema>[number]>;

interface Form {
	readonly values: Readonly<Record<string, unknown>>;
	readonly entries: Entries;
}

/**
 * @returns the payload, checked
 * @throws {Refusal} when a value or the whole is of no use
 */
export function readPayloadFields(call: ItemCall, purpose: FormPurpose): IDataObject {
	const mode = readChoice("'Payload As'", call.parameter('payloadMode'), ['form', 'json']);
	if (mode === 'json') {
		const payload = readJsonPayload(call.parameter('payloadJson'));
		if (purpose === 'update' && Object.keys(payload).length === 0) {
			throw new Refusal("'Payload (JSON)' is empty", 'Enter at least one field to change.');
		}
		return payload as IDataObject;
	}
	const form = readForm(call);
	const fields = fieldsOf(form, readContentTypeField(call));
	const payload = formToPayload(fields, form.values, purpose, call.context.getTimezone());
	if (Object.keys(payload).length === 0) {
		throw new Refusal(
			"'Values to Send' is empty",
			"Fill in at least one field. If no fields are offered for this content type, set 'Payload As' to 'JSON'.",
		);
	}
	return payload as IDataObject;
}

/** Entries by what was saved: it is the same object for all items of a run, and large. */
const knownEntries = new WeakMap<object, Entries>();

function readForm({ settings, itemIndex }: ItemCall): Form {
	const saved = settings.parameters.raw('payloadForm');
	if (typeof saved !== 'object' || saved === null) {
		// Only a workflow written by hand has an expression for the whole.
		const whole = wholeSchema.safeParse(settings.parameters.read('payloadForm', itemIndex));
		return { values: readValues(whole.data?.value), entries: readEntries(whole.data?.schema) };
	}
	const values = settings.parameters.read('payloadForm.value', itemIndex, {}, SKIP_VALIDATION);
	const known = knownEntries.get(saved);
	const entries = known ?? readEntries('schema' in saved ? saved.schema : []);
	if (known === undefined) knownEntries.set(saved, entries);
	return { values: readValues(values), entries };
}

/** n8n holds the values of a form against types of its own, which refuse what we take. */
const SKIP_VALIDATION = { skipValidation: true };

function readValues(value: unknown): Form['values'] {
	const parsed = valuesSchema.safeParse(value);
	return parsed.success ? (parsed.data ?? {}) : {};
}

function readEntries(schema: unknown): Entries {
	return new Map(entriesSchema.parse(schema).map((entry) => [entry.id, entry]));
}

/**
 * The rules that were saved with the form. A workflow written by hand may have none: then the
 * documented field of that name is taken, and what is not documented goes out as it is.
 */
function fieldsOf({ values, entries }: Form, contentType: string): PayloadField[] {
	const ids = new Set([...entries.keys(), ...Object.keys(values)]);
	return [...ids]
		.filter((id) => id !== NOTE_FIELD && entries.get(id)?.removed !== true)
		.map(
			(id) =>
				entries.get(id)?.rules ??
				documentedField(id, contentType) ?? { id, label: id, kind: 'raw' as const },
		);
}

function documentedField(id: string, contentType: string): PayloadField | undefined {
	return ['youtube', 'facebook']
		.flatMap((platform) => documentedFields(platform, contentType) ?? [])
		.find((field) => field.id === id);
}
