import type {
	ILoadOptionsFunctions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import { z } from 'zod';

import { nameOfContentType } from '../../../domain/assignment';
import { describePlatform, type KnownPlatform } from '../../../domain/check';
import {
	CONTENT_TYPE_KEY,
	placesOf,
	platformFieldId,
	PRIVACY_FIELD,
} from '../../../domain/crossPost';
import { labelOfField, NOTE_FIELD, type PayloadField } from '../../../domain/payload/field';
import type { FormPurpose } from '../../../domain/payload/form';
import { fetchPlatforms, PayloadFields } from '../transport/platforms';
import { fetchPlatformOf, inEditor } from './connections';
import { PLATFORM_OF_CONNECTION } from './specialChoices';

/** n8n stores the fields of a form with the workflow, and with them our rules. */
interface FormField extends ResourceMapperField {
	readonly rules: PayloadField;
}

/** Not what an expression gives, which the editor cannot always tell. */
const chosenIds = z.array(z.string().min(1)).min(1);

const locatorSchema = z.object({
	mode: z.string().optional(),
	value: z.union([z.string(), z.number()]).transform(String),
});

const NO_CONNECTION =
	'Choose a connection: its platform decides which fields there are. If an expression gives the connection, choose the platform.';
const NO_CONNECTIONS = 'Choose connections: their platforms decide which fields there are.';
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
	// With an invalid key nothing could be sent, so there is no point in showing a form.
	const { fields = [], problem } = await inEditor(context, async (client) =>
		new PayloadFields(client).of(platform, contentType),
	);
	if (fields.length === 0) {
		const notTaken = await whyNotTaken(context, platform, contentType);
		const noList = `Pharlo's list of fields for ${contentType} on ${platform} ${problem}. Set 'Specify Payload' to 'Using JSON'.`;
		return { fields: [], emptyFieldsNotice: notTaken ?? noList };
	}
	return {
		fields: [
			// The form cuts most of it off, so the first words must be enough.
			...(problem === undefined ? [] : [toNote(`Standard fields. Pharlo's own list ${problem}.`)]),
			...fields.map((field) => toFormField(field, purpose)),
		],
	};
}

/** What to choose instead of a content type that the platform does not take. */
async function whyNotTaken(
	context: ILoadOptionsFunctions,
	slug: string,
	contentType: string,
): Promise<string | undefined> {
	// Nothing depends on it: without an answer the form says that there is no list.
	const platforms = await inEditor(context, fetchPlatforms).catch((): KnownPlatform[] => []);
	const platform = platforms.find((one) => one.slug === slug);
	if (platform === undefined || platform.contentTypes.includes(contentType)) return undefined;
	return `${describePlatform(platform)}, not ${nameOfContentType(contentType)}. Choose another Content Type.`;
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

/**
 * The fields of 'Details' for a post on several connections: those of their platforms. Title and text are
 * entered once for all of them, so they can be added where one platform needs others.
 */
export async function getCrossPostFields(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	const contentType = String(this.getCurrentNodeParameter('contentType') ?? '');
	const ids = chosenIds.safeParse(this.getCurrentNodeParameter('connectionIds')).data;
	const all = await inEditor(this, fetchPlatforms);
	// An expression may give any connection.
	const platforms =
		ids === undefined
			? all.filter(({ contentTypes }) => contentTypes.includes(contentType))
			: await fetchPlatformsOf(this, ids, all);
	const fields = await inEditor(this, async (client) => {
		const payloadFields = new PayloadFields(client);
		const forms = platforms.map(async (platform) => {
			const known = await payloadFields.of(platform.slug, contentType);
			return platformForm(platform, contentType, known.fields ?? [], ids !== undefined);
		});
		return (await Promise.all(forms)).flat();
	});
	return fields.length === 0 ? { fields, emptyFieldsNotice: NO_CONNECTIONS } : { fields };
}

async function fetchPlatformsOf(
	context: ILoadOptionsFunctions,
	ids: readonly string[],
	all: readonly KnownPlatform[],
): Promise<KnownPlatform[]> {
	const slugs: Array<string | undefined> = [];
	// One after the other: the first may tell the platforms of all.
	for (const id of ids) slugs.push(await fetchPlatformOf(context, id));
	return all.filter(({ slug }) => slugs.includes(slug));
}

/** @param isCertain whether there is a connection of the platform, so that it has to be filled in */
function platformForm(
	{ slug, name = slug, contentTypes }: KnownPlatform,
	contentType: string,
	fields: readonly PayloadField[],
	isCertain: boolean,
): FormField[] {
	const { title, text } = placesOf(fields);
	const takesType = contentTypes.includes(contentType);
	const typeField: PayloadField = {
		id: CONTENT_TYPE_KEY,
		label: 'Content Type',
		kind: 'choice',
		choices: contentTypes.map((value) => ({ name: nameOfContentType(value), value })),
	};
	return [typeField, ...(takesType ? fields : [])].map((field) => {
		const isShared = field === title || field === text;
		const isNeeded =
			field === typeField ? !takesType : field.required === true || field.id === PRIVACY_FIELD;
		const rules = { ...field, label: `${name}: ${field.label}`, required: false };
		return {
			...toFormField(rules, 'create'),
			id: platformFieldId(slug, field.id),
			displayName: rules.label,
			required: isCertain && isNeeded && !isShared,
			rules,
		};
	});
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
