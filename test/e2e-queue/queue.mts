import type { WorkflowFile } from '../../tools/playground/n8n-api.mts';
import { workersOf as workersIn } from '../../tools/playground/queue.mts';
import { triggerUrl } from '../../tools/playground/workspace.mts';
import type { QueueServers } from './servers.mts';

const servers = JSON.parse(process.env.E2E_SERVERS ?? '{}') as QueueServers;

/** The production URL of a workflow's Pharlo Trigger: the main process does not serve it. */
export function callbackUrl(workflow: WorkflowFile): string {
	return triggerUrl(servers.entry, workflow);
}

/** @param name main, worker-1, worker-2, webhook-1 or webhook-2 */
export async function kill(name: string): Promise<void> {
	await control(`${name}/kill`);
}

/** Brings back what was killed and waits until it is ready. */
export async function start(name: string): Promise<void> {
	await control(`${name}/start`);
}

async function control(path: string): Promise<void> {
	const answer = await fetch(`${servers.control}/${path}`, { method: 'POST' });
	if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
}

/** The workers that say that they have started an execution. */
export function workersOf(executionId: string): string[] {
	return workersIn(executionId, servers.workerLogs);
}
