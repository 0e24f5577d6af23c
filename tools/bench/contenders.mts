import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';

import { end, track } from '../playground/child.mts';
import { createVideo, savedForm } from '../../test/harness/parameters.mts';
import { node } from '../../test/harness/setting.mts';
import type { Order } from './bare-loop.mts';
import { BARE_CREATE } from './bare-pack.mts';
import type { Contender } from './turns.mts';
import type { Taken, World } from './world.mts';

/** The node under test, with one expression, as a table of videos would be published. */
export async function ours(
	world: World,
	count: number,
	maxConcurrent?: number,
): Promise<Contender<Taken>> {
	const credentials = await world.credential('pharloApi', world.pharlo.credential);
	const name =
		maxConcurrent === undefined
			? 'ours'
			: `ours, ${maxConcurrent === 1 ? 'one after another' : `${maxConcurrent} at a time`}`;
	return await creating(
		world,
		name,
		count,
		node(
			'x',
			'n8n-nodes-pharlo.pharlo',
			{
				...createVideo({
					payloadForm: savedForm({ title: '={{ $json.title }}', privacy: 'public' }),
				}),
				options: maxConcurrent === undefined ? {} : { maxConcurrentRequests: maxConcurrent },
			},
			{ credentials: credentials ?? {} },
		),
	);
}

/** n8n's own node with the same requests, all settings as they come. */
export async function httpRequest(world: World, count: number): Promise<Contender<Taken>> {
	const { pharlo } = world;
	const credentials = await world.credential('httpHeaderAuth', {
		name: 'Authorization',
		value: `Bearer ${pharlo.credential.apiKey}`,
	});
	const body = JSON.stringify(bodyOf('TITLE', 'KEY'))
		.replace('"TITLE"', '$json.title')
		.replace('"KEY"', '$execution.id + "-" + $itemIndex');
	return await creating(
		world,
		'HTTP Request, header credential',
		count,
		node(
			'x',
			'n8n-nodes-base.httpRequest',
			{
				method: 'POST',
				url: `${pharlo.simulator.url}/api/v1/assignments`,
				authentication: 'genericCredentialType',
				genericAuthType: 'httpHeaderAuth',
				sendBody: true,
				specifyBody: 'json',
				jsonBody: `={{ ${body} }}`,
				options: {},
			},
			{ typeVersion: 4.2, credentials: credentials ?? {} },
		),
	);
}

/**
 * The same requests from a community node that does nothing else.
 *
 * @param readOnce whether it reads the credential once and hands it to n8n with each request
 */
export async function bareNode(
	world: World,
	count: number,
	concurrent: number,
	readOnce = false,
): Promise<Contender<Taken>> {
	const credentials = await world.credential('pharloApi', world.pharlo.credential);
	const { connectionId, type, mediaUrl, payload } = bodyOf('', '');
	const body = JSON.stringify({ connectionId, type, mediaUrl, payload });
	return await creating(
		world,
		`bare community node, ${concurrent} at a time${readOnce ? ', credential read once' : ''}`,
		count,
		node(
			'x',
			BARE_CREATE,
			{ title: '={{ $json.title }}', body, readOnce, concurrent },
			{ credentials: credentials ?? {} },
		),
	);
}

async function creating(
	world: World,
	name: string,
	rows: number,
	measured: INode,
): Promise<Contender<Taken>> {
	const { pharlo } = world;
	const run = await world.runner({
		name,
		node: measured,
		rows,
		reset: () => pharlo.clear(),
		isDone: () => pharlo.requests.length >= rows,
		check: ({ data }) => {
			const items = data?.main?.[0]?.length;
			if (items === rows && pharlo.assignments.length === rows) return;
			throw new Error(`${name}: ${items} items, ${pharlo.assignments.length} created`);
		},
	});
	return { name, run };
}

/** The same requests without n8n, from a process of their own as n8n's are. */
export function bareLoop(
	{ pharlo }: World,
	count: number,
	concurrent: number,
): Contender<Taken> & { stop(): Promise<void> } {
	const child = fork(join(import.meta.dirname, 'bare-loop.mts'), {
		execArgv: ['--import', 'tsx'],
	});
	track(child);
	return {
		name: `bare undici loop, ${concurrent} at a time`,
		async run() {
			pharlo.clear();
			const order: Order = {
				url: `${pharlo.simulator.url}/api/v1/assignments`,
				headers: {
					authorization: `Bearer ${pharlo.credential.apiKey}`,
					'content-type': 'application/json',
				},
				bodies: Array.from({ length: count }, (_, row) =>
					JSON.stringify(bodyOf(`Video ${row}`, `bare-${row}`)),
				),
				concurrent,
			};
			child.send(order);
			const [milliseconds] = (await once(child, 'message')) as [number];
			if (pharlo.assignments.length !== count) throw new Error('The bare loop did not create all');
			return { milliseconds, cpuMs: 0 };
		},
		stop: async () => await end(child),
	};
}

/** What Pharlo is asked for. */
export function bodyOf(title: string, idempotencyKey: string): Record<string, unknown> {
	const { connectionId, contentType, mediaUrl } = createVideo();
	return {
		connectionId: (connectionId as { value: string }).value,
		type: contentType,
		mediaUrl,
		payload: { title, privacy: 'public' },
		idempotencyKey,
	};
}
