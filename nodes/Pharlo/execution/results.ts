import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';

import { withOutcome } from '../../../domain/outcome';
import type { Wait, WaitingFor } from '../../../domain/wait';
import { canSplitOutputs, splitsOutputs, toOutputs } from '../waiting/outcomes';
import { toErrorJson, toItemError, type ErrorJson } from '../transport/errors';
import type { ItemCall } from './itemContext';

/** An output item that belongs to one input item. */
export interface PairedItem extends INodeExecutionData {
	readonly pairedItem: { readonly item: number };
}

/**
 * The output item of an input item that failed.
 *
 * @throws {NodeApiError | NodeOperationError} where the user wants the workflow to stop then
 */
export function failedItem(call: ItemCall, thrown: unknown): PairedItem {
	return toFailedItem(call.context, call.node, thrown, call.itemIndex);
}

/**
 * The output items where no item could be worked on. Without them n8n would hand on the input as if
 * all had gone well, if the node is to go on after an error.
 *
 * @throws {NodeApiError | NodeOperationError} where the user wants the workflow to stop then
 */
export function failAll(context: IExecuteFunctions, thrown: unknown): INodeExecutionData[][] {
	const node = context.getNode();
	const items = context
		.getInputData()
		.map((_item, itemIndex) => toFailedItem(context, node, thrown, itemIndex));
	return toOutputs(items, splitsOutputs(node.parameters));
}

function toFailedItem(
	context: IExecuteFunctions,
	node: INode,
	thrown: unknown,
	itemIndex: number,
): PairedItem {
	const error = toItemError(node, thrown, itemIndex);
	if (!context.continueOnFail()) throw error;
	return { json: forErrorOutput(node, toErrorJson(error)), pairedItem: { item: itemIndex } };
}

/**
 * The form by which n8n sends an item to the error output, where the node has one
 * (handleNodeErrorOutput of n8n-core). Before 2.39 only `message` may stand beside `error`: with
 * `details` the item would leave by the first output, as if it had been published.
 */
function forErrorOutput(node: INode, { error, details }: ErrorJson): IDataObject {
	const isOld = node.onError === 'continueErrorOutput' && !canSplitOutputs();
	return isOld ? { error, message: details } : { error, details };
}

/**
 * The output item that says what became of an assignment. Where the node has an error output, what
 * was not published is sent there, also when an execution is resumed.
 */
export function outcomeItem(
	node: INode,
	{ itemIndex, ...assignment }: WaitingFor,
	options: { readonly limitMinutes: number; readonly byOutcome: boolean },
): PairedItem {
	const json = withOutcome(assignment, options.limitMinutes) as IDataObject;
	const isError =
		json.outcome !== 'published' && !options.byOutcome && node.onError === 'continueErrorOutput';
	const pairedItem = { item: itemIndex };
	if (!isError) return { json, pairedItem };
	const details = { description: json.explanation ?? null, httpCode: null, assignment: json };
	return { json: forErrorOutput(node, { error: String(json.message), details }), pairedItem };
}

/** The output items of a wait, in the order of the input items. */
export function waitItems(node: INode, wait: Wait): PairedItem[] {
	return inOrder([
		...wait.assignments.map((assignment) => outcomeItem(node, assignment, wait)),
		...wait.failures.map(({ itemIndex, json }) => ({
			json: json as IDataObject,
			pairedItem: { item: itemIndex },
		})),
	]);
}

/** In the order of the input items. */
export function inOrder(items: PairedItem[]): PairedItem[] {
	return items.sort((a, b) => a.pairedItem.item - b.pairedItem.item);
}
