import { randomUUID } from 'node:crypto';
import type { INode } from 'n8n-workflow';

import type { N8nApi, WorkflowFile } from '../playground/n8n-api.mts';
import { sign } from '../simulator/deliveries.mts';
import { SEEDED } from '../simulator/state.mts';
import { chain, node } from '../../test/harness/setting.mts';
import type { Headers } from '../../test/suites/calls.mts';
import { BARE_TRIGGER } from './bare-pack.mts';

const SECRET = 'webhook-secret-of-the-benchmark';
const HEADER = 'x-webhook-signature';
const API_KEY_HEADER = 'x-api-key';
const NOTHING = 'n8n-nodes-base.noOp';

/** A published workflow, and the headers to send to it. */
export interface Receiver {
	readonly name: string;
	readonly url: string;
	/** Expected status of its responses. */
	readonly status: number;
	headers(body: string): Headers;
}

/** Returns a new event for each genuine call, because duplicates would be cheaper. */
export function newEvent(): string {
	return JSON.stringify({
		assignmentId: randomUUID(),
		status: 'published',
		platform: 'youtube',
		connectionId: SEEDED.demoChannel,
		platformPostId: 'dQw4w9WgXcQ',
		platformUrl: 'https://youtu.be/dQw4w9WgXcQ',
		errors: [],
		timestamp: new Date().toISOString(),
	});
}

/**
 * Publishes workflows with our trigger, with the alternatives that users have, and with a minimal
 * community trigger.
 */
export async function openReceivers(api: N8nApi): Promise<Receiver[]> {
	const ours = await openTrigger(
		api,
		'Pharlo Trigger',
		'n8n-nodes-pharlo.pharloTrigger',
		{ triggerOn: ['published', 'failed', 'cancelled'], filters: {}, options: {} },
		await credential(api, 'pharloApi', {
			apiKey: 'unused',
			webhookSecret: SECRET,
			previousWebhookSecret: '',
			defaultCallbackUrl: '',
			baseUrl: 'http://127.0.0.1:9',
		}),
	);
	const bare = await openTrigger(api, 'Bare Trigger', BARE_TRIGGER, {}, {});
	const plain = await openWebhook(api, 'Webhook', {}, {});
	const withHeader = await openWebhook(
		api,
		'Webhook, header credential',
		{ authentication: 'headerAuth' },
		await credential(api, 'httpHeaderAuth', { name: API_KEY_HEADER, value: SECRET }),
	);
	const chained = await openChain(api);
	const genuine = { status: 200, headers: signed };
	return [
		{ name: 'Pharlo Trigger, genuine', url: ours, ...genuine },
		{ name: 'empty community trigger', url: bare, ...genuine },
		{ name: 'built-in Webhook without authentication', url: plain, ...genuine },
		{
			name: 'built-in Webhook with a header credential',
			url: withHeader,
			status: 200,
			headers: (body) => ({ ...signed(body), [API_KEY_HEADER]: SECRET }),
		},
		{ name: 'Webhook → Crypto → If → Respond to Webhook', url: chained, ...genuine },
		{ name: 'Pharlo Trigger, forged, malformed', url: ours, status: 401, headers: malformed() },
		{ name: 'Pharlo Trigger, forged, well-formed', url: ours, status: 401, headers: wrong },
		{ name: 'Webhook → Crypto → If → Respond, forged', url: chained, status: 401, headers: wrong },
	];
}

function signed(body: string): Headers {
	return { [HEADER]: sign(body, SECRET) };
}

function wrong(body: string): Headers {
	return { [HEADER]: sign(body, 'another') };
}

/** Alternates between no signature and a signature that is too short. */
function malformed(): Receiver['headers'] {
	let calls = 0;
	return (body) => ({ [HEADER]: calls++ % 2 === 0 ? undefined : wrong(body)[HEADER]?.slice(1) });
}

async function openTrigger(
	api: N8nApi,
	name: string,
	type: string,
	parameters: INode['parameters'],
	credentials: NonNullable<INode['credentials']>,
): Promise<string> {
	const webhookId = randomUUID();
	const trigger = node('Trigger', type, parameters, { typeVersion: 2, webhookId, credentials });
	await publish(api, {
		name,
		nodes: [trigger, node('Then', NOTHING)],
		connections: chain('Trigger', 'Then'),
	});
	return `${api.url}/webhook/${webhookId}/webhook`;
}

function webhook(
	path: string,
	parameters: INode['parameters'],
	credentials: NonNullable<INode['credentials']>,
): INode {
	return node(
		'Webhook',
		'n8n-nodes-base.webhook',
		{ httpMethod: 'POST', path, responseMode: 'onReceived', options: {}, ...parameters },
		{ typeVersion: 2.1, webhookId: path, credentials },
	);
}

async function openWebhook(
	api: N8nApi,
	name: string,
	parameters: INode['parameters'],
	credentials: NonNullable<INode['credentials']>,
): Promise<string> {
	const path = randomUUID();
	await publish(api, {
		name,
		nodes: [webhook(path, parameters, credentials), node('Then', NOTHING)],
		connections: chain('Webhook', 'Then'),
	});
	return `${api.url}/webhook/${path}`;
}

/** Checks a signature without a dedicated node, as n8n's forum and documentation recommend. */
async function openChain(api: N8nApi): Promise<string> {
	const path = randomUUID();
	const respond = (name: string, responseCode: number): INode =>
		node(
			name,
			'n8n-nodes-base.respondToWebhook',
			{ respondWith: 'json', responseBody: '{"received":true}', options: { responseCode } },
			{ typeVersion: 1.5 },
		);
	await publish(api, {
		name: 'Chain',
		nodes: [
			webhook(path, { responseMode: 'responseNode', options: { rawBody: true } }, {}),
			node(
				'Crypto',
				'n8n-nodes-base.crypto',
				{ action: 'hmac', type: 'SHA256', binaryData: true, binaryPropertyName: 'data' },
				{
					typeVersion: 2,
					credentials: await credential(api, 'crypto', { hmacSecret: SECRET }),
				},
			),
			node('If', 'n8n-nodes-base.if', { conditions: isEqual(), options: {} }, { typeVersion: 2.2 }),
			respond('Accept', 200),
			respond('Reject', 401),
			node('Then', NOTHING),
		],
		connections: {
			...chain('Webhook', 'Crypto', 'If'),
			...chain('Accept', 'Then'),
			If: { main: ['Accept', 'Reject'].map((name) => [{ node: name, type: 'main', index: 0 }]) },
		},
	});
	return `${api.url}/webhook/${path}`;
}

function isEqual(): INode['parameters'] {
	return {
		combinator: 'and',
		options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
		conditions: [
			{
				id: 'signature',
				leftValue: '={{ $json.data }}',
				rightValue: `={{ $json.headers["${HEADER}"] }}`,
				operator: { type: 'string', operation: 'equals' },
			},
		],
	};
}

async function credential(
	api: N8nApi,
	type: string,
	data: Record<string, unknown>,
): Promise<NonNullable<INode['credentials']>> {
	const name = `${type} of the benchmark`;
	const { id } = await api.call<{ id: string }>('POST', '/rest/credentials', { name, type, data });
	return { [type]: { id, name } };
}

async function publish(api: N8nApi, workflow: WorkflowFile): Promise<void> {
	await api.activate(await api.createWorkflow(workflow));
}
