import { HookContext, LoadOptionsContext, WebhookContext } from 'n8n-core';
import type {
	IHookFunctions,
	ILoadOptionsFunctions,
	INode,
	INodeType,
	IRunExecutionData,
	IWebhookData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { PharloTrigger } from '../../nodes/PharloTrigger/PharloTrigger.node.ts';
import { node, setting, type RunOptions } from './setting.mts';

const credentials = { pharloApi: { id: '1', name: 'Pharlo' } };

/** A context in which n8n asks for lists and forms while a node is being edited. */
export function editing(
	parameters: INode['parameters'],
	options: RunOptions,
	credentialId = '1',
): ILoadOptionsFunctions {
	const edited = node('Pharlo', 'pharlo', parameters, {
		credentials: { pharloApi: { id: credentialId, name: 'Pharlo' } },
	});
	const { workflow, additionalData } = setting([edited], {}, options);
	// n8n's classes and interfaces disagree on whether a workflow has a name.
	return new LoadOptionsContext(
		workflow,
		edited,
		{ ...additionalData, currentNodeParameters: parameters },
		'',
	) as unknown as ILoadOptionsFunctions;
}

/** What the trigger did with a call. */
export interface TriggerResult {
	readonly response: IWebhookResponseData;
	/** What the node itself sent, if it did. */
	readonly sent: { readonly status: number; readonly body: unknown } | undefined;
	/** Lines that it wrote to n8n's log. */
	readonly logged: string[];
}

export interface Call {
	readonly rawBody?: unknown;
	readonly headers?: Record<string, unknown>;
	readonly parameters?: INode['parameters'];
	readonly options: RunOptions;
}

/** Calls the trigger's webhook the way n8n does once it has read the request. */
export async function callTrigger(call: Call): Promise<TriggerResult> {
	const trigger = node('Trigger', 'trigger', call.parameters, { credentials });
	return await callWebhook(new PharloTrigger(), trigger, call, null);
}

/** Calls the webhook of a node, of one that waits with what is stored of its execution. */
export async function callWebhook(
	{ webhook }: Pick<INodeType, 'webhook'>,
	called: INode,
	call: Call,
	stored: IRunExecutionData | null,
): Promise<TriggerResult> {
	const { workflow, additionalData } = setting([called], {}, call.options);
	let status = 200;
	let body: unknown;
	let wasSent = false;
	const logged: string[] = [];
	const context = new WebhookContext(
		workflow,
		called,
		{
			...additionalData,
			httpRequest: { rawBody: call.rawBody, headers: call.headers ?? {} },
			httpResponse: {
				status(code: number) {
					status = code;
					return this;
				},
				json(value: unknown) {
					body = value;
					wasSent = true;
					return this;
				},
			},
		} as unknown as typeof additionalData,
		'webhook',
		{} as IWebhookData,
		[],
		stored,
	);
	const write = (message: string, meta?: unknown): void => {
		logged.push(`${message} ${JSON.stringify(meta)}`);
	};
	Object.defineProperty(context, 'logger', {
		value: { error: write, warn: write, info: write, debug: write },
	});
	if (webhook === undefined) throw new Error(`${called.name} has no webhook`);
	const response = await webhook.call(context as IWebhookFunctions);
	return { response, sent: wasSent ? { status, body } : undefined, logged };
}

/** A context in which n8n publishes a workflow or takes it back. */
export function publishing(options: RunOptions): IHookFunctions {
	const trigger = node('Trigger', 'trigger', {}, { credentials });
	const { workflow, additionalData } = setting([trigger], {}, options);
	return new HookContext(
		workflow,
		trigger,
		additionalData,
		'webhook',
		'activate',
	) as unknown as IHookFunctions;
}
