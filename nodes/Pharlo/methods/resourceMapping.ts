import {
	NodeApiError,
	type ILoadOptionsFunctions,
	type ResourceMapperField,
	type ResourceMapperFields,
} from 'n8n-workflow';
import { z } from 'zod';

import { parseCapabilities } from '../../../domain/payload/capabilities';
import { documentedFields } from '../../../domain/payload/documented';
import { labelOfField, NOTE_FIELD, type PayloadField } from '../../../domain/payload/field';
import type { FormPurpose } from '../../../domain/payload/form';
import type { NodeError } from '../transport/nodeErrors';
import { fetchPlatformOf, inEditor } from './connections';
import { PLATFORM_OF_CONNECTION } from './specialChoices';

/** n8n stores the fields of a form with the workflow, and with them our rules. */
interface FormField extends ResourceMapperField {
	readonly rules: PayloadField;
}

const locatorSchema = z.object({
	mode: z.string().optional(),
	value: z.union([z.string(), z.number()]).transform(String),
});

const NO_CONNECTION =
	'Choose a connection: its platform decides which fields there are. If an expression gives the connection, choose the platform.';
const NO_PLATFORM = 'Choose the platform: it decides which fields there are.';

/** The fields of 'Payload' for a new assignment: those of the connection's platform. */
export async function getPayloadFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const platform = await fetchPlatformOfConnection(this);
	if (platform === undefined) return { fields: [], emptyFieldsNotice: NO_CONNECTION };
	return await fetchForm(this, platform, 'create');
}

/** The fields of 'Payload' for a change: those of the chosen platform. */
export async function getPayloadFieldsForUpdate(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	const platform = getChosenPlatform(this);
	if (platform === undefined) return { fields: [], emptyFieldsNotice: NO_PLATFORM };
	return await fetchForm(this, platform, 'update');
}

async function fetchForm(
	context: ILoadOptionsFunctions,
	platform: string,
	purpose: FormPurpose,
): Promise<ResourceMapperFields> {
	const contentType = String(context.getCurrentNodeParameter('contentType') ?? '');
	const { fields, problem } = await fetchFields(context, platform, contentType);
	if (fields.length === 0) {
		const hint = `Pharlo's list of fields for ${contentType} on ${platform} ${problem}. Set 'Payload As' to 'JSON'.`;
		return { fields: [], emptyFieldsNotice: hint };
	}
	return {
		fields: [
			// The form cuts most of it off, so the first words must be enough.
			...(problem === undefined ? [] : [toNote(`Standard fields. Pharlo's own list ${problem}.`)]),
			...fields.map((field) => toFormField(field, purpose)),
		],
	};
}

/**
 * What Pharlo says about the platform today, which is free of charge. Where that is not available or
 * not readable, what its documentation says, and what the problem is.
 */
async function fetchFields(
	context: ILoadOptionsFunctions,
	platform: string,
	contentType: string,
): Promise<{ fields: readonly PayloadField[]; problem?: string }> {
	const documented = documentedFields(platform, contentType) ?? [];
	const request = {
		method: 'GET' as const,
		path: ['platforms', platform, 'capabilities'],
		intent: 'return the capabilities of the platform',
	};
	const response = await inEditor(context, (client) => client.send(request)).catch(
		(error: NodeError) => error,
	);
	if (response instanceof Error) {
		// With an invalid key nothing could be sent, so there is no point in showing a form.
		if (response instanceof NodeApiError && response.httpCode === '401') throw response;
		return { fields: documented, problem: `is not available: ${response.message}` };
	}
	const live = parseCapabilities(response.body, platform, contentType);
	return live === undefined ? { fields: documented, problem: 'is not readable' } : { fields: live };
}

/** The value of a resource locator; an expression that the editor could not resolve counts as none. */
function getLocator(
	context: ILoadOptionsFunctions,
	parameter: string,
): { mode?: string | undefined; value?: string | undefined } {
	const { data } = locatorSchema.safeParse(context.getCurrentNodeParameter(parameter));
	if (data === undefined || data.value === '' || data.value.startsWith('=')) {
		return { mode: data?.mode };
	}
	return data;
}

function getChosenPlatform(context: ILoadOptionsFunctions): string | undefined {
	const { value } = getLocator(context, 'platform');
	return value === PLATFORM_OF_CONNECTION ? undefined : value;
}

async function fetchPlatformOfConnection(
	context: ILoadOptionsFunctions,
): Promise<string | undefined> {
	const { mode, value } = getLocator(context, 'connectionId');
	// An expression may give another connection for every item, so the user can say which platform they
	// all have. For a connection from the list it is known, whatever was chosen before.
	const chosen = mode === 'list' ? undefined : getChosenPlatform(context);
	return chosen ?? (value === undefined ? undefined : await fetchPlatformOf(context, value));
}

const MAPPER_TYPES = {
	text: 'string',
	url: 'string',
	number: 'number',
	dateTime: 'dateTime',
	choice: 'options',
	choices: 'string',
	flag: 'boolean',
	list: 'string',
	raw: 'string',
} as const;

function toFormField(rules: PayloadField, purpose: FormPurpose): FormField {
	const isCreate = purpose === 'create';
	return {
		id: rules.id,
		displayName: labelOfField(rules),
		type: MAPPER_TYPES[rules.kind],
		// An update may change any part of the payload.
		required: isCreate && rules.required === true,
		defaultMatch: false,
		display: true,
		...(rules.kind === 'choice' && rules.choices !== undefined
			? { options: [...rules.choices] }
			: {}),
		...(isCreate && rules.default !== undefined ? { defaultValue: rules.default } : {}),
		rules,
	};
}

/** A form cannot show remarks, so this read-only field does. */
function toNote(text: string): ResourceMapperField {
	return {
		id: NOTE_FIELD,
		displayName: 'Note',
		type: 'string',
		required: true,
		defaultMatch: false,
		display: true,
		readOnly: true,
		defaultValue: text,
	};
}
