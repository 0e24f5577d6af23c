import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { InvalidInputError } from '../../../domain/errors';
import { contentIdempotencyKey, toolIdempotencyKey } from '../../../domain/idempotency';
import {
	isBlank,
	parseChoice,
	parseFlag,
	parseNumber,
	parseText,
	requireText,
} from '../../../domain/inputs';
import { isWebAddress } from '../../../domain/webAddress';
import type { ItemContext, ItemParameters } from '../execution/itemContext';
import type { PanelProperty, Property } from './property';

const callbackUrlDefinition: INodeProperties = {
	displayName: 'Callback URL',
	name: 'callbackUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/…/webhook',
	description:
		"Where Pharlo reports each status change: the production URL of a Pharlo Trigger. Leave empty to use the credential's Default Callback URL.",
};

const sendCallbacks: INodeProperties = {
	displayName: 'Send Status Callbacks',
	name: 'sendCallbacks',
	type: 'boolean',
	default: true,
	description: 'Whether Pharlo calls the callback URL when the status changes',
};

const externalId: INodeProperties = {
	displayName: 'External ID',
	name: 'externalId',
	type: 'string',
	default: '',
	placeholder: 'e.g. row-123',
	description: 'Your own ID for this assignment; Get Many can filter by it',
};

const idempotencyDefinition: INodeProperties = {
	displayName: 'Idempotency',
	name: 'idempotency',
	type: 'options',
	default: 'automatic',
	description: 'How Pharlo recognizes a repeated attempt, so that nothing is posted twice',
	options: [
		{
			name: 'Automatic Key',
			value: 'automatic',
			description: 'Retry On Fail never posts the same item twice; a new execution does',
		},
		{
			name: 'From Content',
			value: 'content',
			description:
				'The same content is never posted twice to the same connection, even after it was cancelled',
		},
		{
			name: 'Own Key',
			value: 'own',
			description: 'You decide what counts as the same, for example the ID of a row',
		},
		{ name: 'None', value: 'none', description: 'Every attempt may post again' },
	],
};

const idempotencyKeyDefinition: INodeProperties = {
	displayName: 'Idempotency Key',
	name: 'idempotencyKey',
	type: 'string',
	default: '',
	placeholder: 'e.g. publish-demo-2027-04-25',
	displayOptions: { show: { idempotency: ['own'] } },
	description: 'Pharlo creates one assignment per key, however often the key is sent',
};

const mediaContentType: INodeProperties = {
	displayName: 'Media Content Type',
	name: 'mediaContentType',
	type: 'string',
	default: '',
	placeholder: 'e.g. video/mp4',
	description:
		'MIME type of the media file, if its address does not tell. For an input file it is sent by itself.',
};

const mediaSize: INodeProperties = {
	displayName: 'Media Size (Bytes)',
	name: 'mediaSizeBytes',
	type: 'number',
	default: 0,
	typeOptions: { minValue: 0 },
	description:
		'Size of the media file, so that Pharlo can show progress. For an input file it is sent by itself.',
};

const checkFileAddress: INodeProperties = {
	displayName: 'Check File Address',
	name: 'checkFileAddress',
	type: 'boolean',
	default: true,
	displayOptions: { show: { '/media': ['file'] } },
	description:
		'Whether to ask this n8n for the input file at its public address before anything is created. Turn it off only where n8n cannot reach its own public address.',
};

/** Options of every operation that creates assignments. */
export const createOptions: readonly PanelProperty[] = [
	checkFileAddress,
	externalId,
	idempotencyDefinition,
	idempotencyKeyDefinition,
	mediaContentType,
	mediaSize,
].map((definition) => ({ definition }));

/** Options of Create, where the user decides who is told of status changes. */
export const callbackOptions: readonly PanelProperty[] = [callbackUrlDefinition, sendCallbacks].map(
	(definition) => ({ definition }),
);

