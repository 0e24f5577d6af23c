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
	readonly mode?: WorkflowExecuteMode;
	/** What n8n does with items: stores an execution, or throws. */
	readonly store?: () => Promise<void>;
	/** Ends with the connection: n8n's answer, or a sender that hangs up. */
	readonly httpResponse?: HttpResponse;
}

/** What of an answer over HTTP the nodes use. */
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

/** Calls the trigger's webhook the way n8n does once it has read the request. */
export async function callTrigger(call: Call): Promise<TriggerResult> {
	const trigger = node('Trigger', 'trigger', call.parameters, { credentials });
	// What it remembers of one test must not reach the next one.
	const options = { workflowId: randomUUID(), ...call.options };
	return await callWebhook(new PharloTrigger(), trigger, { ...call, options }, null);
}

/** Calls the webhook of a node, of one that waits with what is stored of its execution. */
export async function callWebhook(
	{ webhook }: Pick<INodeType, 'webhook'>,
	called: INode,
	call: Call,
	stored: IRunExecutionData | null,
): Promise<TriggerResult> {
	const { workflow, additionalData } = setting([called], {}, call.options);
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
	await answer(response, call, httpResponse);
	return { response, sent, logged };
}

/** What n8n 2.41 does next (webhook-helpers): it stores the execution, and then it answers. */
async function answer(
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
