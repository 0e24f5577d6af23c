import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeProperties,
} from 'n8n-workflow';

import pLimit from 'p-limit';

import { executionIdentity } from '../../pharlo/idempotency';
import { Refusal } from '../../pharlo/refusal';
import { Gate } from '../transport/gate';
import type { Manner } from '../transport/request';
import { Parameters } from './parameters';

export const includeCreditsField: INodeProperties = {
	displayName: 'Include Credits',
	name: 'includeCredits',
	type: 'boolean',
	default: false,
	description:
		'Whether to add what an input item has cost (creditsUsed) and what is left (creditsBalance) to its output',
};

/** From here on n8n's own work for each request is the limit; measured, see docs/benchmarks.md. */
export const DEFAULT_CONCURRENT = 50;

/** How requests are sent, whatever they are about. */
export const requestOptionsField: INodeProperties = {
	displayName: 'Request Options',
	name: 'requestOptions',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Max Concurrent Requests',
			name: 'maxConcurrent',
			type: 'number',
			default: DEFAULT_CONCURRENT,
			typeOptions: { minValue: 1 },
			description: 'How many items are worked on at a time; 1 takes one after another',
		},
		{
			displayName: 'Timeout (Seconds)',
			name: 'timeoutSeconds',
			type: 'number',
			default: 60,
			typeOptions: { minValue: 1 },
			description: 'How long to wait for an answer from Pharlo',
		},
	],
};

/** What holds for all items of a run; read once, from the first item. */
export interface RunSettings {
	/** Read once, because n8n copies it with all its parameters each time. */
	readonly node: INode;
	readonly parameters: Parameters;
	readonly includeCredits: boolean;
	readonly maxConcurrent: number;
	/** How often the node has run before; the attempts of Retry On Fail count as one. */
	readonly run: number;
	/** The same when n8n's Retry runs a failed execution again. */
	readonly execution: string;
	readonly credential: ICredentialDataDecryptedObject;
	readonly manner: Manner;
}

/**
 * @throws {Refusal} when a number is none
 * @throws {NodeOperationError} of n8n's, when there is no credential
 */
export async function readRunSettings(context: IExecuteFunctions): Promise<RunSettings> {
	const options = context.getNodeParameter('requestOptions', 0, {}) as IDataObject;
	const { timeoutSeconds, maxConcurrent = DEFAULT_CONCURRENT } = options;
	const atOnce = Math.ceil(readPositive(maxConcurrent, 'Max Concurrent Requests'));
	const credential = await context.getCredentials('pharloApi');
	const { $runIndex, $execution } = context.getWorkflowDataProxy(0);
	return {
		node: context.getNode(),
		parameters: new Parameters(context),
		includeCredits: context.getNodeParameter('includeCredits', 0, false) === true,
		maxConcurrent: atOnce,
		run: Number($runIndex),
		execution: executionIdentity(($execution as IDataObject).resumeUrl, context.getExecutionId()),
		credential,
		manner: {
			credential,
			gate: new Gate(),
			pageLimit: pLimit(atOnce),
			...(timeoutSeconds === undefined
				? {}
				: { timeoutMs: readPositive(timeoutSeconds, 'Timeout (Seconds)') * 1000 }),
		},
	};
}

/**
 * @param name as the user sees it
 * @throws {Refusal} when the value is no number above zero
 */
export function readPositive(value: unknown, name: string): number {
	const number = Number(value);
	if (Number.isFinite(number) && number > 0) return number;
	throw new Refusal(`'${name}' is not a number above zero`, 'Enter a number such as 30.');
}
