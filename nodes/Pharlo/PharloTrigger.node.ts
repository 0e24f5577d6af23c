import {
	NodeConnectionTypes,
	NodeOperationError,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { isUsableSecret } from '../../domain/signature';
import { answerCallback } from './answerCallback';
import { listeningHint, triggerPanel, triggerProperties } from './triggerDescription';
import * as loadOptions from './methods/loadOptions';

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

	/** Starts an execution, or tells why not. */
	webhook = answerCallback;
}
