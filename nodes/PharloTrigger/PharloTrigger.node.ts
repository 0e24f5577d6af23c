import {
	NodeConnectionTypes,
	NodeOperationError,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { isUsableSecret } from '../../pharlo/signature';
import { refuseCallback } from '../shared/receiveCallback';
import { answerCallback } from './answerCallback';
import { listeningHint, triggerPanel, triggerProperties } from './description';
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
		eventTriggerDescription: listeningHint,
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
			return await answerCallback(this);
		} catch (error) {
			this.logger.error('Pharlo Trigger could not handle a callback', {
				reason: error instanceof Error ? error.message : String(error),
			});
			// Not a 200: Pharlo may then deliver the event again.
			return refuseCallback(this, 500, 'Could not be handled');
		}
	}
}
