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
export const START = 'When clicking ‘Execute workflow’';

const servers = JSON.parse(process.env.E2E_SERVERS ?? '{}') as Servers;

export const simulatorUrl = servers.simulator;

/** What a user does in n8n, and a look into the simulator. */
export class E2eWorld {
	readonly api = new N8nApi(servers.n8n, servers.session);
	readonly simulatorUrl = simulatorUrl;
	/** The one that new workflows have. */
	credential = { id: '', name: '' };

	static async enter(): Promise<E2eWorld> {
		const world = new E2eWorld();
		await world.useCredential();
		return world;
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

	/** Makes a credential that the workflows from now on have. */
	async useCredential(more: Record<string, unknown> = {}): Promise<void> {
		const name = `Pharlo ${randomUUID()}`;
		const { id } = await this.api.createCredential(name, this.credentialData(more));
		this.credential = { id, name };
	}

	async create(workflow: WorkflowFile): Promise<StoredWorkflow> {
		const { id, name } = this.credential;
		return await this.api.createWorkflow(withCredential(workflow, id, name));
	}

	/** A published workflow that begins with our trigger. */
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

	/** Runs nodes behind a manual trigger. */
	async run(nodes: INode[], connections?: IConnections): Promise<Execution> {
		const start = node(START, 'n8n-nodes-base.manualTrigger');
		const workflow = await this.create({
			name: `Run ${randomUUID()}`,
			nodes: [start, ...nodes],
			connections: connections ?? chain(START, ...nodes.map(({ name }) => name)),
		});
		return await this.api.finished(await this.api.runManually(workflow, START));
	}

	/** Runs the Pharlo node once. */
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
		const answer = await fetch(`${simulatorUrl}/simulator/state`);
		return (await answer.json()) as State;
	}

	/** Pulls one of the simulator's strings. */
	async simulator(method: string, path: string, body?: unknown): Promise<unknown> {
		const answer = await fetch(`${simulatorUrl}/simulator/${path}`, {
			method,
			...(body === undefined
				? {}
				: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
		});
		if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
		return answer.status === 204 ? undefined : await answer.json();
	}

	/** The executions of a workflow once there are as many, newest first. */
	async executionsOf(workflow: StoredWorkflow, count: number): Promise<Execution[]> {
		return await until(`${count} executions of ${workflow.name}`, async () => {
			const found = await this.api.executions(workflow.id);
			const ended = found.filter(({ status }) => status === 'success' || status === 'error');
			if (ended.length < count) return undefined;
			return await Promise.all(ended.map(async ({ id }) => await this.api.execution(id)));
		});
	}
}

/** Items of a node's output in its last run. */
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
