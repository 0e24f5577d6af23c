import './environment.mts';

import { EventEmitter } from 'node:events';
import { randomUUID } from 'node:crypto';
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
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { PharloTrigger } from '../../nodes/Pharlo/PharloTrigger.node.ts';
import { createWorkflowContext, node, type RunOptions } from './setting.mts';

const credentials = { pharloApi: { id: '1', name: 'Pharlo' } };

/** Creates the context in which n8n loads lists and forms while a node is edited. */
export function editing(
	parameters: INode['parameters'],
	options: RunOptions,
	credentialId = '1',
): ILoadOptionsFunctions {
	const edited = node('Pharlo', 'pharlo', parameters, {
		credentials: { pharloApi: { id: credentialId, name: 'Pharlo' } },
	});
	const { workflow, additionalData } = createWorkflowContext([edited], {}, options);
	// n8n's classes and interfaces disagree on whether a workflow has a name.
	return new LoadOptionsContext(
		workflow,
		edited,
		{ ...additionalData, currentNodeParameters: parameters },
		'',
	) as unknown as ILoadOptionsFunctions;
}

/** The result of a call to a webhook. */
export interface TriggerResult {
	readonly response: IWebhookResponseData;
	/** The response that the node itself sent, if any. */
	readonly sent: { readonly status: number; readonly body: unknown } | undefined;
	/** Lines written to n8n's log. */
	readonly logged: string[];
}

export interface Call {
	readonly rawBody?: unknown;
	readonly headers?: Record<string, unknown>;
	readonly parameters?: INode['parameters'];
	readonly options: RunOptions;
	readonly mode?: WorkflowExecuteMode;
	/** Stands in for n8n storing the execution; may throw. */
	readonly store?: () => Promise<void>;
	/** The HTTP response, closed by n8n's response or by a sender that disconnects. */
	readonly httpResponse?: HttpResponse;
}

/** The parts of an HTTP response that the nodes use. */
export class HttpResponse extends EventEmitter {
	writableEnded = false;
	destroyed = false;
	body: unknown;
	statusCode = 200;

	status(code: number): this {
		this.statusCode = code;
		return this;
	}

	json(value: unknown): this {
		this.body = value;
		this.writableEnded = true;
		this.hangUp();
		return this;
	}

	hangUp(): void {
		if (this.destroyed) return;
		this.destroyed = true;
		this.emit('close');
	}
}

/** Calls the trigger's webhook, as n8n does after reading the request. */
export async function callTrigger(call: Call): Promise<TriggerResult> {
	const trigger = node('Trigger', 'trigger', call.parameters, { credentials });
	// A new workflow per test, because the trigger remembers events in memory.
	const options = { workflowId: randomUUID(), ...call.options };
	return await callWebhook(new PharloTrigger(), trigger, { ...call, options }, null);
}

/** Calls the webhook of a node; for a waiting node, with the stored data of its execution. */
export async function callWebhook(
	{ webhook }: Pick<INodeType, 'webhook'>,
	called: INode,
	call: Call,
	stored: IRunExecutionData | null,
): Promise<TriggerResult> {
	const { workflow, additionalData } = createWorkflowContext([called], {}, call.options);
	const httpResponse = call.httpResponse ?? new HttpResponse();
	const logged: string[] = [];
	const context = new WebhookContext(
		workflow,
		called,
		{
			...additionalData,
			httpRequest: { rawBody: call.rawBody, headers: call.headers ?? {} },
			httpResponse,
		} as unknown as typeof additionalData,
		call.mode ?? 'webhook',
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
	const sent = httpResponse.writableEnded
		? { status: httpResponse.statusCode, body: httpResponse.body }
		: undefined;
	await respond(response, call, httpResponse);
	return { response, sent, logged };
}

/** Does what n8n 2.41 does next (webhook-helpers): it stores the execution, then it responds. */
async function respond(
	response: IWebhookResponseData,
	{ store }: Call,
	httpResponse: HttpResponse,
): Promise<void> {
	if (response.noWebhookResponse === true) return;
	try {
		if (response.workflowData !== undefined) await store?.();
		httpResponse.json(response.webhookResponse);
	} catch {
		httpResponse.status(500).json({ message: 'There was a problem executing the workflow' });
	}
}

/** Creates the context in which n8n publishes or unpublishes a workflow. */
export function publishing(
	options: RunOptions,
	parameters: INode['parameters'] = {},
): IHookFunctions {
	const trigger = node('Trigger', 'trigger', parameters, { credentials });
	const { workflow, additionalData } = createWorkflowContext([trigger], {}, options);
	return new HookContext(
		workflow,
		trigger,
		additionalData,
		'webhook',
		'activate',
	) as unknown as IHookFunctions;
}
