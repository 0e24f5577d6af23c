import { createHmac } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { IDataObject, INode, IWebhookFunctions } from 'n8n-workflow';

import { evaluate } from './expression.mts';

export const SECRET = 'current-secret';

/** The part of an HTTP response that webhooks use. A test decides when it ends and when it closes. */
export class FakeResponse extends EventEmitter {
	statusCode = 200;
	writableEnded = false;
	destroyed = false;
	body: unknown;

	status(code: number): this {
		this.statusCode = code;
		return this;
	}

	json(body?: unknown): this {
		this.body = body;
		this.writableEnded = true;
		return this;
	}

	/** The connection closes, whether or not a response was sent. */
	close(): void {
		this.destroyed = true;
		this.emit('close');
	}
}

export interface FakeWebhookOptions {
	readonly headers?: Readonly<Record<string, unknown>>;
	/** The body, if n8n has parsed it before it calls the node. */
	readonly rawBody?: unknown;
	/** Reads the body from the connection; may store a part of it before it fails. */
	readonly readBody?: (request: { rawBody: unknown }) => Promise<unknown>;
	readonly fetchCredential?: () => Promise<object>;
	/** Instead of a node without credentials. */
	readonly node?: Partial<INode>;
	readonly workflowId?: string;
	/** The contexts of the workflow's nodes by node name, as expressions see them. */
	readonly nodeContexts?: Readonly<Record<string, object>>;
	/** Sends the requests of the node. */
	readonly sendRequest?: (options: IDataObject) => Promise<unknown>;
}

/** A call of a webhook without n8n and without a server. */
export class FakeWebhook {
	readonly response = new FakeResponse();
	/** What the node asked n8n for, in this order. */
	readonly steps: string[] = [];
	/** What the node wrote to n8n's log as errors. */
	readonly errors: Array<{ message: string; details: unknown }> = [];
	readonly context: IWebhookFunctions;

	constructor(options: FakeWebhookOptions = {}) {
		const request = {
			headers: options.headers ?? {},
			rawBody: options.rawBody,
			readRawBody: async () => {
				this.steps.push('readRawBody');
				request.rawBody = await options.readBody?.(request);
			},
		};
		const node = { id: 'node', name: 'Pharlo', ...options.node };
		// A node that has stored nothing has an empty context.
		const contexts = { [node.name]: {}, ...options.nodeContexts };
		const nodes = Object.fromEntries(
			Object.entries(contexts).map(([name, context]) => [name, { context }]),
		);
		const context = {
			getRequestObject: () => request,
			getResponseObject: () => this.response,
			getNode: () => node,
			getWorkflow: () => ({ id: options.workflowId ?? 'workflow' }),
			getCredentials: async (type: string) => {
				this.steps.push(`getCredentials ${type}`);
				return (await options.fetchCredential?.()) ?? { webhookSecret: SECRET };
			},
			evaluateExpression: (text: string) => evaluate(text, { $node: nodes }),
			helpers: {
				httpRequestWithAuthentication: async (_type: string, request: IDataObject) =>
					await options.sendRequest?.(request),
			},
			logger: {
				error: (message: string, details: unknown) => this.errors.push({ message, details }),
			},
		};
		this.context = context as unknown as IWebhookFunctions;
	}
}

/** Headers and body of a call as Pharlo sends it. */
export function signed(
	event: unknown,
	secret = SECRET,
): Required<Pick<FakeWebhookOptions, 'headers' | 'readBody'>> {
	const body = Buffer.from(typeof event === 'string' ? event : JSON.stringify(event));
	const signature = createHmac('sha256', secret).update(body).digest('hex');
	return { headers: { 'x-webhook-signature': signature }, readBody: async () => body };
}
