import {
	NodeConnectionTypes,
	NodeOperationError,
	type IDataObject,
	type IHookFunctions,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { ASSIGNMENT_STATUSES } from '../../domain/assignment';
import {
	ANY_STATUS,
	eventKey,
	matchesFilter,
	parseFilterList,
	type EventFilter,
} from '../../domain/event';
import { parseFlag, parseNumber } from '../../domain/inputs';
import { isUsableSecret } from '../../domain/signature';
import * as loadOptions from './methods/loadOptions';
import { toNodeError } from './transport/nodeErrors';
import { receiveCallback, rejectCallback, type Callback } from './webhook/callback';
import { recognize } from './webhook/duplicates';
import { builderHint, listeningHint, triggerPanel, WHERE_TO_PASTE } from './webhook/triggerPanel';

const triggerOn: INodeProperties = {
	displayName: 'Trigger On',
	name: 'triggerOn',
	type: 'multiOptions',
	required: true,
	default: ['published', 'failed', 'cancelled'],
	options: [
		{
			name: 'Any Status',
			value: ANY_STATUS,
			action: 'On any status of a post',
			description: 'Every change that Pharlo reports',
		},
		...ASSIGNMENT_STATUSES.map(({ name, value, description }) => {
			return { name, value, action: `On post ${value}`, description };
		}),
	],
};

function filterProperty(
	displayName: string,
	name: string,
	loadOptionsMethod: keyof typeof loadOptions,
	what: string,
): INodeProperties {
	return {
		displayName,
		name,
		type: 'multiOptions',
		default: [],
		typeOptions: { loadOptionsMethod },
		description: `Only events of these ${what}; an event that names none passes. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
	};
}

const connectionIds = filterProperty(
	'Connection Names or IDs',
	'connectionIds',
	'getConnections',
	'channels and pages',
);

const platforms = filterProperty('Platform Names or IDs', 'platforms', 'getPlatforms', 'platforms');

const ignoreDuplicates: INodeProperties = {
	displayName: 'Ignore Duplicates',
	name: 'ignoreDuplicates',
	type: 'boolean',
	default: true,
	description:
		'Whether an event that Pharlo delivers more than once starts only one execution. After a restart of n8n it may start another one; test events always do.',
};

const maxAge: INodeProperties = {
	displayName: 'Maximum Age (Minutes)',
	name: 'maxAgeMinutes',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description:
		'Reject events that are older than this, or that have no time. Events that Pharlo delivers late, for example because n8n was down, are then lost. 0 accepts any age.',
};

export class PharloTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Pharlo Trigger',
		name: 'pharloTrigger',
		icon: { light: 'file:../../icons/pharlo.svg', dark: 'file:../../icons/pharlo.dark.svg' },
		group: ['trigger'],
		// Not 1: for version 1 of any node, n8n 2.41 evaluates one expression more at each call.
		version: 2,
		subtitle:
			'={{ $parameter["triggerOn"].includes("*") ? "any status" : $parameter["triggerOn"].join(", ") }}',
		// n8n lists both nodes as one, with this description.
		description:
			'Publish and schedule videos and posts on YouTube and Facebook, and start workflows when they are live or have failed',
		eventTriggerDescription: listeningHint,
		builderHint,
		defaults: { name: 'Pharlo Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'pharloApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// Without it n8n responds to an accepted call with the text "firstEntryJson".
				responseData: '',
				path: 'webhook',
			},
		],
		triggerPanel,
		properties: [
			{
				displayName: WHERE_TO_PASTE,
				name: 'callbackNotice',
				type: 'notice',
				default: '',
			},
			triggerOn,
			{
				displayName: 'Filters',
				name: 'filters',
				type: 'collection',
				placeholder: 'Add Filter',
				default: {},
				options: [connectionIds, platforms],
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				options: [ignoreDuplicates, maxAge],
			},
		],
	};

	methods: NonNullable<INodeType['methods']> = { loadOptions };

	/** Each assignment tells Pharlo the address, so there is nothing to register. */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				const { webhookSecret } = await this.getCredentials('pharloApi');
				// n8n shows only the message here, so it says what to do as well.
				if (!isUsableSecret(webhookSecret)) {
					throw new NodeOperationError(
						this.getNode(),
						"'Webhook Secret' of the Pharlo credential is empty. Copy it from the Pharlo console: without it this trigger cannot tell Pharlo from anybody else, so it does not start.",
					);
				}
				try {
					checkSettings(this);
				} catch (thrown) {
					const { message, description } = toNodeError(this.getNode(), thrown);
					throw new NodeOperationError(this.getNode(), `${message}. ${description ?? ''}`);
				}
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const isTest = this.getMode() === 'manual';
		// Got at most once, and not before the signature was verified.
		let options: IDataObject | undefined;
		const getOptions = (): IDataObject =>
			(options ??= this.getNodeParameter('options', {}) as IDataObject);
		return await receiveCallback(
			this,
			'Pharlo Trigger',
			{
				// While testing, the user may change the secret between two calls.
				cacheSecrets: !isTest,
				getMaxAgeMinutes: () => getMaxAgeMinutes(getOptions()),
			},
			async (callback) => await startExecution(this, callback, isTest, getOptions()),
		);
	}
}

/** @throws {InvalidInputError} when a parameter is invalid */
async function startExecution(
	context: IWebhookFunctions,
	{ event, body }: Callback,
	isTest: boolean,
	options: IDataObject,
): Promise<IWebhookResponseData> {
	if (!matchesFilter(event, getEventFilter(context))) return startNothing();
	// While testing, the same event is sent again and again.
	if (!isTest && getIgnoreDuplicates(options)) {
		const verdict = await recognize(context, eventKey(event, body));
		if (verdict === 'duplicate') return startNothing();
		if (verdict === 'unclear') return rejectCallback(context, 409, 'Being started already');
	}
	return {
		webhookResponse: { received: true, started: true },
		workflowData: [[{ json: event as IDataObject }]],
	};
}

function startNothing(): IWebhookResponseData {
	return { webhookResponse: { received: true, started: false } };
}

/** @throws {InvalidInputError} for a filter without a value: it would let everything pass */
function getEventFilter(context: IHookFunctions | IWebhookFunctions): EventFilter {
	const filters = context.getNodeParameter('filters', {}) as IDataObject;
	const get = ({ displayName, name }: INodeProperties): string[] =>
		name in filters ? parseFilterList(displayName, filters[name]) : [];
	return {
		statuses: parseFilterList(triggerOn.displayName, context.getNodeParameter(triggerOn.name)),
		platforms: get(platforms),
		connectionIds: get(connectionIds),
	};
}

function getIgnoreDuplicates(options: IDataObject): boolean {
	const { displayName, name } = ignoreDuplicates;
	return name in options ? parseFlag(displayName, options[name]) : true;
}

function getMaxAgeMinutes(options: IDataObject): number {
	const { displayName, name } = maxAge;
	return name in options ? parseNumber(displayName, options[name], { min: 0 }) : 0;
}

/** @throws {InvalidInputError} for a parameter that would make every call fail */
function checkSettings(context: IHookFunctions): void {
	getEventFilter(context);
	const options = context.getNodeParameter('options', {}) as IDataObject;
	getIgnoreDuplicates(options);
	getMaxAgeMinutes(options);
}
