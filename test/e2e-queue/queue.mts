import type { WorkflowFile } from '../../tools/playground/n8n-api.mts';
import { workersOf as workersIn } from '../../tools/playground/queue.mts';
import { triggerUrl } from '../../tools/playground/workspace.mts';
import type { QueueServers } from './servers.mts';

const servers = JSON.parse(process.env.E2E_SERVERS ?? '{}') as QueueServers;

/**
 * Returns the production URL of a workflow's Pharlo Trigger, which the main process does not serve.
 */
export function callbackUrl(workflow: WorkflowFile): string {
	return triggerUrl(servers.webhookUrl, workflow);
}

/** @param name main, worker-1, worker-2, webhook-1 or webhook-2 */
export async function kill(name: string): Promise<void> {
	await control(`${name}/kill`);
}

/** Restarts a killed process and waits until it is ready. */
export async function start(name: string): Promise<void> {
	await control(`${name}/start`);
}

async function control(path: string): Promise<void> {
	const response = await fetch(`${servers.control}/${path}`, { method: 'POST' });
	if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
}

/** Returns the workers that logged the start of an execution. */
export function workersOf(executionId: string): string[] {
	return workersIn(executionId, servers.workerLogs);
}
