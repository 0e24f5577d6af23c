import type { INodeProperties } from 'n8n-workflow';

import {
	CONTENT_TYPE_KEY,
	parsePlatformFieldId,
	type ChannelDetails,
} from '../../../domain/crossPost';
import { InvalidInputError } from '../../../domain/errors';
import { isBlank, parseChoice, parseJsonObject, parseText } from '../../../domain/inputs';
import type { PayloadField } from '../../../domain/payload/field';
import { formToPayload } from '../../../domain/payload/form';
import { checkJsonPayload } from '../../../domain/payload/json';
import type { ItemParameters } from '../execution/itemContext';
import { formProperty, getForm, type Form } from './payload';
import { shownIf, type PanelProperty } from './property';

const modeDefinition: INodeProperties = {
	displayName: 'Specify Details',
	name: 'detailsMode',
	type: 'options',
	default: 'form',
	description: 'How to enter what only one platform or connection needs, such as its privacy',
	builderHint: {
		propertyHint:
			'Always json, with detailsJson. The fields of detailsForm are loaded by the editor and are not in this type.',
	},
	options: [
		{ name: 'Using Fields Below', value: 'form', description: 'Fields of the platforms' },
		{
			name: 'Using JSON',
			value: 'json',
			description: 'Anything the platforms take, also for a single connection',
		},
	],
};

const FORM = { displayName: 'Details', name: 'detailsForm' };

const jsonDefinition: INodeProperties = {
	displayName: 'Details (JSON)',
	name: 'detailsJson',
	type: 'json',
	default: '{}',
	hint: 'For example {"youtube": {"privacy": "public"}, "facebook": {"privacy": "EVERYONE"}}',
	description:
		'What a platform or a connection gets beside title and text, or instead of them, by the name of the platform or the ID of the connection. "contentType" publishes it as another type there.',
	builderHint: {
		propertyHint:
			'{"youtube": {"privacy": "public", "tags": ["…"]}, "facebook": {"privacy": "EVERYONE"}}. If privacy is given for one platform, it must be given for each. {"youtube": {"contentType": "short"}} publishes a Short there.',
	},
};

/** What single platforms or connections need, as a form or as JSON. */
export const crossPostDetails: readonly PanelProperty[] = [
	{ definition: modeDefinition },
	shownIf(
		{ detailsMode: ['form'] },
		formProperty(FORM, 'getCrossPostFields', ['connectionIds', 'contentType'], false),
	),
	shownIf({ detailsMode: ['json'] }, { definition: jsonDefinition }),
];

/** What is entered for a platform or a connection alone. */
export interface Details extends ChannelDetails {
	/** Undefined where it is the one that is entered for all. */
	readonly contentType: string | undefined;
}

/** What names a connection where something is entered for it alone. */
export interface ConnectionNames {
	readonly id: string;
	readonly platform: string | undefined;
}

/** By the name of a platform or the ID of a connection, in lower case. */
export type DetailsByName = ReadonlyMap<string, Details>;

/**
 * What is entered for single platforms and connections.
 *
 * @throws {InvalidInputError} naming the field or the key, when a value is invalid
 */
export function getDetails(item: ItemParameters): DetailsByName {
	const { displayName, name } = modeDefinition;
	return parseChoice(displayName, item.get(name), ['form', 'json']) === 'json'
		? fromJson(item)
		: fromForm(getForm(item, FORM.name), item.context.getTimezone());
}

function fromJson(item: ItemParameters): DetailsByName {
	const { displayName, name } = jsonDefinition;
	const howTo = 'Enter an object, for example {"youtube": {"privacy": "public"}}.';
	const entries = Object.entries(parseJsonObject(displayName, item.get(name), howTo));
	if (entries.length === 0 && item.holdsExpression(name)) {
		throw new InvalidInputError(`'${displayName}' is empty`, howTo);
	}
	return new Map(
		entries.map(([key, value]) => {
			const label = `${key} in ${displayName}`;
			const { [CONTENT_TYPE_KEY]: type, ...payload } = parseJsonObject(label, value, howTo);
			const contentType = parseText(`${CONTENT_TYPE_KEY} of ${label}`, type);
			if (contentType === undefined && type !== undefined) {
				throw new InvalidInputError(
					`'${CONTENT_TYPE_KEY}' of '${label}' is empty`,
					'Give it a value, or remove the key.',
				);
			}
			const details = {
				payload: checkJsonPayload(label, payload, 'create'),
				mentioned: new Set(Object.keys(payload)),
				contentType,
			};
			return [key.trim().toLowerCase(), details];
		}),
	);
}

interface PlatformForm {
	readonly fields: PayloadField[];
	readonly values: Record<string, unknown>;
	readonly fromExpression: Set<string>;
}

/** Only platforms are in a form: a connection of its own is entered as JSON. */
function fromForm({ values, entries, isFromExpression }: Form, zone: string): DetailsByName {
	const forms = new Map<string, PlatformForm>();
	for (const [id, value] of Object.entries(values)) {
		const entry = entries.get(id);
		if (entry?.removed === true) continue;
		const { platform, key } = parsePlatformFieldId(id);
		const form = forms.get(platform) ?? { fields: [], values: {}, fromExpression: new Set() };
		forms.set(platform, form);
		form.fields.push({ ...(entry?.rules ?? { label: id, kind: 'raw' as const }), id: key });
		form.values[key] = value;
		if (isFromExpression(id)) form.fromExpression.add(key);
	}
	return new Map(
		[...forms].map(([platform, { fields, values: entered, fromExpression }]) => {
			const isGiven = (key: string): boolean => fromExpression.has(key);
			const all = formToPayload(fields, entered, 'create', zone, isGiven);
			const { [CONTENT_TYPE_KEY]: type, ...payload } = all;
			const contentType = isBlank(type) ? undefined : String(type);
			return [platform, { payload, mentioned: new Set(Object.keys(payload)), contentType }];
		}),
	);
}

const NO_DETAILS: Details = { payload: {}, mentioned: new Set(), contentType: undefined };

/** What is entered for a connection, and before that for its platform. */
export function detailsFor(
	details: DetailsByName,
	{ id, platform = '' }: ConnectionNames,
): Details {
	const ofPlatform = details.get(platform.toLowerCase()) ?? NO_DETAILS;
	const own = details.get(id.toLowerCase()) ?? NO_DETAILS;
	return {
		payload: { ...ofPlatform.payload, ...own.payload },
		mentioned: new Set([...ofPlatform.mentioned, ...own.mentioned]),
		contentType: own.contentType ?? ofPlatform.contentType,
	};
}
