import type {
	ILoadOptionsFunctions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';

import { documentedFields } from '../../../pharlo/payload/documented';
import type { PayloadField } from '../../../pharlo/payload/field';
import { readPlatformOf } from '../../shared/connections';

/** n8n saves the fields of a form with the workflow, and the rules of ours along with them. */
interface FormField extends ResourceMapperField {
	readonly rules: PayloadField;
}

const NO_FORM =
	"Pharlo documents no fields for this platform and content type. Set 'Payload As' to 'JSON'.";
const NO_PLATFORM = 'Choose a connection first: its platform decides which fields there are.';

/** The fields behind 'Payload' for the chosen platform and content type. */
export async function getPayloadFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const isCreate = this.getCurrentNodeParameter('operation') === 'create';
	const platform = isCreate ? await platformOfConnection(this) : chosenPlatform(this);
	if (platform === undefined) return { fields: [], emptyFieldsNotice: NO_PLATFORM };

	const contentType = String(this.getCurrentNodeParameter('contentType') ?? '');
	const documented = documentedFields(platform, contentType);
	if (documented === undefined) return { fields: [], emptyFieldsNotice: NO_FORM };
	return { fields: documented.map((field) => toFormField(field, isCreate)) };
}

function chosenPlatform(context: ILoadOptionsFunctions): string | undefined {
	return readText(context, 'platform');
}

async function platformOfConnection(context: ILoadOptionsFunctions): Promise<string | undefined> {
	const raw = context.getNode().parameters.connectionId;
	const stored = typeof raw === 'object' && raw !== null && 'value' in raw ? raw.value : raw;
	// An expression may give another connection for every item, so the user says the platform.
	if (typeof stored === 'string' && stored.startsWith('=')) return chosenPlatform(context);

	const id = readText(context, 'connectionId');
	return id === undefined ? undefined : await readPlatformOf(context, id);
}

function readText(context: ILoadOptionsFunctions, parameter: string): string | undefined {
	const value = context.getCurrentNodeParameter(parameter, { extractValue: true });
	return typeof value === 'string' && value !== '' ? value : undefined;
}

const MAPPER_TYPES = {
	text: 'string',
	url: 'string',
	choice: 'options',
	flag: 'boolean',
	list: 'string',
	raw: 'string',
} as const;

function toFormField(rules: PayloadField, isCreate: boolean): FormField {
	return {
		id: rules.id,
		displayName: rules.label,
		type: MAPPER_TYPES[rules.kind],
		// An update may name any part of the payload.
		required: isCreate && rules.required === true,
		defaultMatch: false,
		display: true,
		...(rules.choices === undefined ? {} : { options: [...rules.choices] }),
		...(isCreate && rules.default !== undefined ? { defaultValue: rules.default } : {}),
		rules,
	};
}
