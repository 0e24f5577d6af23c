import * as host from 'n8n-workflow';
import type {
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	INodeProperties,
} from 'n8n-workflow';

/** Shown in the order in which n8n fills them: a wait that runs out always leaves by the first. */
const OUTPUT_NAMES = ['Timed Out', 'Published', 'Not Published'];

const TIMED_OUT = 0;
const PUBLISHED = 1;
const NOT_PUBLISHED = 2;

export const outputsField: INodeProperties = {
	displayName: 'Outputs',
	name: 'outputs',
	type: 'options',
	noDataExpression: true,
	default: 'one',
	description: 'Where the items leave once the posts have ended',
	options: [
		{
			name: 'One for All',
			value: 'one',
			description:
				"Failed posts leave here too: check the field 'outcome' (published, failed, cancelled or timedOut)",
		},
		{
			name: 'One for Each Outcome',
			value: 'byOutcome',
			description: 'Timed out, published, not published; needs n8n 2.39 or later',
		},
	],
};

const WAITING: readonly unknown[] = ['createAndWait', 'waitForCompletion'];

const chosen = WAITING.map((operation) => `$parameter["operation"] === "${operation}"`).join(
	' || ',
);
const branches = OUTPUT_NAMES.map((name) => `{ type: "main", displayName: "${name}" }`).join(', ');

/** The node's outputs, as n8n works them out from its parameters. */
export const outputsExpression =
	`={{ $parameter["outputs"] === "byOutcome" && (${chosen}) ? [${branches}] : ["main"] }}` as const;

/**
 * Whether the node has an output for each outcome, by its parameters as they are stored: where it
 * fails as a whole, they may be what it fails at.
 */
export function splitsOutputs({ operation, outputs }: INodeParameters): boolean {
	return outputs === 'byOutcome' && WAITING.includes(operation);
}

/**
 * Whether a resumed node can use more than its first output: n8n-core forwards them since 2.39.0,
 * and drops what is in the others before. This export came with the same release, and n8n tells a
 * node its version nowhere.
 */
export function canSplitOutputs(): boolean {
	return 'checkNodesApiVersion' in host;
}

/** Puts items on the outputs that the user has chosen. */
export function toOutputs(
	items: readonly INodeExecutionData[],
	byOutcome: boolean,
): INodeExecutionData[][] {
	if (!byOutcome) return [[...items]];
	const outputs: INodeExecutionData[][] = OUTPUT_NAMES.map(() => []);
	for (const item of items) outputs[outputOf(item.json)]?.push(item);
	return outputs;
}

function outputOf({ outcome }: IDataObject): number {
	if (outcome === 'published') return PUBLISHED;
	return outcome === 'timedOut' ? TIMED_OUT : NOT_PUBLISHED;
}
