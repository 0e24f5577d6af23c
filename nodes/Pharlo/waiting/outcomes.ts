import type { IBinaryKeyData, IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import {
	simplifyOutcome,
	summaries,
	withOutcome,
	type Wait,
	type WaitingAssignment,
} from '../../../domain/wait';
import { withDetails } from '../execution/errorItem';

/** An output item that belongs to one input item. */
export interface OutcomeItem extends INodeExecutionData {
	readonly pairedItem: { readonly item: number };
}

/** How outcomes are reported. */
export type OutcomeSettings = Pick<Wait, 'limitMinutes' | 'byOutcome' | 'simplified'>;

/**
 * The output item that says what became of an assignment. If the node has an error output, what was
 * not published is sent there, also when an execution is resumed.
 */
export function outcomeItem(
	node: INode,
	{ itemIndex, ...assignment }: WaitingAssignment,
	{ limitMinutes, byOutcome, simplified }: OutcomeSettings,
): OutcomeItem {
	const whole = withOutcome(assignment, limitMinutes) as IDataObject;
	const json = simplified === true ? simplifyOutcome(whole) : whole;
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
	const sorted = items.sort((a, b) => a.pairedItem.item - b.pairedItem.item);
	if (wait.summarizes !== true) return sorted;
	const summaryOf = summaries(wait);
	// When an execution continues, n8n pairs items by their place in the output: only the item itself tells.
	return sorted.map((item) => {
		const itemIndex = item.pairedItem.item;
		return {
			...item,
			json: { ...item.json, summary: summaryOf.get(itemIndex) ?? null, itemIndex },
		};
	});
}

/**
 * In the order in which n8n fills them: a wait that times out always leaves by the first. Their number is
 * part of saved workflows.
 */
const OUTPUT_NAMES = ['Timed Out', 'Published', 'Not Live'];

/** Of operations that publish an item on several connections. */
const CROSS_POST_OUTPUT_NAMES = ['Timed Out', 'Published', 'Failed', 'Cancelled'];

const TIMED_OUT = 0;
const PUBLISHED = 1;
const NOT_PUBLISHED = 2;
const CANCELLED = 3;

const VALIDITY_NAMES = ['Valid', 'Invalid'];

/** The values of the operations with more than one output. */
export interface OperationsWithOutputs {
	/** They wait for one post of each item. */
	readonly waiting: readonly string[];
	/** They wait for several posts of each item. */
	readonly crossPosting: readonly string[];
	readonly checking: readonly string[];
}

/** The node's outputs, as n8n computes them from its parameters. */
export function outputsExpression({ waiting, crossPosting, checking }: OperationsWithOutputs) {
	const named = (names: readonly string[]): string =>
		JSON.stringify(names.map((displayName) => ({ type: 'main', displayName })));
	const has = (outputs: string, operations: readonly string[]): string =>
		`$parameter["outputs"] === "${outputs}" && ${JSON.stringify(operations)}.includes($parameter["operation"])`;
	return `={{ ${has('byOutcome', waiting)} ? ${named(OUTPUT_NAMES)} : ${has('byOutcome', crossPosting)} ? ${named(CROSS_POST_OUTPUT_NAMES)} : ${has('byValidity', checking)} ? ${named(VALIDITY_NAMES)} : ["main"] }}` as const;
}

/**
 * Puts each item on the output of its outcome.
 *
 * @param isCrossPost whether what was cancelled has an output of its own
 */
export function toOutputs(
	items: readonly INodeExecutionData[],
	isCrossPost = false,
): INodeExecutionData[][] {
	const names = isCrossPost ? CROSS_POST_OUTPUT_NAMES : OUTPUT_NAMES;
	const outputs: INodeExecutionData[][] = names.map(() => []);
	for (const item of items) outputs[outputOf(item.json, isCrossPost)]?.push(item);
	return outputs;
}

/** Puts each item of a check on the output for valid or for invalid ones. */
export function toValidityOutputs(items: readonly INodeExecutionData[]): INodeExecutionData[][] {
	const isValid = ({ json }: INodeExecutionData): boolean => json.valid === true;
	return [items.filter(isValid), items.filter((item) => !isValid(item))];
}

function outputOf({ outcome, waitingFor }: IDataObject, isCrossPost: boolean): number {
	if (outcome === 'published') return PUBLISHED;
	// What the editor shows during the wait takes the place of a time-out.
	if (outcome === 'timedOut' || waitingFor !== undefined) return TIMED_OUT;
	return outcome === 'cancelled' && isCrossPost ? CANCELLED : NOT_PUBLISHED;
}
