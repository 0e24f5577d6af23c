import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { InvalidInputError } from '../../../domain/errors';
import { parseChoice, parseJsonObject } from '../../../domain/inputs';
import { documentedFields } from '../../../domain/payload/documented';
import { NOTE_FIELD, payloadFieldSchema, type PayloadField } from '../../../domain/payload/field';
import { formToPayload, type FormPurpose } from '../../../domain/payload/form';
import { checkJsonPayload } from '../../../domain/payload/json';
import { holdsExpression, type ItemParameters } from '../execution/itemContext';
import type * as resourceMapping from '../methods/resourceMapping';
import { contentType } from './content';
import { platform, platformOfForm } from './platform';
import { shownIf, type PanelProperty, type Property, type Show } from './property';

const modeDefinition: INodeProperties = {
	displayName: 'Specify Payload',
	name: 'payloadMode',
	type: 'options',
	default: 'form',
	description: 'How to enter what the platform shows: title, text, privacy and so on',
	builderHint: {
		propertyHint:
			'Always json, with payloadJson. The fields of payloadForm are loaded by the editor and are not in this type.',
	},
	options: [
		{
			name: 'Using Fields Below',
			value: 'form',
			description: 'Fields of the platform and content type',
		},
		{ name: 'Using JSON', value: 'json', description: 'Anything the platform takes' },
	],
};

const mode: Property<'form' | 'json'> = {
	definition: modeDefinition,
	get: (item) =>
		parseChoice(modeDefinition.displayName, item.get(modeDefinition.name), ['form', 'json']),
};

const FORM = { displayName: 'Payload', name: 'payloadForm' };

/** A form whose fields a method of the node offers. */
export function formProperty(
	{ displayName, name }: Pick<INodeProperties, 'displayName' | 'name'>,
	resourceMapperMethod: keyof typeof resourceMapping,
	dependsOn: readonly string[],
	addAllFields: boolean,
): PanelProperty {
	return {
		definition: {
			displayName,
			name,
			type: 'resourceMapper',
			noDataExpression: true,
			default: { mappingMode: 'defineBelow', value: null },
			typeOptions: {
				loadOptionsDependsOn: [...dependsOn],
				resourceMapper: {
					resourceMapperMethod,
					mode: 'add',
					// Instead of n8n's "Values to Send".
					valuesLabel: displayName,
					fieldWords: { singular: 'field', plural: 'fields' },
					addAllFields,
					supportAutoMap: false,
				},
			},
		},
	};
}

const jsonDefinition: INodeProperties = {
	displayName: 'Payload (JSON)',
	name: 'payloadJson',
	type: 'json',
	default: '{}',
	hint: 'For example {"title": "Product Demo", "privacy": "public"}',
	description:
		'The fields that the platform takes for this content type, as an object. A YouTube video is private unless the payload says otherwise.',
	builderHint: {
		propertyHint:
			'YouTube video: {"title": "…", "description": "…", "privacy": "public", "tags": ["…"], "madeForKids": false}; title is required, and without privacy the video is private. Facebook text or link: {"message": "…", "link": "https://…"}; message is required. For other content types ask platform: getCapabilities.',
	},
};

/** Payload as a form or as JSON, for a new assignment. */
export const payloadProperties: readonly PanelProperty[] = [
	mode,
	platformOfForm,
	shownIf(
		{ payloadMode: ['form'] },
		formProperty(
			FORM,
			'getPayloadFields',
			['connectionId.value', 'platform.value', 'contentType'],
			true,
		),
	),
	shownIf({ payloadMode: ['json'] }, { definition: jsonDefinition }),
];

const replacedNotice: INodeProperties = {
	displayName:
		'Enter everything that should stay, above all Privacy: Pharlo may replace the whole payload by what you send.',
	name: 'replacedNotice',
	type: 'notice',
	default: '',
};

/**
 * Payload as a form or as JSON, for a change. No connection tells the platform there, so the user chooses
 * it. The form sends only the fields that the user added: a switch that is off would otherwise be sent
 * unasked.
 *
 * @param show the condition under which a payload is asked for
 */
export function payloadPropertiesForUpdate(show: Show = {}): PanelProperty[] {
	const inForm = { ...show, payloadMode: ['form'] };
	return [
		shownIf(show, { definition: replacedNotice }),
		shownIf(show, mode),
		shownIf(inForm, platform),
		shownIf(inForm, contentType),
		shownIf(
			inForm,
			formProperty(FORM, 'getPayloadFieldsForUpdate', ['platform.value', 'contentType'], false),
		),
		shownIf({ ...show, payloadMode: ['json'] }, { definition: jsonDefinition }),
	];
}

