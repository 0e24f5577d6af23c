import Fastify from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INode } from 'n8n-workflow';

import { node } from '../../test/harness/setting.mts';
import type { Contender } from './turns.mts';
import type { Measurement, BenchN8n } from './bench-n8n.mts';

/**
 * Packs from the npm registry that can be pointed at a local server: the most used one for social
 * posts, and the most used one overall, which sends messages.
 */
export const PEER_PACKS = ['@blotato/n8n-nodes-blotato@1.0.10', 'n8n-nodes-evolution-api@1.0.4'];

/** Responds like the peers' servers, after the given latency. */
export class PeerServer {
	readonly #app = Fastify({ forceCloseConnections: true });
	served = 0;
	url = '';

	static async start(latencyMs: number): Promise<PeerServer> {
		const server = new PeerServer();
		const respond = async (body: object): Promise<object> => {
			await sleep(latencyMs);
			server.served++;
			return body;
		};
		server.#app.post('/v2/posts', async () => await respond({ postSubmissionId: 'post-1' }));
		server.#app.post(
			'/message/sendText/:instance',
			async () => await respond({ key: { id: 'message-1' }, status: 'PENDING' }),
		);
		server.url = await server.#app.listen({ host: '127.0.0.1', port: 0 });
		return server;
	}

	async stop(): Promise<void> {
		await this.#app.close();
	}
}

/** Both peers, each with one expression like ours. */
export async function peers(
	bench: BenchN8n,
	server: PeerServer,
	count: number,
): Promise<Array<Contender<Measurement>>> {
	const blotato = await bench.credential('blotatoApi', { apiKey: 'key', server: server.url });
	const evolution = await bench.credential('evolutionApi', {
		'server-url': server.url,
		apikey: 'key',
	});
	return [
		await postContender(
			bench,
			server,
			PEER_PACKS[0] ?? '',
			count,
			node(
				'x',
				'@blotato/n8n-nodes-blotato.blotato',
				{
					resource: 'post',
					operation: 'create',
					platform: 'twitter',
					accountId: { __rl: true, mode: 'id', value: '1' },
					postContentText: '={{ $json.title }}',
					postContentMediaUrls: 'https://cdn.example.com/demo.mp4',
				},
				{ typeVersion: 2, credentials: blotato ?? {} },
			),
		),
		await postContender(
			bench,
			server,
			PEER_PACKS[1] ?? '',
			count,
			node(
				'x',
				'n8n-nodes-evolution-api.evolutionApi',
				{
					resource: 'messages-api',
					operation: 'send-text',
					instanceName: 'demo',
					remoteJid: '490000000000',
					messageText: '={{ $json.title }}',
					options_message: {},
				},
				{ credentials: evolution ?? {} },
			),
		),
	];
}

async function postContender(
	bench: BenchN8n,
	server: PeerServer,
	name: string,
	rows: number,
	measured: INode,
): Promise<Contender<Measurement>> {
	const run = await bench.runner({
		name,
		node: measured,
		rows,
		reset: () => (server.served = 0),
		isDone: () => server.served >= rows,
		check: ({ data }) => {
			const items = data?.main?.[0]?.length;
			if (items === rows && server.served === rows) return;
			throw new Error(`${name}: ${items} items, ${server.served} requests`);
		},
	});
	return { name, run };
}
