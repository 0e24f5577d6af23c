import { randomUUID } from 'node:crypto';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { until, type Execution, type StoredWorkflow } from '../../tools/playground/n8n-api.mts';
import { readExamples, withCredential } from '../../tools/playground/workspace.mts';
import type { Assignment } from '../../tools/simulator/state.mts';
import { createVideo } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { chain, node, webhook } from '../harness/setting.mts';
import { postSigned, type Answer, type Headers } from './calls.mts';
import type { Stage } from './stage.mts';

export const PHARLO = 'n8n-nodes-pharlo.pharlo';

/** A workflow that publishes and waits, and a Pharlo of its own that reports to it. */
export class WaitingWorld {
	#credential = { id: '', name: '' };

	private constructor(
		readonly stage: Stage,
		readonly pharlo: Pharlo,
	) {}

	static async enter(stage: Stage): Promise<WaitingWorld> {
		const world = new WaitingWorld(stage, await Pharlo.start());
		const name = `Pharlo ${randomUUID()}`;
		const { id } = await stage.api.createCredential(name, world.pharlo.credential);
		world.#credential = { id, name };
		return world;
	}

	/** A published workflow: Webhook, Create and Wait, and a node behind each of its outputs. */
	async publishWorkflow(
		parameters: INodeParameters = {},
		settings: Partial<INode> = {},
	): Promise<Waiter> {
		const path = randomUUID();
		const connections = chain('Webhook', 'Rows', 'Wait', 'After 0', 'Context');
		connections.Wait = {
			main: [0, 1, 2].map((output) => [{ node: `After ${output}`, type: 'main', index: 0 }]),
		};
		const workflow = await this.stage.api.createWorkflow(
			withCredential(
				{
					name: `Wait ${path}`,
					nodes: [
						webhook('Webhook', path),
						node('Rows', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'body.rows', options: {} }),
						node(
							'Wait',
							PHARLO,
							{ ...createVideo(parameters), operation: 'createAndWait' },
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
		await this.stage.api.activate(workflow);
		return new Waiter(this, workflow, `${this.stage.entry}/webhook/${path}`);
	}

	/** An example as a user imports it, with a time limit that passes at once. */
	async importExample(file: string): Promise<StoredWorkflow> {
		const example = readExamples().get(file);
		if (example === undefined) throw new Error(`No ${file}`);
		const nodes = example.nodes.map((one) =>
			'timeLimitMinutes' in one.parameters
				? { ...one, parameters: { ...one.parameters, timeLimitMinutes: '={{ 0.01 }}' } }
				: one,
		);
		const { id, name } = this.#credential;
		return await this.stage.api.createWorkflow(withCredential({ ...example, nodes }, id, name));
	}

	async running(): Promise<number> {
		return await this.stage.api.countExecutions('new', 'running');
	}

	/** A callback as anybody could send it; with headers of its own it is not signed. */
	async post(url: string, event: unknown, headers?: Headers): Promise<Answer> {
		const own = headers && { headers: { 'x-webhook-signature': undefined, ...headers } };
		return await postSigned(url, event, own);
	}

	async leave(): Promise<void> {
		await this.pharlo.close();
	}
}

/** One workflow that waits, and its executions. */
export class Waiter {
	constructor(
		readonly world: WaitingWorld,
		readonly workflow: StoredWorkflow,
		readonly url: string,
	) {}

	/** Starts an execution for these rows and returns once all of them are created. */
	async start(rows: IDataObject[] = [{ row: 0 }]): Promise<Assignment[]> {
		const { pharlo } = this.world;
		const before = pharlo.assignments.length;
		await this.call(rows);
		await until('the assignments', async () =>
			pharlo.assignments.length >= before + rows.length ? true : undefined,
		);
		return pharlo.assignments.slice(0, pharlo.assignments.length - before).reverse();
	}

	/** Calls the webhook that starts an execution, again until it is live. */
	async call(rows: IDataObject[]): Promise<void> {
		await until('the webhook', async () => {
			const answer = await this.world.post(this.url, { rows }, {});
			return answer.status === 200 ? true : undefined;
		});
	}

	/** The newest execution, once it sleeps. */
	async sleeping(): Promise<Execution> {
		return await until('the execution to sleep', async () => {
			const [newest] = await this.world.stage.api.executions(this.workflow.id);
			return newest?.status === 'waiting'
				? await this.world.stage.api.execution(newest.id)
				: undefined;
		});
	}

	/** Starts one execution and waits until it sleeps. */
	async wait(rows?: IDataObject[]): Promise<{ assignments: Assignment[]; execution: Execution }> {
		const assignments = await this.start(rows);
		return { assignments, execution: await this.sleeping() };
	}
}

/** What a node handed on, by output. */
export function handedOn(execution: Execution, name: string): IDataObject[] {
	const runs = execution.data.resultData.runData[name] ?? [];
	return runs.flatMap(({ data }) => (data?.main?.[0] ?? []).map(({ json }) => json));
}
