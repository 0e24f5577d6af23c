import { chmodSync } from 'node:fs';

import { makeFreshHome } from '../../tools/playground/fresh-n8n.mts';
import { N8nApi } from '../../tools/playground/n8n-api.mts';
import { missingQueueTools } from '../../tools/playground/queue-stores.mts';
import { startQueue } from '../../tools/playground/queue.mts';
import { startSimulatorProcess } from '../../tools/playground/simulator-process.mts';
import { isMissing } from '../harness/layers.mts';
import type { Servers } from '../e2e/servers.mts';
import { startControl } from './control.mts';

/** The data that tests get from their environment. */
export interface QueueServers extends Omit<Servers, 'folder'> {
	/** Base URL of webhooks. */
	readonly webhookUrl: string;
	/** URL of the server that kills and restarts n8n's processes. */
	readonly control: string;
	/** The log of each worker, by name. */
	readonly workerLogs: Readonly<Record<string, string>>;
}

/**
 * Starts n8n in queue mode with the packed tarball installed, and a simulator, for all tests of
 * this layer. Does nothing if this machine lacks the tools for it.
 *
 * @returns a function that stops them
 */
export async function startServers(): Promise<() => Promise<void>> {
	const missing = missingQueueTools();
	if (isMissing(missing)) {
		console.log(`${missing}. Its tests are skipped.`);
		return async () => undefined;
	}
	const { folder, userFolder, runtime, remove } = await makeFreshHome({
		version: process.env.E2E_N8N,
	});
	// Access for the user that PostgreSQL runs as, if this is root.
	chmodSync(folder, 0o711);
	const running: Array<{ stop(): Promise<void> }> = [];
	const stopAll = async (): Promise<void> => {
		for (const server of running.reverse()) await server.stop();
		remove();
	};
	try {
		const simulator = await startSimulatorProcess(['--port', '0', '--pace', '50']);
		running.push(simulator);
		const queue = await startQueue(runtime, userFolder, { workers: 2, webhookProcesses: 2 });
		running.push(queue);
		const control = await startControl(queue);
		running.push(control);
		const api = new N8nApi(queue.url);
		await api.login();
		const servers: QueueServers = {
			n8n: queue.url,
			session: api.session,
			simulator: simulator.url,
			webhookUrl: queue.webhookUrl,
			control: control.url,
			workerLogs: queue.workerLogs,
		};
		process.env.E2E_SERVERS = JSON.stringify(servers);
	} catch (error) {
		await stopAll();
		throw error;
	}
	return stopAll;
}
