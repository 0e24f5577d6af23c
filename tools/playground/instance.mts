import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { N8nProcess } from './n8n-process.mts';
import { localUrl } from './n8n-server.mts';
import { portNear } from './ports.mts';
import { startQueue, workersOf } from './queue.mts';
import type { Runtime } from './runtime.mts';

/** A running n8n of one or more processes. */
export interface Instance {
	/** URL of the editor. */
	readonly url: string;
	/** Base URL of webhooks. */
	readonly webhookUrl: string;
	/** @returns the workers that ran an execution; none if n8n is a single process */
	workersOf(executionId: string): readonly string[];
	stop(): Promise<void>;
}

type Log = (line: string) => void;

/** Starts n8n in a single process. */
export async function startSingle(
	runtime: Runtime,
	home: string,
	wantedPort: number,
	log: Log,
): Promise<Instance> {
	const port = await portNear(wantedPort, 'n8n', log);
	log('Starting n8n …');
	const logFile = join(home, 'n8n.log');
	rmSync(logFile, { force: true });
	const n8n = new N8nProcess('n8n', runtime, {
		command: 'start',
		userFolder: home,
		logFile,
		port,
		webhookUrl: localUrl(port),
	});
	await n8n.start();
	return {
		url: n8n.url,
		webhookUrl: n8n.url,
		workersOf: () => [],
		stop: async () => await n8n.stop(),
	};
}

/**
 * Starts n8n in queue mode with two workers and two webhook processes, so that calls and executions
 * alternate between them.
 */
export async function startQueued(
	runtime: Runtime,
	home: string,
	wantedPort: number,
	log: Log,
): Promise<Instance> {
	const main = await portNear(wantedPort, 'n8n', log);
	const ports = { main, webhooks: await portNear(main + 1, 'the webhook URL', log) };
	const options = { workers: 2, webhookProcesses: 2, ports };
	const queue = await startQueue(runtime, home, options, log);
	return { ...queue, workersOf: (id) => workersOf(id, queue.workerLogs) };
}
