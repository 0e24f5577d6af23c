import './environment.mts';

import { ExecuteContext } from 'n8n-core';
import {
	createRunExecutionData,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

import { Pharlo } from '../../nodes/Pharlo/Pharlo.node.ts';
import { mp4 } from './media.mts';
import { createWorkflowContext, node, type RunOptions } from './setting.mts';

/** What one run of the node came to. */
export type Executed =
	| { readonly items: INodeExecutionData[]; readonly error?: undefined }
	| { readonly items?: undefined; readonly error: unknown };

/** Every item has a file, for the operations that publish one. */
const FILE = {
	data: mp4().toString('base64'),
	mimeType: 'video/mp4',
	fileName: 'demo.mp4',
};

/**
 * Prepares the Pharlo node for runs outside a workflow, with n8n's own context and expressions. One
 * preparation serves any number of runs, so a run costs a fraction of one through `runPharlo`; what the
 * engine does around the node, such as its check for required parameters, is left out.
 *
 * @param type of the node, which is another one in a tool
 * @returns runs the node once, on these input items
 */
export function prepareExecution(
	parameters: INode['parameters'],
	options: RunOptions,
	type: 'pharlo' | 'pharloTool' = 'pharlo',
): (items: readonly IDataObject[]) => Promise<Executed> {
	const pharlo = new Pharlo();
	const executed = node('Pharlo', type, parameters, {
		credentials: { pharloApi: { id: '1', name: 'Pharlo' } },
	});
	const { workflow, additionalData } = createWorkflowContext([executed], {}, options);
	return async (items) => {
		const input = items.map((json, item) => ({
			json,
			binary: { data: { ...FILE } },
			pairedItem: { item },
		}));
		const data = { main: [input] };
		const runData = createRunExecutionData();
		if (options.resumeToken !== undefined) runData.resumeToken = options.resumeToken;
		const context = new ExecuteContext(
			workflow,
			// As the workflow has it: with the defaults of parameters that are not stored.
			workflow.nodes[executed.name] ?? executed,
			additionalData,
			'manual',
			runData,
			0,
			input,
			data,
			{ data, node: executed, source: null },
			[],
		) as unknown as IExecuteFunctions;
		try {
			return { items: (await pharlo.execute.call(context)).flat() };
		} catch (error) {
			return { error };
		}
	};
}
