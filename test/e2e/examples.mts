import type { INodeParameters } from 'n8n-workflow';

import type { Execution, StoredWorkflow, WorkflowFile } from '../../tools/playground/n8n-api.mts';
import { readExamples } from '../../tools/playground/workspace.mts';
import { firstOf, type Turn } from '../harness/scripted-model.mts';
import { output, START, type E2eSetup } from './e2e-setup.mts';

/** Imports the example workflows into n8n, and runs them. */
export class Examples {
	readonly #imported = new Set<string>();

	constructor(private readonly setup: E2eSetup) {}

	/** The file names of those that were imported. */
	get imported(): string[] {
		return [...this.#imported].sort();
	}

	/** Imports an example, with changes to existing parameters of its nodes. */
	async import(name: string, changes: INodeParameters = {}): Promise<StoredWorkflow> {
		const file = `${name}.json`;
		const example = readExamples().get(file);
		if (example === undefined) throw new Error(`No ${file}`);
		this.#imported.add(file);
		const nodes = example.nodes.map((node) => {
			const known = Object.entries(changes).filter(([key]) => key in node.parameters);
			return { ...node, parameters: { ...node.parameters, ...Object.fromEntries(known) } };
		});
		return await this.setup.create({ ...example, nodes });
	}

	/** Runs a workflow by hand, to an end without an error. */
	async run(workflow: StoredWorkflow, trigger = START): Promise<Execution> {
		const { api } = this.setup;
		const execution = await api.finished(await api.runManually(workflow, trigger));
		expect(execution.data.resultData.error).toBeUndefined();
		return execution;
	}

	/** Waits until so many executions have ended, and returns the newest. */
	async execution(workflow: StoredWorkflow, count: number): Promise<Execution> {
		const [newest] = await this.setup.executionsOf(workflow, count);
		if (newest === undefined) throw new Error('No execution');
		return newest;
	}

	/** Publishes an example that is started from outside, for the duration of the test. */
	async whilePublished(workflow: StoredWorkflow, test: () => Promise<void>): Promise<void> {
		const { api } = this.setup;
		await api.activate(workflow);
		try {
			await test();
		} finally {
			await api.call('POST', `/rest/workflows/${workflow.id}/deactivate`, {});
		}
	}
}

const POST = { title: 'Spring collection', description: 'Six bags and two hats.' };

/** What a model does that follows the instructions of agent-that-checks. */
export const CHECKS_AND_CREATES: readonly Turn[] = [
	() => ({ tool: 'Get_Channel', args: {} }),
	() => ({ tool: 'Get_Platforms', args: {} }),
	() => ({ tool: 'Get_Content_Rules', args: {} }),
	() => ({ tool: 'Check_Post', args: POST }),
	(report) =>
		firstOf(report).valid === true ? { tool: 'Create_Post', args: POST } : 'It is not valid.',
	(created) => ({ tool: 'Get_Post', args: { id: firstOf(created).id } }),
	(got) => `It is ${firstOf(got).status as string}.`,
];

/** Returns one field of all items that a node output. */
export function column(run: Execution, name: string, field: string): unknown[] {
	return output(run, name).map(({ json }) => json[field]);
}

/** Whether an example publishes a file of an input item. */
export function publishesFile({ nodes }: WorkflowFile): boolean {
	return nodes.some(({ parameters }) => parameters.media === 'file');
}
