import type {
	ILoadOptionsFunctions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';

import { z } from 'zod';

import { documentedFields } from '../../../pharlo/payload/documented';
import type { PayloadField } from '../../../pharlo/payload/field';
import { readPlatformOf } from '../../shared/connections';
import { PLATFORM_OF_CONNECTION } from '../actions/fields/platform';

/** n8n saves the fields of a form with the workflow, and the rules of ours along with them. */
interface FormField extends ResourceMapperField {
	readonly rules: PayloadField;
}

const locatorSchema = z.object({ mode: z.string().optional(), value: z.coerce.string() });

const NO_FORM =
	"Pharlo documents no fields for this platform and content type. Set 'Payload As' to 'JSON'.";
const NO_PLATFORM = 'Choose a connection, or the platform: it decides which fields there are.';

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
