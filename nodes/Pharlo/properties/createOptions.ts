import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	automaticIdempotencyKey,
	contentDigest,
	contentIdempotencyKey,
} from '../../../domain/idempotency';
import { readChoice, readFlag, readNumber } from '../../../domain/inputs';
import { Refusal } from '../../../domain/invalidInput';
import { isWebAddress } from '../../../domain/webAddress';
import { identityOf, isTool } from '../execution/identity';
import type { ItemCall } from '../execution/itemContext';
import { byName } from './byName';

const reportingOptions: Record<'callbackUrl' | 'sendCallbacks', INodeProperties> = {
	callbackUrl: {
		displayName: 'Callback URL',
		name: 'callbackUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://n8n.example.com/webhook/…/webhook',
		description:
			"Where Pharlo reports each status change: the production URL of a Pharlo Trigger. Leave empty for the credential's Default Callback URL.",
	},
	sendCallbacks: {
		displayName: 'Report Status Changes',
		name: 'sendCallbacks',
		type: 'boolean',
		default: true,
		description: 'Whether Pharlo calls the callback URL when the status changes',
	},
};

/** What users may set for every new assignment beside the essentials. */
const generalOptions: INodeProperties[] = [
	{
		displayName: 'External ID',
		name: 'externalId',
		type: 'string',
		default: '',
		placeholder: 'e.g. row-123',
		description: 'Your own ID for this assignment; Get Many can filter by it',
	},
	{
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
	},
	{
		displayName: 'Idempotency Key',
		name: 'idempotencyKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. publish-demo-2027-04-25',
		displayOptions: { show: { idempotency: ['own'] } },
		description: 'Pharlo creates one assignment for a key, however often the key is sent',
	},
	{
		displayName: 'Media Content Type',
		name: 'mediaContentType',
		type: 'string',
		default: '',
		placeholder: 'e.g. video/mp4',
		description: 'MIME type of the media file, if its address does not tell',
	},
	{
		displayName: 'Media Size (Bytes)',
		name: 'mediaSizeBytes',
		type: 'number',
		default: 0,
		typeOptions: { minValue: 0 },
		description: 'Size of the media file, so that Pharlo can show progress',
	},
];

/** The collection of options; n8n's rules want them in alphabetical order. */
export function optionsField(options: readonly INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [...generalOptions, ...options].sort(byName),
	};
}

export const createOptionsField = optionsField(Object.values(reportingOptions));

/** @returns the keys of Pharlo's request body; those that are left out take Pharlo's defaults */
export function readOptions(call: ItemCall): IDataObject {
	const options = call.collection('options');
	return {
		...present('mediaContentType', textOf(options.mediaContentType)),
		...present('mediaSizeBytes', readMediaSize(options.mediaSizeBytes)),
		...present('externalId', textOf(options.externalId)),
	};
}

function readMediaSize(value: unknown): number | undefined {
	if (textOf(value) === undefined) return undefined;
	// Pharlo wants none where the size is not known.
	return readNumber("'Media Size (Bytes)'", value, { min: 0, whole: true }) || undefined;
}

function present(key: string, value: string | number | undefined): IDataObject {
	return value === undefined ? {} : { [key]: value };
}

function textOf(value: unknown): string | undefined {
	const text = value === undefined || value === null ? '' : String(value).trim();
	return text === '' ? undefined : text;
}

/**
 * Where Pharlo shall report to: the node's own callback URL, or the credential's.
 *
 * @returns nothing where the user wants no reports
 * @throws {Refusal} when it is no address
 */
export function readCallbackUrl(call: ItemCall): string | undefined {
	const options = call.collection('options');
	if (!readFlag("'Report Status Changes'", options.sendCallbacks ?? true)) return undefined;
	const own = textOf(options.callbackUrl);
	const url = own ?? textOf(call.settings.credential.defaultCallbackUrl);
	if (url === undefined || isWebAddress(url)) return url;
	throw new Refusal(
		own === undefined
			? "'Default Callback URL' of the Pharlo credential is not a web address"
			: `'Callback URL' holds '${url}', which is not a web address`,
		"Copy the production URL from a Pharlo Trigger, or turn 'Report Status Changes' off.",
	);
}

/**
 * @param content what is to be created
 * @returns nothing where the user wants none
 * @throws {Refusal} when an own key is chosen but none is given
 */
export function readIdempotencyKey(call: ItemCall, content: IDataObject): string | undefined {
	const { idempotencyKey } = call.collection('options');
	const idempotency = readKind(call);
	if (idempotency === 'none') return undefined;
	if (idempotency === 'own') {
		const key = textOf(idempotencyKey);
		if (key !== undefined) return key;
		throw new Refusal(
			"'Idempotency Key' is empty",
			"Enter a key that is different for every post, or set 'Idempotency' to 'Automatic Key'.",
		);
	}
	if (idempotency === 'content') return contentIdempotencyKey(content);
	return automaticIdempotencyKey({
		...identityOf(call),
		// Retry On Fail counts the attempts of a tool as runs of their own.
		...(isTool(call) ? { run: contentDigest(content) } : {}),
		itemIndex: call.itemIndex,
	});
}

function readKind(call: ItemCall): string {
	const { idempotency = 'automatic' } = call.collection('options');
	return readChoice("'Idempotency'", idempotency, ['automatic', 'content', 'own', 'none']);
}

/**
 * Whether the same post has the same idempotency key when the user, or the agent of a tool, simply
 * asks for it again.
 */
export function outlivesExecution(call: ItemCall): boolean {
	return ['own', 'content'].includes(readKind(call)) || isTool(call);
}
