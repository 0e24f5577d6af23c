import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { N8nApi, StoredWorkflow, WorkflowFile } from './n8n-api.mts';
import { EXAMPLES } from './paths.mts';

const CREDENTIAL_NAME = 'Pharlo (simulator)';

/** Reads the example workflows, by file name. */
export function readExamples(): Map<string, WorkflowFile> {
	const files = readdirSync(EXAMPLES).filter((file) => file.endsWith('.json'));
	return new Map(
		files.map((file) => [
			file,
			JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as WorkflowFile,
		]),
	);
}

/** Sets the credential of every Pharlo node; the examples have none. */
export function withCredential(workflow: WorkflowFile, id: string, name: string): WorkflowFile {
	return {
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.type.startsWith('n8n-nodes-pharlo.')
				? { ...node, credentials: { pharloApi: { id, name } } }
				: node,
		),
	};
}

/** Creates the credential for the simulator, or updates the existing one. */
export async function ensureCredential(
	api: N8nApi,
	data: Record<string, unknown>,
): Promise<{ id: string; name: string }> {
	const known = (await api.listCredentials()).find(({ name }) => name === CREDENTIAL_NAME);
	if (known === undefined) {
		const { id } = await api.createCredential(CREDENTIAL_NAME, data);
		return { id, name: CREDENTIAL_NAME };
	}
	await api.call('PATCH', `/rest/credentials/${known.id}`, {
		name: CREDENTIAL_NAME,
		type: 'pharloApi',
		data,
	});
	return { id: known.id, name: CREDENTIAL_NAME };
}

/** Creates the example workflows in n8n; existing ones are left as the user changed them. */
export async function ensureExamples(
	api: N8nApi,
	credential: { id: string; name: string },
): Promise<Map<string, StoredWorkflow>> {
	const known = await api.listWorkflows();
	const stored = new Map<string, StoredWorkflow>();
	for (const [file, example] of readExamples()) {
		const found = known.find(({ name }) => name === example.name);
		stored.set(
			file,
			found === undefined
				? await api.createWorkflow(withCredential(example, credential.id, credential.name))
				: await api.call<StoredWorkflow>('GET', `/rest/workflows/${found.id}`),
		);
	}
	return stored;
}

/** Returns the production URL of a workflow's Pharlo Trigger. */
export function triggerUrl(n8nUrl: string, workflow: WorkflowFile): string {
	const trigger = workflow.nodes.find(({ type }) => type === 'n8n-nodes-pharlo.pharloTrigger');
	if (trigger?.webhookId === undefined) throw new Error(`${workflow.name} has no Pharlo Trigger.`);
	return `${n8nUrl}/webhook/${trigger.webhookId}/webhook`;
}
