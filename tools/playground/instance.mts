import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { N8nProcess } from './n8n-process.mts';
import { localUrl } from './n8n-server.mts';
import { portNear } from './ports.mts';
import { startQueue, workersOf } from './queue.mts';
import type { Runtime } from './runtime.mts';

/** A running n8n, whatever processes it is made of. */
export interface Instance {
	/** Of the editor. */
	readonly url: string;
	/** Where webhooks come in. */
	readonly entry: string;
	/** @returns the workers that ran an execution; none where n8n is one process */
	workersOf(executionId: string): readonly string[];
	stop(): Promise<void>;
}

type Say = (line: string) => void;

/** All of n8n in one process. */
export async function startSingle(
	runtime: Runtime,
	home: string,
	wantedPort: number,
	say: Say,
): Promise<Instance> {
	const port = await portNear(wantedPort, 'n8n', say);
	say('Starting n8n …');
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
		entry: n8n.url,
		workersOf: () => [],
		stop: async () => await n8n.stop(),
	};
}

/** Two workers and two webhook processes: enough to see that it does not matter which one it is. */
export async function startQueued(
	runtime: Runtime,
	home: string,
	wantedPort: number,
	say: Say,
): Promise<Instance> {
	const main = await portNear(wantedPort, 'n8n', say);
	const ports = { main, entry: await portNear(main + 1, 'the address of webhooks', say) };
	const options = { workers: 2, webhookProcesses: 2, ports };
	const queue = await startQueue(runtime, home, options, say);
	return { ...queue, workersOf: (id) => workersOf(id, queue.workerLogs) };
}
