import type { ICredentialDataDecryptedObject, IExecuteFunctions, INode } from 'n8n-workflow';

import { RunParameters, type Run } from '../../nodes/Pharlo/execution/itemContext.ts';
import { PharloClient } from '../../nodes/Pharlo/transport/PharloClient.ts';
import { clientContext, type ClientContextOptions } from './client-context.mts';

/** A node of the pack; its class is not needed. */
export function pharloNode(more: Partial<INode> = {}): INode {
	return {
		id: 'node-id',
		name: 'Pharlo',
		type: 'n8n-nodes-pharlo.pharlo',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...more,
	};
}

/** A credential whose Base URL is valid. */
export const CREDENTIAL: ICredentialDataDecryptedObject = {
	apiKey: 'ds_live_1234',
	baseUrl: 'https://pharlo.io',
};

/**
 * As much of n8n's context of an execution as a run uses.
 *
 * @param more methods of the context to replace or add
 */
export function executeContext(
	more: Readonly<Record<string, unknown>> = {},
	options: ClientContextOptions = {},
) {
	const { context, sent, decrypted } = clientContext({ stored: CREDENTIAL, ...options });
	Object.assign(context, {
		getNode: () => pharloNode(),
		getInputData: () => [{ json: {} }],
		getWorkflow: () => ({ id: 'workflow-id', active: false }),
		getWorkflowDataProxy: () => ({ $runIndex: 0, $execution: {} }),
		getInstanceId: () => 'instance-id',
		getExecutionId: () => '12',
		continueOnFail: () => false,
		...more,
	});
	return { context: context as IExecuteFunctions, sent, decrypted };
}

/** A run with these fields; the others are as for a node that was left as it is. */
export function runWith(more: Partial<Run> = {}, options: ClientContextOptions = {}): Run {
	const { context } = executeContext({}, options);
	return {
		context,
		node: pharloNode(),
		parameters: new RunParameters(context),
		credential: CREDENTIAL,
		client: PharloClient.create(context),
		includeCredits: false,
		maxConcurrentRequests: 1,
		stopsAtError: true,
		identity: {
			instanceId: 'instance-id',
			workflowId: 'workflow-id',
			execution: '12',
			nodeId: 'node-id',
		},
		index: 0,
		resumeUrl: 'https://n8n.example.com/webhook-waiting/12',
		isTool: false,
		...more,
	};
}
