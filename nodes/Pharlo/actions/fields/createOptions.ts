import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { automaticIdempotencyKey, contentDigest } from '../../../../pharlo/idempotency';
import { Refusal } from '../../../../pharlo/refusal';
import { isWebAddress } from '../../../../pharlo/web-address';
import type { ItemCall } from '../../itemCall';

/** What Create lets users set beside the essentials; each of them has a sensible default. */
export const createOptionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Callback URL',
			name: 'callbackUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/…/webhook',
			description:
				"Where Pharlo reports each status change: the production URL of a Pharlo Trigger. Leave empty for the credential's Default Callback URL.",
		},
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
					description: 'Retry On Fail never posts the same item twice',
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
			description: 'Pharlo creates one assignment for a key, however often it is sent',
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
			description: 'Size of the media file, with which Pharlo can show progress',
		},
		{
			displayName: 'Report Status Changes',
			name: 'sendCallbacks',
			type: 'boolean',
			default: true,
			description: 'Whether Pharlo calls the callback URL when the status changes',
		},
	],
};

/**
 * @returns the keys of Pharlo's request body; those that are left out take Pharlo's defaults
 * @throws {Refusal} when a callback URL is no address
 */
export async function readCreateOptions(call: ItemCall): Promise<IDataObject> {
	const options = call.collection('options');
	return {
		...present('mediaContentType', textOf(options.mediaContentType)),
		...present('mediaSizeBytes', Number(options.mediaSizeBytes ?? 0) || undefined),
		...present('callbackUrl', await readCallbackUrl(call, options)),
		...present('externalId', textOf(options.externalId)),
	};
}

function present(key: string, value: string | number | undefined): IDataObject {
	return value === undefined ? {} : { [key]: value };
}

function textOf(value: unknown): string | undefined {
	const text = value === undefined || value === null ? '' : String(value).trim();
	return text === '' ? undefined : text;
}

async function readCallbackUrl(call: ItemCall, options: IDataObject): Promise<string | undefined> {
	if (options.sendCallbacks === false) return undefined;
	const own = textOf(options.callbackUrl);
	const { defaultCallbackUrl } =
		own === undefined ? await call.context.getCredentials('pharloApi', call.itemIndex) : {};
	const url = own ?? textOf(defaultCallbackUrl);
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
	const { idempotency = 'automatic', idempotencyKey } = call.collection('options');
	if (idempotency === 'none') return undefined;
	if (idempotency === 'own') {
		const key = textOf(idempotencyKey);
		if (key !== undefined) return key;
		throw new Refusal(
			"'Idempotency Key' is empty",
			"Enter a key that is different for every post, or set 'Idempotency' to 'Automatic Key'.",
		);
	}
	const { context, itemIndex } = call;
	return automaticIdempotencyKey({
		instanceId: context.getInstanceId(),
		workflowId: context.getWorkflow().id ?? '',
		executionId: context.getExecutionId(),
		nodeId: context.getNode().id,
		// Retry On Fail counts the attempts of a tool as runs of their own.
		run: isTool(call)
			? contentDigest(content)
			: Number(context.getWorkflowDataProxy(itemIndex).$runIndex),
		itemIndex,
	});
}

/** n8n before 2.1 cannot tell. */
function isTool({ context }: ItemCall): boolean {
	return 'isToolExecution' in context && context.isToolExecution();
}
