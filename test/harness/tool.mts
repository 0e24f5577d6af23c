import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { lastRun, runWorkflow } from './engine.mts';
import type { Pharlo } from './pharlo.mts';
import { chain, node } from './setting.mts';

/**
 * Lets an agent call the node as its tool, through n8n's engine.
 *
 * @param calls the arguments of each call
 * @returns what the agent got, in the order of the calls
 */
export async function callTool(
	pharlo: Pharlo,
	parameters: INodeParameters,
	calls: readonly IDataObject[],
	settings: Partial<INode> = {},
): Promise<string[]> {
	const run = await runWorkflow(
		[
			node('Start', 'start', { items: '[{}]' }),
			node('Agent', 'agent', { calls: JSON.stringify(calls) }),
			node('Pharlo', 'pharloTool', parameters, {
				credentials: { pharloApi: { id: '1', name: 'Pharlo' } },
				...settings,
			}),
		],
		{
			...chain('Start', 'Agent'),
			Pharlo: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
		},
		{ credential: pharlo.credential },
	);
	const result = lastRun(run, 'Agent');
	if (result?.error !== undefined) throw result.error;
	return (result?.data?.main?.[0] ?? []).map(({ json }) => json.answer as string);
}
