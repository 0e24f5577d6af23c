import type { IBinaryKeyData, IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import { withOutcome, type Wait, type WaitingAssignment } from '../../../domain/wait';
import { withDetails } from '../execution/errorItem';

/** An output item that belongs to one input item. */
export interface OutcomeItem extends INodeExecutionData {
	readonly pairedItem: { readonly item: number };
}

/** How outcomes are reported. */
export type OutcomeSettings = Pick<Wait, 'limitMinutes' | 'byOutcome'>;

/**
 * The output item that says what became of an assignment. If the node has an error output, what was
 * not published is sent there, also when an execution is resumed.
 */
export function outcomeItem(
	node: INode,
	{ itemIndex, ...assignment }: WaitingAssignment,
	{ limitMinutes, byOutcome }: OutcomeSettings,
): OutcomeItem {
	const json = withOutcome(assignment, limitMinutes) as IDataObject;
	const isError =
		json.outcome !== 'published' && !byOutcome && node.onError === 'continueErrorOutput';
	const pairedItem = { item: itemIndex };
	if (!isError) return { json, pairedItem };
	const details = { description: json.explanation ?? null, httpCode: null, assignment: json };
	return { json: withDetails(node, String(json.message), details), pairedItem };
}

/** The output items of a wait, in the order of the input items, with the files that were published. */
export function waitItems(node: INode, wait: Wait): OutcomeItem[] {
	const files = new Map(
		wait.files?.map(({ itemIndex, binary }) => [itemIndex, binary as IBinaryKeyData]),
	);
	const items = [
		...wait.assignments.map((assignment) => {
			const binary = files.get(assignment.itemIndex);
			const item = outcomeItem(node, assignment, wait);
			return binary === undefined ? item : { ...item, binary };
		}),
		...wait.failures.map(({ itemIndex, json }) => ({
			json: json as IDataObject,
			pairedItem: { item: itemIndex },
		})),
	];
	return items.sort((a, b) => a.pairedItem.item - b.pairedItem.item);
}

/** In the order in which n8n fills them: a wait that times out always leaves by the first. */
const OUTPUT_NAMES = ['Timed Out', 'Published', 'Not Published'];

const TIMED_OUT = 0;
const PUBLISHED = 1;
const NOT_PUBLISHED = 2;

const VALIDITY_NAMES = ['Valid', 'Invalid'];

/**
 * The node's outputs, as n8n computes them from its parameters.
 *
 * @param waiting the operations that wait
 * @param checking the operations that check
 */
export function outputsExpression(waiting: readonly string[], checking: readonly string[]) {
	const named = (names: readonly string[]): string =>
		JSON.stringify(names.map((displayName) => ({ type: 'main', displayName })));
	const isOneOf = (operations: readonly string[]): string =>
		`${JSON.stringify(operations)}.includes($parameter["operation"])`;
	return `={{ $parameter["outputs"] === "byOutcome" && ${isOneOf(waiting)} ? ${named(OUTPUT_NAMES)} : $parameter["outputs"] === "byValidity" && ${isOneOf(checking)} ? ${named(VALIDITY_NAMES)} : ["main"] }}` as const;
}

/** Puts each item on the output of its outcome. */
export function toOutputs(items: readonly INodeExecutionData[]): INodeExecutionData[][] {
	const outputs: INodeExecutionData[][] = OUTPUT_NAMES.map(() => []);
	for (const item of items) outputs[outputOf(item.json)]?.push(item);
	return outputs;
}

/** Puts each item of a check on the output for valid or for invalid ones. */
export function toValidityOutputs(items: readonly INodeExecutionData[]): INodeExecutionData[][] {
	const isValid = ({ json }: INodeExecutionData): boolean => json.valid === true;
	return [items.filter(isValid), items.filter((item) => !isValid(item))];
}

function outputOf({ outcome, waitingFor }: IDataObject): number {
	if (outcome === 'published') return PUBLISHED;
	// What the editor shows during the wait takes the place of a time-out.
	return outcome === 'timedOut' || waitingFor !== undefined ? TIMED_OUT : NOT_PUBLISHED;
}