/** @returns the keys of Pharlo's request body; those that are left out take Pharlo's defaults */
export function getContentOptions(item: ItemParameters): IDataObject {
	const values = {
		mediaContentType: parseText(mediaContentType.displayName, item.getOption(mediaContentType)),
		mediaSizeBytes: getMediaSize(item),
		externalId: parseText(externalId.displayName, item.getOption(externalId)),
	};
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function getMediaSize(item: ItemParameters): number | undefined {
	const size = item.getOption(mediaSize);
	if (isBlank(size)) return undefined;
	// 0 means that the size is not known, and then Pharlo wants none.
	return parseNumber(mediaSize.displayName, size, { min: 0, whole: true }) || undefined;
}

/** Whether n8n is asked for the files of a run before anything is created. */
export function checksFileAddress(item: ItemParameters): boolean {
	return parseFlag(checkFileAddress.displayName, item.getOption(checkFileAddress));
}

/** The display name of a field of the credential. */
const DEFAULT_CALLBACK_URL = 'Default Callback URL';

/**
 * The address that Pharlo reports to: the node's own callback URL, or the credential's.
 *
 * @returns undefined where the user wants no reports, or there is no address
 * @throws {InvalidInputError} when it is not an address
 */
export function getCallbackUrl(item: ItemContext): string | undefined {
	if (!parseFlag(sendCallbacks.displayName, item.getOption(sendCallbacks))) return undefined;
	const own = item.getTypedText(callbackUrlDefinition, `options.${callbackUrlDefinition.name}`);
	const url = own ?? parseText(DEFAULT_CALLBACK_URL, item.run.credential.defaultCallbackUrl);
	if (url === undefined || isWebAddress(url)) return url;
	throw new InvalidInputError(
		own === undefined
			? `'${DEFAULT_CALLBACK_URL}' of the Pharlo credential is not a web address`
			: `'${callbackUrlDefinition.displayName}' is '${url}', which is not a web address`,
		`Copy the production URL of a Pharlo Trigger, or turn '${sendCallbacks.displayName}' off.`,
	);
}

const idempotency: Property<'automatic' | 'content' | 'own' | 'none'> = {
	definition: idempotencyDefinition,
	get: (item) =>
		parseChoice(idempotencyDefinition.displayName, item.getOption(idempotencyDefinition), [
			'automatic',
			'content',
			'own',
			'none',
		]),
};

/**
 * The key that an item has by itself.
 *
 * @param content Pharlo's request body
 * @param part tells the posts of the item apart; empty where there is only one
 * @returns undefined where the user wants no key, and for an automatic one: see {@link hasAutomaticKey}
 * @throws {InvalidInputError} when an own key is chosen but not given
 */
export function getIdempotencyKey(
	item: ItemContext,
	content: IDataObject,
	part: string,
): string | undefined {
	switch (idempotency.get(item)) {
		case 'none':
			return undefined;
		case 'own':
			return part === '' ? getOwnKey(item) : `${getOwnKey(item)}-${part}`;
		case 'content':
			return contentIdempotencyKey(content);
		case 'automatic':
			return item.run.isTool ? toolIdempotencyKey(item.run.identity, content) : undefined;
	}
}

/** The display name of the parameter that the key of an item comes from. */
export function keyLabel(item: ItemContext): string {
	const { displayName } =
		idempotency.get(item) === 'own' ? idempotencyKeyDefinition : idempotencyDefinition;
	return displayName;
}

/** Whether the key of an item is made of what is posted. */
export function hasContentKey(item: ItemContext): boolean {
	return idempotency.get(item) === 'content';
}

/** Whether the key of an item depends on the other items of the run, and on earlier runs. */
export function hasAutomaticKey(item: ItemContext): boolean {
	return idempotency.get(item) === 'automatic' && !item.run.isTool;
}

function getOwnKey(item: ItemParameters): string {
	return requireText(
		idempotencyKeyDefinition.displayName,
		item.getOption(idempotencyKeyDefinition),
		`Enter a key that is different for every post, or set '${idempotencyDefinition.displayName}' to 'Automatic Key'.`,
	);
}

/**
 * Whether the same post gets the same idempotency key when the user, or the agent of a tool, simply runs
 * it again.
 */
export function keepsKeyInNewExecution(item: ItemContext): boolean {
	return hasOwnOrContentKey(item) || item.run.isTool;
}

/** Whether the key of an item depends on nothing but the item. */
export function hasOwnOrContentKey(item: ItemContext): boolean {
	return ['own', 'content'].includes(idempotency.get(item));
}