/** The values of a form, as n8n stores them. */
const valuesSchema = z.record(z.string(), z.unknown()).nullish();

/** Beside the values n8n stores the fields that our method offered. */
const entriesSchema = z
	.array(
		z.object({
			id: z.string(),
			removed: z.boolean().optional(),
			rules: payloadFieldSchema.optional().catch(undefined),
		}),
	)
	.catch([]);

const formSchema = z.object({ value: z.unknown(), schema: z.unknown() });

type Entries = ReadonlyMap<string, z.infer<typeof entriesSchema>[number]>;

/** What a form holds. */
export interface Form {
	readonly values: Readonly<Record<string, unknown>>;
	readonly isFromExpression: (fieldId: string) => boolean;
	readonly entries: Entries;
}

/**
 * The payload that the user entered.
 *
 * @throws {InvalidInputError} when a value is invalid, or there is none
 */
export function getPayload(item: ItemParameters, purpose: FormPurpose): IDataObject {
	if (mode.get(item) === 'json') {
		const { displayName, name } = jsonDefinition;
		const payload = parseJsonObject(
			displayName,
			item.get(name),
			'Enter an object, for example {"title": "Product Demo", "privacy": "public"}.',
		);
		if (Object.keys(payload).length === 0 && (purpose === 'update' || item.holdsExpression(name))) {
			throw new InvalidInputError(`'${displayName}' is empty`, 'Enter at least one field.');
		}
		return checkJsonPayload(displayName, payload, purpose) as IDataObject;
	}
	const entered = getForm(item, FORM.name);
	const fields = fieldsOf(entered, contentType.get(item));
	const payload = formToPayload(
		fields,
		entered.values,
		purpose,
		item.context.getTimezone(),
		entered.isFromExpression,
	);
	if (Object.keys(payload).length > 0) return payload as IDataObject;
	throw new InvalidInputError(
		`'${FORM.displayName}' is empty`,
		`Fill in at least one field. If no fields are offered for this content type, set '${modeDefinition.displayName}' to 'Using JSON'.`,
	);
}

/** Entries by the stored form: it is the same object for all items of a run, and large. */
const knownEntries = new WeakMap<object, Entries>();

/** Gets the values of a form, and the fields that were stored with it. */
export function getForm(item: ItemParameters, name: string): Form {
	const saved = item.parameters.getRaw(name);
	if (typeof saved !== 'object' || saved === null) {
		// Only a workflow written by hand has an expression for the whole form.
		const { data } = formSchema.safeParse(item.get(name));
		return {
			values: parseValues(data?.value),
			isFromExpression: () => true,
			entries: parseEntries(data?.schema),
		};
	}
	const stored = 'value' in saved ? parseValues(saved.value) : {};
	// Without n8n's validation, which rejects values that we accept.
	const values = item.get(`${name}.value`, {}, { skipValidation: true });
	const known = knownEntries.get(saved);
	const entries = known ?? parseEntries('schema' in saved ? saved.schema : []);
	if (known === undefined) knownEntries.set(saved, entries);
	return {
		values: parseValues(values),
		isFromExpression: (id) => holdsExpression(stored[id]),
		entries,
	};
}

function parseValues(value: unknown): Form['values'] {
	const parsed = valuesSchema.safeParse(value);
	return parsed.success ? (parsed.data ?? {}) : {};
}

function parseEntries(schema: unknown): Entries {
	return new Map(entriesSchema.parse(schema).map((entry) => [entry.id, entry]));
}

/**
 * The rules that were stored with the form. A workflow written by hand may have none: then the
 * documented field of that name is used, and what is not documented is sent as it is.
 */
function fieldsOf({ values, entries }: Form, type: string): PayloadField[] {
	const ids = new Set([...entries.keys(), ...Object.keys(values)]);
	return [...ids]
		.filter((id) => id !== NOTE_FIELD && entries.get(id)?.removed !== true)
		.map(
			(id) =>
				entries.get(id)?.rules ??
				documentedField(id, type) ?? { id, label: id, kind: 'raw' as const },
		);
}

function documentedField(id: string, type: string): PayloadField | undefined {
	return ['youtube', 'facebook']
		.flatMap((slug) => documentedFields(slug, type) ?? [])
		.find((field) => field.id === id);
}
