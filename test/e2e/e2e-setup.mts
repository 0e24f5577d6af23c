import { randomUUID } from 'node:crypto';
import type { IConnections, IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import {
	N8nApi,
	until,
	type Execution,
	type StoredWorkflow,
	type WorkflowFile,
} from '../../tools/playground/n8n-api.mts';
import { triggerUrl, withCredential } from '../../tools/playground/workspace.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import type { Assignment, Delivery, State } from '../../tools/simulator/state.mts';
import { chain, node } from '../harness/setting.mts';
import type { Servers } from './servers.mts';

export const PHARLO = 'n8n-nodes-pharlo.pharlo';
export const TRIGGER = 'n8n-nodes-pharlo.pharloTrigger';
const CHAT_MODEL = '@n8n/n8n-nodes-langchain.lmChatOpenAi';
/** The types of nodes that do nothing without a credential. */
export const NEEDS_CREDENTIAL: readonly string[] = [PHARLO, `${PHARLO}Tool`, TRIGGER, CHAT_MODEL];
export const START = 'When clicking ‘Execute workflow’';

const servers = JSON.parse(process.env.E2E_SERVERS ?? '{}') as Servers;

export const simulatorUrl = servers.simulator;

/** The only folder from which n8n reads files. */
export const readableFolder = servers.folder;

/** Does what a user does in n8n, and gives access to the simulator. */
export class E2eSetup {
	readonly api = new N8nApi(servers.n8n, servers.session);
	readonly simulatorUrl = simulatorUrl;
	/** The credential of new workflows. */
	credential = { id: '', name: '' };
	#modelCredential = { id: '', name: '' };

	static async prepare(): Promise<E2eSetup> {
		const setup = new E2eSetup();
		await setup.useCredential();
		return setup;
	}

	credentialData(more: Record<string, unknown> = {}): Record<string, unknown> {
		return {
			apiKey: DEFAULTS.apiKey,
			webhookSecret: DEFAULTS.webhookSecret,
			previousWebhookSecret: '',
			defaultCallbackUrl: '',
			baseUrl: simulatorUrl,
			...more,
		};
	}

	/** Creates a credential and uses it for new workflows. */
	async useCredential(more: Record<string, unknown> = {}): Promise<void> {
		const name = `Pharlo ${randomUUID()}`;
		const { id } = await this.api.createCredential(name, this.credentialData(more));
		this.credential = { id, name };
	}

	/** Creates a credential for OpenAI's chat models, and uses it for new workflows. */
	async useModel(data: Record<string, unknown>): Promise<void> {
		const name = `Model ${randomUUID()}`;
		const { id } = await this.api.createCredential(name, data, 'openAiApi');
		this.#modelCredential = { id, name };
	}

	/** Chooses the credentials in all nodes that need one. */
	withCredentials(workflow: WorkflowFile): WorkflowFile {
		const { id, name } = this.credential;
		const nodes = workflow.nodes.map((one) =>
			one.type === CHAT_MODEL ? { ...one, credentials: { openAiApi: this.#modelCredential } } : one,
		);
		return withCredential({ ...workflow, nodes }, id, name);
	}

	async create(workflow: WorkflowFile): Promise<StoredWorkflow> {
		return await this.api.createWorkflow(this.withCredentials(workflow));
	}

	/** Publishes a workflow that starts with our trigger. */
	async listen(parameters: IDataObject = {}): Promise<{ workflow: StoredWorkflow; url: string }> {
		const trigger = node('Pharlo Trigger', TRIGGER, parameters as INode['parameters'], {
			typeVersion: 2,
			webhookId: randomUUID(),
		});
		const after = node('After', 'n8n-nodes-base.noOp');
		const workflow = await this.create({
			name: `Listen ${randomUUID()}`,
			nodes: [trigger, after],
			connections: chain('Pharlo Trigger', 'After'),
		});
		await this.api.activate(workflow);
		return { workflow, url: triggerUrl(this.api.url, workflow) };
	}

	/** Runs nodes after a manual trigger. */
	async run(nodes: INode[], connections?: IConnections): Promise<Execution> {
		const start = node(START, 'n8n-nodes-base.manualTrigger');
		const workflow = await this.create({
			name: `Run ${randomUUID()}`,
			nodes: [start, ...nodes],
			connections: connections ?? chain(START, ...nodes.map(({ name }) => name)),
		});
		return await this.api.finished(await this.api.runManually(workflow, START));
	}

	/** Runs only the Pharlo node. */
	async pharlo(parameters: INode['parameters']): Promise<Execution> {
		return await this.run([node('Pharlo', PHARLO, parameters)]);
	}

	async assignments(): Promise<Assignment[]> {
		return (await this.state()).assignments;
	}

	async deliveries(): Promise<Delivery[]> {
		return (await this.state()).deliveries;
	}

	async state(): Promise<State> {
		const response = await fetch(`${simulatorUrl}/simulator/state`);
		return (await response.json()) as State;
	}

	/** Sends a control request to the simulator. */
	async simulator(method: string, path: string, body?: unknown): Promise<unknown> {
		const response = await fetch(`${simulatorUrl}/simulator/${path}`, {
			method,
			...(body === undefined
				? {}
				: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
		});
		if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
		return response.status === 204 ? undefined : await response.json();
	}

	/** Waits for this number of executions of a workflow and returns them, newest first. */
	async executionsOf(workflow: StoredWorkflow, count: number): Promise<Execution[]> {
		return await until(`${count} executions of ${workflow.name}`, async () => {
			const found = await this.api.executions(workflow.id);
			const ended = found.filter(({ status }) => status === 'success' || status === 'error');
			if (ended.length < count) return undefined;
			return await Promise.all(ended.map(async ({ id }) => await this.api.execution(id)));
		});
	}
}

/** Returns the items of a node's output in its last run. */
export function output(execution: Execution, name: string, index = 0): INodeExecutionData[] {
	return execution.data.resultData.runData[name]?.at(-1)?.data?.main?.[index] ?? [];
}

export function firstJson(execution: Execution, name: string): IDataObject {
	const [item] = output(execution, name);
	if (item === undefined) {
		const { error } = execution.data.resultData;
		throw new Error(`${name} has no output: ${error?.message ?? execution.status}`);
	}
	return item.json;
}
