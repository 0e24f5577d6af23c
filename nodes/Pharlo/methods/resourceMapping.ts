import {
	NodeApiError,
	type ILoadOptionsFunctions,
	type ResourceMapperField,
	type ResourceMapperFields,
} from 'n8n-workflow';

import { z } from 'zod';

import { readCapabilities } from '../../../domain/payload/capabilities';
import { documentedFields } from '../../../domain/payload/documented';
import { labelOfField, NOTE_FIELD, type PayloadField } from '../../../domain/payload/field';
import { readPlatformOf } from './connections';
import { pharloRequest } from '../transport/PharloClient';
import { PLATFORM_OF_CONNECTION } from '../properties/platform';
import { isCreating } from './isCreating';

/** n8n saves the fields of a form with the workflow, and the rules of ours along with them. */
interface FormField extends ResourceMapperField {
	readonly rules: PayloadField;
}

const locatorSchema = z.object({
	mode: z.string().optional(),
	value: z.union([z.string(), z.number()]).transform(String),
});

const USE_JSON = "Set 'Payload As' to 'JSON'.";
const NO_CONNECTION =
	'Choose a connection: its platform decides which fields there are. If an expression gives the connection, choose the platform.';
const NO_PLATFORM = 'Choose the platform: it decides which fields there are.';

/** The fields behind 'Payload' for the chosen platform and content type. */
export async function getPayloadFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const isCreate = isCreating(this);
	const platform = isCreate ? await platformOfConnection(this) : chosenPlatform(this);
	if (platform === undefined) {
		return { fields: [], emptyFieldsNotice: isCreate ? NO_CONNECTION : NO_PLATFORM };
	}

	const contentType = String(this.getCurrentNodeParameter('contentType') ?? '');
	const { fields, problem } = await readFields(this, platform, contentType);
	if (fields.length === 0) {
		const hint = `Pharlo's list of fields for ${contentType} on ${platform} ${problem}. ${USE_JSON}`;
		return { fields: [], emptyFieldsNotice: hint };
	}
	return {
		fields: [
			// Most of it is cut off in the form, so the first words must do.
			...(problem === undefined ? [] : [toNote(`Standard fields. Pharlo's own list ${problem}.`)]),
			...fields.map((field) => toFormField(field, isCreate)),
		],
	};
}

/**
 * What Pharlo says of the platform today, which is free of charge; where that cannot be had or
 * read, what its documentation says, and what the problem is.
 */
async function readFields(
	context: ILoadOptionsFunctions,
	platform: string,
	contentType: string,
): Promise<{ fields: readonly PayloadField[]; problem?: string }> {
	const documented = documentedFields(platform, contentType) ?? [];
	const answer = await pharloRequest(context, {
		method: 'GET',
		path: ['platforms', platform, 'capabilities'],
		intent: 'return the capabilities of the platform',
	}).catch((error: unknown) => error);
	// A bad key is no reason to show a form: nothing could be sent with it.
	if (answer instanceof NodeApiError && answer.httpCode === '401') throw answer;
	if (answer instanceof Error) {
		return { fields: documented, problem: `is not available: ${answer.message}` };
	}
	const live = readCapabilities(answer, platform, contentType);
	if (live !== undefined) return { fields: live };
	return { fields: documented, problem: 'could not be read' };
}

/** What a resource locator holds; an expression that the editor could not resolve counts as none. */
function readLocator(context: ILoadOptionsFunctions, parameter: string) {
	const parsed = locatorSchema.safeParse(context.getCurrentNodeParameter(parameter));
	const { mode, value } = parsed.success ? parsed.data : { mode: undefined, value: '' };
	return { mode, value: value === '' || value.startsWith('=') ? undefined : value };
}

function chosenPlatform(context: ILoadOptionsFunctions): string | undefined {
	const { value } = readLocator(context, 'platform');
	return value === PLATFORM_OF_CONNECTION ? undefined : value;
}

async function platformOfConnection(context: ILoadOptionsFunctions): Promise<string | undefined> {
	const { mode, value } = readLocator(context, 'connectionId');
	// An expression may give another connection for every item, so there the user may say which
	// platform they all have. From the list it is known, whatever was chosen here before.
	const chosen = mode === 'list' ? undefined : chosenPlatform(context);
	return chosen ?? (value === undefined ? undefined : await readPlatformOf(context, value));
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

function toFormField(rules: PayloadField, isCreate: boolean): FormField {
	return {
		id: rules.id,
		displayName: labelOfField(rules),
		type: MAPPER_TYPES[rules.kind],
		// An update may name any part of the payload.
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

/** A form has no place for remarks but a field, so this one holds text instead of taking it. */
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
