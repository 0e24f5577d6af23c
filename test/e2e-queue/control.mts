import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { N8nProcess } from '../../tools/playground/n8n-process.mts';
import type { Queue } from '../../tools/playground/queue.mts';

/**
 * Starts a server that lets tests kill and restart n8n's processes: `POST /worker-1/kill`,
 * `POST /worker-1/start`. The processes belong to Jest's global setup, which does not share memory
 * with the tests.
 */
export async function startControl(queue: Queue): Promise<{ url: string; stop(): Promise<void> }> {
	const all = [queue.main, ...queue.workers, ...queue.webhookProcesses];
	const server = createServer((request, response) => {
		const [, name, action] = (request.url ?? '').split('/');
		const target = all.find((candidate) => candidate.name === name);
		runAction(target, action).then(
			() => response.writeHead(204).end(),
			(error: unknown) => response.writeHead(500).end(String(error)),
		);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async stop() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function runAction(
	target: N8nProcess | undefined,
	action: string | undefined,
): Promise<void> {
	if (target === undefined) throw new Error('No such process');
	if (action === 'kill') await target.kill();
	else if (action === 'start') await target.start();
	else throw new Error(`No such action: ${action}`);
}
