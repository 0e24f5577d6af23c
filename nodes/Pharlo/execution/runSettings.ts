import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	INode,
} from 'n8n-workflow';

import pLimit from 'p-limit';

import { normalizeBaseUrl } from '../../../domain/baseUrl';
import { executionIdentity } from '../../../domain/idempotency';
import { readFlag, readNumber } from '../../../domain/inputs';
import { Gate } from '../transport/throttle';
import type { Manner } from '../transport/PharloClient';
import { DEFAULT_CONCURRENT } from '../properties/runOptions';
import { Parameters } from './parameters';

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
