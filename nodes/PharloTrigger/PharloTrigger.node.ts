import {
	NodeConnectionTypes,
	NodeOperationError,
	type IDataObject,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { isRecent, readMaxAge } from '../../pharlo/age';
import { eventKey } from '../../pharlo/duplicates';
import { isWanted, type EventFilter } from '../../pharlo/event';
import { readFlag } from '../../pharlo/flag';
import { isUsableSecret } from '../../pharlo/signature';
import { receiveCallback, refuseCallback } from '../shared/receiveCallback';
import { fitsRememberedSecrets, fitsSecrets } from '../shared/webhookSecrets';
import { recognize } from './duplicates';
import { triggerPanel, triggerProperties } from './description';
import * as loadOptions from './loadOptions';

export class PharloTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Pharlo Trigger',
		name: 'pharloTrigger',
		icon: { light: 'file:../../icons/pharlo.svg', dark: 'file:../../icons/pharlo.dark.svg' },
		group: ['trigger'],
		// They do the same, but for version 1 of any node n8n 2.41 evaluates an expression at each call.
		version: [1, 2],
		subtitle:
			'={{ $parameter["triggerOn"].includes("*") ? "any status" : $parameter["triggerOn"].join(", ") }}',
		description:
			'Starts the workflow when Pharlo reports that a post was published, failed or moved on',
		defaults: { name: 'Pharlo Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'pharloApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// Without it n8n answers an accepted call with the text "firstEntryJson".
				responseData: '',
				path: 'webhook',
			},
		],
		triggerPanel,
		properties: triggerProperties,
	};

	methods = { loadOptions };

	/** Pharlo is told the address with each assignment, so there is nothing to register. */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				const { webhookSecret } = await this.getCredentials('pharloApi');
				if (isUsableSecret(webhookSecret)) return true;
				// Only the message reaches the user here, so it says what to do as well.
				throw new NodeOperationError(
					this.getNode(),
					"'Webhook Secret' of the Pharlo credential is empty. Copy it from the Pharlo console: without it this trigger cannot tell Pharlo from anybody else, so it does not start.",
				);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	/**
	 * Never throws: n8n would answer 500 and record a failed execution, so that a stranger could
	 * fill the user's list of executions.
	 */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		try {
			// Who tests may change the secret between two calls.
			const fits = this.getMode() === 'manual' ? fitsSecrets : fitsRememberedSecrets;
			const received = await receiveCallback(this, fits);
			if ('refusal' in received) {
				return refuseCallback(this, received.refusal.status, received.refusal.reason);
			}
			const { event, body } = received;
			const { ignoreDuplicates, maxAgeMinutes } = readOptions(this);
			if (maxAgeMinutes > 0 && !isRecent(event.timestamp, maxAgeMinutes, Date.now())) {
				return refuseCallback(this, 400, 'Not a recent event');
			}
			if (!isWanted(event, readFilter(this))) return startNothing();
			// Who tests sends the same event again and again.
			if (ignoreDuplicates && this.getMode() !== 'manual') {
				const verdict = await recognize(this, eventKey(event, body));
				if (verdict === 'duplicate') return startNothing();
				if (verdict === 'unclear') return refuseCallback(this, 409, 'Being started already');
			}
			return {
				webhookResponse: { received: true, started: true },
				workflowData: [[{ json: event as IDataObject }]],
			};
		} catch (error) {
			this.logger.error('Pharlo Trigger could not handle a callback', {
				reason: error instanceof Error ? error.message : String(error),
			});
			// Not a 200: Pharlo may then deliver the event again.
			return refuseCallback(this, 500, 'Could not be handled');
		}
	}
}

function startNothing(): IWebhookResponseData {
	return { webhookResponse: { received: true, started: false } };
}

function readFilter(context: IWebhookFunctions): EventFilter {
	const filters = context.getNodeParameter('filters', {}) as IDataObject;
	return {
		statuses: textsOf(context.getNodeParameter('triggerOn')),
		platforms: textsOf(filters.platforms),
		connectionIds: textsOf(filters.connectionIds),
	};
}

function readOptions(context: IWebhookFunctions): {
	ignoreDuplicates: boolean;
	maxAgeMinutes: number;
} {
	const { ignoreDuplicates, maxAgeMinutes } = context.getNodeParameter(
		'options',
		{},
	) as IDataObject;
	return {
		ignoreDuplicates: readFlag("'Ignore Duplicates'", ignoreDuplicates ?? true),
		maxAgeMinutes: readMaxAge("'Maximum Age (Minutes)'", maxAgeMinutes ?? 0),
	};
}

function textsOf(value: unknown): string[] {
	return Array.isArray(value) ? value.map(String) : [];
}
