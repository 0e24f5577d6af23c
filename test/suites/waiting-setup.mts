import { randomUUID } from 'node:crypto';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { until, type Execution, type StoredWorkflow } from '../../tools/playground/n8n-api.mts';
import { readExamples, withCredential } from '../../tools/playground/workspace.mts';
import type { Assignment } from '../../tools/simulator/state.mts';
import { createVideo } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { chain, node, webhook } from '../harness/setting.mts';
import { postSigned, type CallResult, type Headers } from './calls.mts';
import type { N8nInstance } from './n8n-instance.mts';

export const PHARLO = 'n8n-nodes-pharlo.pharlo';

/** Workflows that publish and wait, and a separate simulator that sends callbacks to them. */
export class WaitingSetup {
	#credential = { id: '', name: '' };

	private constructor(
		readonly n8n: N8nInstance,
		readonly pharlo: Pharlo,
	) {}

	static async start(n8n: N8nInstance): Promise<WaitingSetup> {
		const setup = new WaitingSetup(n8n, await Pharlo.start());
		const name = `Pharlo ${randomUUID()}`;
		const { id } = await n8n.api.createCredential(name, setup.pharlo.credential);
		setup.#credential = { id, name };
		return setup;
	}

	/** Publishes a workflow with Webhook, Create and Wait, and a node after each of its outputs. */
	async publishWorkflow(
		parameters: INodeParameters = {},
		settings: Partial<INode> = {},
	): Promise<Waiter> {
		const path = randomUUID();
		const connections = chain('Webhook', 'Rows', 'Wait', 'After 0', 'Context');
		connections.Wait = {
			main: [0, 1, 2].map((output) => [{ node: `After ${output}`, type: 'main', index: 0 }]),
		};
		const workflow = await this.n8n.api.createWorkflow(
			withCredential(
				{
					name: `Wait ${path}`,
					nodes: [
						webhook('Webhook', path),
						node('Rows', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'body.rows', options: {} }),
						node(
							'Wait',
							PHARLO,
							{ ...createVideo({ simplify: false, ...parameters }), operation: 'createAndWait' },
							settings,
						),
						...[0, 1, 2].map((output) => node(`After ${output}`, 'n8n-nodes-base.noOp')),
						node(
							'Context',
							'n8n-nodes-base.set',
							{
								assignments: {
									assignments: [
										{
											id: 'a',
											name: 'id',
											type: 'string',
											value: '={{ $node["Wait"].context.assignments[0].id }}',
										},
									],
								},
								options: {},
							},
							{ typeVersion: 3.4 },
						),
					],
					connections,
				},
				this.#credential.id,
				this.#credential.name,
			),
		);
		await this.n8n.api.activate(workflow);
		return new Waiter(this, workflow, `${this.n8n.webhookUrl}/webhook/${path}`);
	}

	/** Imports an example workflow, with a very short time limit. */
	async importExample(file: string): Promise<StoredWorkflow> {
		const example = readExamples().get(file);
		if (example === undefined) throw new Error(`No ${file}`);
		const nodes = example.nodes.map((one) =>
			'timeLimitMinutes' in one.parameters
				? { ...one, parameters: { ...one.parameters, timeLimitMinutes: '={{ 0.01 }}' } }
				: one,
		);
		const { id, name } = this.#credential;
		return await this.n8n.api.createWorkflow(withCredential({ ...example, nodes }, id, name));
	}

	async running(): Promise<number> {
		return await this.n8n.api.countExecutions('new', 'running');
	}

	/** Sends a callback; with custom headers it is not signed. */
	async post(url: string, event: unknown, headers?: Headers): Promise<CallResult> {
		const own = headers && { headers: { 'x-webhook-signature': undefined, ...headers } };
		return await postSigned(url, event, own);
	}

	async stop(): Promise<void> {
		await this.pharlo.close();
	}
}

/** A workflow that waits, and its executions. */
export class Waiter {
	constructor(
		readonly setup: WaitingSetup,
		readonly workflow: StoredWorkflow,
		readonly url: string,
	) {}

	/** Starts an execution for these rows, and waits until their assignments are created. */
	async start(rows: IDataObject[] = [{ row: 0 }]): Promise<Assignment[]> {
		const { pharlo } = this.setup;
		const before = pharlo.assignments.length;
		await this.call(rows);
		await until('the assignments', async () =>
			pharlo.assignments.length >= before + rows.length ? true : undefined,
		);
		return pharlo.assignments.slice(0, pharlo.assignments.length - before).reverse();
	}

	/** Calls the webhook that starts an execution, retrying until it is live. */
	async call(rows: IDataObject[]): Promise<void> {
		await until('the webhook', async () => {
			const response = await this.setup.post(this.url, { rows }, {});
			return response.status === 200 ? true : undefined;
		});
	}

	/** Returns the newest execution after it was suspended. */
	async suspended(): Promise<Execution> {
		return await until('the execution to be suspended', async () => {
			const [newest] = await this.setup.n8n.api.executions(this.workflow.id);
			return newest?.status === 'waiting'
				? await this.setup.n8n.api.execution(newest.id)
				: undefined;
		});
	}

	/** Starts an execution and waits until it is suspended. */
	async wait(rows?: IDataObject[]): Promise<{ assignments: Assignment[]; execution: Execution }> {
		const assignments = await this.start(rows);
		return { assignments, execution: await this.suspended() };
	}
}

/** Returns the items that a node output. */
export function outputItems(execution: Execution, name: string): IDataObject[] {
	const runs = execution.data.resultData.runData[name] ?? [];
	return runs.flatMap(({ data }) => (data?.main?.[0] ?? []).map(({ json }) => json));
}
