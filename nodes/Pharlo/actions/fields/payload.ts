import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { documentedFields } from '../../../../pharlo/payload/documented';
import {
	NOTE_FIELD,
	payloadFieldSchema,
	type PayloadField,
} from '../../../../pharlo/payload/field';
import { formToPayload, type FormPurpose } from '../../../../pharlo/payload/form';
import { readJsonPayload } from '../../../../pharlo/payload/json';
import { Refusal } from '../../../../pharlo/refusal';
import { contentTypeField } from './contentType';
import { platformFieldFor } from './platform';
import type { ItemCall } from '../../itemCall';

type Show = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

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
					resourceMapperMethod: 'getPayloadFields',
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
			displayOptions: { show: { ...show, payloadMode: ['json'] } },
			description:
				'The fields that the platform takes for this content type, as an object. YouTube keeps a video private unless the payload says otherwise.',
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

/** A form as n8n saves it: the values, and beside them the fields that our method offered. */
const formSchema = z.object({
	value: z.record(z.string(), z.unknown()).nullish(),
	schema: z
		.array(
			z.object({
				id: z.string(),
				removed: z.boolean().optional(),
				rules: payloadFieldSchema.optional().catch(undefined),
			}),
		)
		.catch([]),
});

/**
 * @returns the payload, checked
 * @throws {Refusal} when a value or the whole is of no use
 */
export function readPayloadFields(call: ItemCall, purpose: FormPurpose): IDataObject {
	if (call.parameter('payloadMode') === 'json') {
		return readJsonPayload(call.parameter('payloadJson')) as IDataObject;
	}
	const contentType = String(call.parameter('contentType'));
	const form = formSchema.safeParse(call.parameter('payloadForm'));
	const values = form.success ? (form.data.value ?? {}) : {};
	const fields = form.success ? fieldsOf(form.data, contentType) : [];
	const payload = formToPayload(fields, values, purpose, call.context.getTimezone());
	if (Object.keys(payload).length === 0) {
		throw new Refusal(
			"The 'Payload' form is empty",
			"Fill in at least one field. If no fields are offered for this content type, set 'Payload As' to 'JSON'.",
		);
	}
	return payload as IDataObject;
}

/**
 * The rules that were saved with the form. A workflow written by hand may have none: then the
 * documented field of that name is taken, and what is not documented goes out as it is.
 */
function fieldsOf(form: z.infer<typeof formSchema>, contentType: string): PayloadField[] {
	const documented = ['youtube', 'facebook'].flatMap(
		(platform) => documentedFields(platform, contentType) ?? [],
	);
	const saved = new Map(form.schema.map((entry) => [entry.id, entry]));
	const ids = new Set([...saved.keys(), ...Object.keys(form.value ?? {})]);
	return [...ids]
		.filter((id) => id !== NOTE_FIELD && saved.get(id)?.removed !== true)
		.map(
			(id) =>
				saved.get(id)?.rules ??
				documented.find((field) => field.id === id) ?? { id, label: id, kind: 'raw' as const },
		);
}
