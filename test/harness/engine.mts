import './environment.mts';

import { WorkflowExecute } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	type IConnections,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type IRun,
	type ITaskData,
} from 'n8n-workflow';

import { chain, createWorkflowContext, node, type RunOptions } from './setting.mts';

/** Runs a workflow through n8n's own engine, starting at its first node. */
export async function runWorkflow(
	nodes: INode[],
	connections: IConnections,
	options: RunOptions,
): Promise<IRun> {
	const { workflow, additionalData } = createWorkflowContext(nodes, connections, options);
	const [first] = nodes;
	const { resumeToken, mode = 'manual' } = options;
	const data = createEmptyRunExecutionData();
	if (resumeToken !== undefined) data.resumeToken = resumeToken;
	const execute = new WorkflowExecute(additionalData, mode, data);
	const running = execute.run({
		workflow,
		...(first === undefined ? {} : { startNode: first }),
	});
	options.stopSignal?.addEventListener('abort', () => running.cancel());
	return await running;
}

/** Returns the data of a node's last run. */
export function lastRun(run: IRun, name: string): ITaskData | undefined {
	return run.data.resultData.runData[name]?.at(-1);
}

export interface NodeResult {
	/** Items of the first output. */
	readonly items: INodeExecutionData[];
	readonly outputs: INodeExecutionData[][];
	/** Items of the error output, if there is one. */
	readonly failed: INodeExecutionData[];
	/** The error that stopped the workflow. */
	readonly error: ITaskData['error'];
	/** What n8n shows beside the output. */
	readonly hints: NonNullable<ITaskData['hints']>;
}

/** Runs only the Pharlo node on the given items. */
export async function runPharlo(
	parameters: INode['parameters'],
	options: RunOptions & { items?: IDataObject[]; settings?: Partial<INode> },
): Promise<NodeResult> {
	const run = await runWorkflow(
		[
			node('Start', 'start', { items: JSON.stringify(options.items ?? [{}]) }),
			node('Pharlo', 'pharlo', parameters, {
				credentials: { pharloApi: { id: '1', name: 'Pharlo' } },
				...options.settings,
			}),
		],
		chain('Start', 'Pharlo'),
		options,
	);
	return resultOf(run);
}

/** What came of the node named Pharlo in a run. */
export function resultOf(run: IRun): NodeResult {
	const result = lastRun(run, 'Pharlo');
	return {
		outputs: (result?.data?.main ?? []).map((output) => output ?? []),
		items: result?.data?.main?.[0] ?? [],
		failed: result?.data?.main?.[1] ?? [],
		error: result?.error ?? run.data.resultData.error,
		hints: result?.hints ?? [],
	};
}
