import * as host from 'n8n-workflow';
import { NodeApiError, type IDataObject, type INode } from 'n8n-workflow';

import { toNodeError } from '../transport/nodeErrors';

/**
 * Whether this n8n is 2.39 or later, which two things need: a resumed node can use more than its first
 * output, and an error item may have other keys than `error` and `message`. This export came with the
 * same release; n8n does not tell a node its version.
 */
export function isN8n239OrLater(): boolean {
	return 'checkNodesApiVersion' in host;
}

/**
 * The output object of an input item that failed, where the workflow continues. Never throws.
 *
 * @param thrown what the item failed with
 */
export function toErrorJson(node: INode, thrown: unknown, itemIndex: number): IDataObject {
	const error = toNodeError(node, thrown, itemIndex);
	return withDetails(node, error.message, {
		description: error.description ?? null,
		httpCode: error instanceof NodeApiError ? error.httpCode : null,
	});
}

/**
 * The form in which n8n sends an item to the error output, where the node has one
 * (handleNodeErrorOutput of n8n-core). Before 2.39 only `message` may stand beside `error`: with
 * `details` the item would leave by the first output, as if it had been published.
 */
export function withDetails(node: INode, error: string, details: IDataObject): IDataObject {
	const isOld = node.onError === 'continueErrorOutput' && !isN8n239OrLater();
	return isOld ? { error, message: details } : { error, details };
}
