import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';

type Execute = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

function testNode(
	name: string,
	execute: Execute,
	properties: INodeProperties[] = [],
	outputs = 1,
): INodeType {
	return {
		description: {
			displayName: name,
			name,
			group: ['transform'],
			version: 1,
			description: '',
			defaults: { name },
			inputs: [NodeConnectionTypes.Main],
			outputs: Array.from({ length: outputs }, () => NodeConnectionTypes.Main),
			properties,
		},
		execute,
	};
}

/** Starts a workflow with the items of its parameter. */
export const start = testNode(
	'start',
	async function () {
		const items = JSON.parse(this.getNodeParameter('items', 0) as string) as IDataObject[];
		return [items.map((json, item) => ({ json, pairedItem: { item } }))];
	},
	[{ displayName: 'Items', name: 'items', type: 'string', default: '[]' }],
);

/** Outputs its items to the first output for the given number of passes, then to the second. */
export const loop = testNode(
	'loop',
	async function () {
		const context = this.getContext('node') as { done?: number };
		const done = (context.done ?? 0) + 1;
		context.done = done;
		const items = this.getInputData();
		return done <= Number(this.getNodeParameter('passes', 0)) ? [items, []] : [[], items];
	},
	[{ displayName: 'Passes', name: 'passes', type: 'number', default: 2 }],
	2,
);

/** Outputs one of its first items on each pass, like Loop Over Items with a batch size of 1. */
export const oneByOne = testNode(
	'oneByOne',
	async function () {
		const context = this.getContext('node') as { left?: INodeExecutionData[] };
		context.left ??= this.getInputData();
		const next = context.left.shift();
		return next === undefined ? [[], this.getInputData()] : [[next], []];
	},
	[],
	2,
);

/** Simulates an agent: calls the attached tool with the arguments of its parameter. */
export const agent = testNode(
	'agent',
	async function () {
		const tools = (await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as Array<{
			description: string;
			invoke(args: IDataObject): Promise<string>;
		}>;
		const calls = JSON.parse(this.getNodeParameter('calls', 0) as string) as IDataObject[];
		const output: INodeExecutionData[] = [];
		for (const args of calls) {
			const answer = await tools[0]?.invoke(args).catch((error: unknown) => String(error));
			output.push({ json: { answer, description: tools[0]?.description }, pairedItem: 0 });
		}
		return [output];
	},
	[{ displayName: 'Calls', name: 'calls', type: 'string', default: '[]' }],
);
agent.description.inputs = [NodeConnectionTypes.Main, NodeConnectionTypes.AiTool];

/** Passes its items through. */
export const pass = testNode('pass', async function () {
	return [this.getInputData()];
});
