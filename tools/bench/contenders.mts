import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';

import { end, track } from '../playground/child.mts';
import { createVideo, savedForm } from '../../test/harness/parameters.mts';
import { node } from '../../test/harness/setting.mts';
import type { LoadJob } from './bare-loop.mts';
import { BARE_CREATE } from './bare-pack.mts';
import type { Contender } from './turns.mts';
import type { Measurement, BenchN8n } from './bench-n8n.mts';

/** The node under test with one expression, as users publish a table of videos. */
export async function ours(
	bench: BenchN8n,
	count: number,
	maxConcurrent?: number,
): Promise<Contender<Measurement>> {
	const credentials = await bench.credential('pharloApi', bench.pharlo.credential);
	const name =
		maxConcurrent === undefined
			? 'ours'
			: `ours, ${maxConcurrent === 1 ? 'sequential' : `${maxConcurrent} at a time`}`;
	return await createContender(
		bench,
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

/** n8n's own HTTP Request node with the same requests and default settings. */
export async function httpRequest(bench: BenchN8n, count: number): Promise<Contender<Measurement>> {
	const { pharlo } = bench;
	const credentials = await bench.credential('httpHeaderAuth', {
		name: 'Authorization',
		value: `Bearer ${pharlo.credential.apiKey}`,
	});
	const body = JSON.stringify(bodyOf('TITLE', 'KEY'))
		.replace('"TITLE"', '$json.title')
		.replace('"KEY"', '$execution.id + "-" + $itemIndex');
	return await createContender(
		bench,
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
 * The minimal community node with the same requests.
 *
 * @param readOnce whether it gets the credential once and passes it to n8n with each request
 */
export async function bareNode(
	bench: BenchN8n,
	count: number,
	concurrent: number,
	readOnce = false,
): Promise<Contender<Measurement>> {
	const credentials = await bench.credential('pharloApi', bench.pharlo.credential);
	const { connectionId, type, mediaUrl, payload } = bodyOf('', '');
	const body = JSON.stringify({ connectionId, type, mediaUrl, payload });
	return await createContender(
		bench,
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

async function createContender(
	bench: BenchN8n,
	name: string,
	rows: number,
	measured: INode,
): Promise<Contender<Measurement>> {
	const { pharlo } = bench;
	const run = await bench.runner({
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

/** A loop without n8n that sends the same requests, from a separate process as n8n does. */
export function bareLoop(
	{ pharlo }: BenchN8n,
	count: number,
	concurrent: number,
): Contender<Measurement> & { stop(): Promise<void> } {
	const child = fork(join(import.meta.dirname, 'bare-loop.mts'), {
		execArgv: ['--import', 'tsx'],
	});
	track(child);
	return {
		name: `bare undici loop, ${concurrent} at a time`,
		async run() {
			pharlo.clear();
			const job: LoadJob = {
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
			child.send(job);
			const [milliseconds] = (await once(child, 'message')) as [number];
			if (pharlo.assignments.length !== count)
				throw new Error('The bare loop did not create all assignments');
			return { milliseconds, cpuMs: 0 };
		},
		stop: async () => await end(child),
	};
}

/** The body of a Create request. */
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
