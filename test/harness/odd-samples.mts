import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import type { FieldKind, PayloadField } from '../../domain/payload/field.ts';
import { documentedFields } from '../../domain/payload/documented.ts';
import type { Assignment } from '../../tools/simulator/state.mts';
import { MEDIA } from './parameters.mts';
import { FACEBOOK, YOUTUBE } from './pharlo.mts';
import { FIELD_KINDS } from './odd-values.mts';

/** The assignment and the ticket that every run can name; the first is the placeholder in the panel. */
export const ASSIGNMENT = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
export const TICKET = 'a0000000-0000-4000-8000-000000000001';

/** What is published, and the fields that its payload has. */
export interface Content {
	readonly name: string;
	readonly connectionId: string;
	readonly platform: string;
	readonly type: string;
	readonly fields: readonly PayloadField[];
	/** Whether Pharlo's documentation has the fields; otherwise only a form knows them. */
	readonly isDocumented: boolean;
}

const VIDEO: Content = {
	name: 'YouTube video',
	connectionId: YOUTUBE,
	platform: 'youtube',
	type: 'video',
	fields: documentedFields('youtube', 'video') ?? [],
	isDocumented: true,
};

/** The documented contents, and one with a field of each kind that Pharlo's live list may have. */
export const CONTENTS: readonly Content[] = [
	VIDEO,
	{
		name: 'Facebook text',
		connectionId: FACEBOOK,
		platform: 'facebook',
		type: 'text',
		fields: documentedFields('facebook', 'text') ?? [],
		isDocumented: true,
	},
	{
		name: 'live fields',
		connectionId: FACEBOOK,
		platform: 'facebook',
		type: 'video',
		fields: [
			{ id: 'liveRequired', label: 'Live Required', kind: 'text', required: true },
			...FIELD_KINDS.map(liveField),
		],
		isDocumented: false,
	},
];

export const DEFAULT_CONTENT = VIDEO;

/** For parameters that depend on the content type: here the media is optional, so blank could pass. */
export const REEL: Content = {
	name: 'Facebook reel',
	connectionId: FACEBOOK,
	platform: 'facebook',
	type: 'reel',
	fields: [{ id: 'description', label: 'Description', kind: 'text', required: true }],
	isDocumented: false,
};

function liveField(kind: FieldKind): PayloadField {
	const field = { id: `live_${kind}`, label: `Live ${kind}`, kind };
	if (kind !== 'choice' && kind !== 'choices') return field;
	return { ...field, choices: ['one', 'two'].map((value) => ({ name: value, value })) };
}

const GOOD_BY_KIND: Readonly<Record<FieldKind, unknown>> = {
	text: 'Product Demo',
	url: 'https://example.com/article',
	number: 7,
	dateTime: '2036-01-15T09:00:00Z',
	choice: 'one',
	choices: 'one',
	flag: false,
	list: ['demo', 'product'],
	raw: 'anything',
};

/** A value that the field takes. */
export function goodFieldValue({ kind, choices }: PayloadField): unknown {
	return choices?.[0]?.value ?? GOOD_BY_KIND[kind];
}

/** A payload with a good value for each required field. */
export function goodPayload({ fields }: Content): Record<string, unknown> {
	const required = fields.filter((field) => field.required === true);
	return Object.fromEntries(required.map((field) => [field.id, goodFieldValue(field)]));
}

/** The same without what is entered once for all platforms. */
function goodDetails(content: Content): Record<string, unknown> {
	const { title: _title, message: _message, ...details } = goodPayload(content);
	return details;
}

/** A form with these values, as saved by the editor. */
export function savedFormOf({ fields }: Content, value: Record<string, unknown>): INodeParameters {
	const schema = fields.map((rules) => ({
		id: rules.id,
		displayName: rules.label,
		removed: false,
		rules,
	}));
	return { mappingMode: 'defineBelow', value, schema } as unknown as INodeParameters;
}

/** Good values that the description of the node does not tell, by the name of the parameter. */
const GOOD: Readonly<Record<string, (content: Content) => unknown>> = {
	connectionId: ({ connectionId }) => connectionId,
	connectionIds: ({ connectionId }) => [connectionId],
	platform: ({ platform }) => platform,
	contentType: ({ type }) => type,
	mediaUrl: () => MEDIA,
	payloadJson: (content) => JSON.stringify(goodPayload(content)),
	payloadForm: (content) => savedFormOf(content, goodPayload(content)),
	detailsJson: (content) => JSON.stringify({ [content.platform]: goodDetails(content) }),
	detailsForm: (content) => ({
		mappingMode: 'defineBelow',
		value: Object.fromEntries(
			Object.entries(goodDetails(content)).map(([key, value]) => [
				`${content.platform}:${key}`,
				value,
			]),
		),
		schema: [],
	}),
	publishTimes: ({ platform }) => JSON.stringify({ [platform]: '2036-01-15T18:00:00' }),
	scheduledAt: () => '2036-01-15T18:00:00',
	ticketId: () => TICKET,
	expiresAt: () => '2036-01-01T00:00:00Z',
	// Without a pause before the execution waits.
	lookBeforeWaitingSeconds: () => 0,
	// The pauses that tests skip are also the time that n8n has to respond.
	checkFileAddress: () => false,
};

/** A value that the parameter takes: a known one, the example in its placeholder, or its default. */
export function goodValue(definition: INodeProperties, content: Content): unknown {
	const known = GOOD[definition.name];
	if (known !== undefined) return known(content);
	const placeholders = [definition, ...(definition.modes ?? [])].map((one) => one.placeholder);
	const example = placeholders.find((text) => text?.startsWith('e.g. '));
	return example?.slice('e.g. '.length) ?? definition.default;
}

/** The status in which an operation finds the assignment; published unless it is listed. */
const STATUS: Readonly<Record<string, Assignment['status']>> = {
	'assignment: cancel': 'pending',
	'assignment: retry': 'failed',
	'assignment: retryFailed': 'failed',
	'assignment: update': 'pending',
};

export function statusFor(operation: string): Assignment['status'] {
	return STATUS[operation] ?? 'published';
}
