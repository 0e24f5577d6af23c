import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeProperties,
} from 'n8n-workflow';

import pLimit from 'p-limit';

import { normalizeBaseUrl } from '../../pharlo/base-url';
import { executionIdentity } from '../../pharlo/idempotency';
import { readFlag, readNumber } from '../../pharlo/inputs';
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

const MAX_CONCURRENT = { min: 1, max: 1000, whole: true } as const;

const TIMEOUT = { above: 0, max: 3600 } as const;

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
 * @throws {Refusal} when a setting or the credential's Base URL is invalid
 * @throws {NodeOperationError} of n8n's, when there is no credential
 */
export async function readRunSettings(context: IExecuteFunctions): Promise<RunSettings> {
	const options = context.getNodeParameter('requestOptions', 0, {}) as IDataObject;
	const { timeoutSeconds, maxConcurrent = DEFAULT_CONCURRENT } = options;
	const atOnce = readNumber("'Max Concurrent Requests'", maxConcurrent, MAX_CONCURRENT);
	const credential = await context.getCredentials('pharloApi');
	// Checked here and not by the first request: an operation that waits would take it for a fault
	// that passes.
	normalizeBaseUrl(credential.baseUrl);
	const { $runIndex, $execution } = context.getWorkflowDataProxy(0);
	return {
		node: context.getNode(),
		parameters: new Parameters(context),
		includeCredits: readFlag(
			"'Include Credits'",
			context.getNodeParameter('includeCredits', 0, false),
		),
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
				: { timeoutMs: readNumber("'Timeout (Seconds)'", timeoutSeconds, TIMEOUT) * 1000 }),
		},
	};
}
