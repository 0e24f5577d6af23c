import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { reassurance } from '../../domain/advice';
import { ApiError } from '../../domain/errors';
import type { AnyOperation } from './actions/operation';
import { describeProperties, findOperation, operationsThat } from './actions/router';
import { builderHint } from './actions/builderHint';
import { toErrorJson } from './execution/errorItem';
import { ItemContext, ItemParameters, RunParameters, type Run } from './execution/itemContext';
import { isTool, itemsOf, mapConcurrently, startRun, type ItemResult } from './execution/run';
import * as listSearch from './methods/listSearch';
import * as loadOptions from './methods/loadOptions';
import * as resourceMapping from './methods/resourceMapping';
import { getToolOutput } from './properties/output';
import { getRunOptions } from './properties/runOptions';
import { inOneText, toNodeError } from './transport/nodeErrors';
import { outputsExpression, toOutputs, toValidityOutputs } from './waiting/outcomes';
import { resume, resumeWebhooks } from './waiting/resume';

const waiting = operationsThat(({ waits, crossPosts }) => waits === true && crossPosts !== true);
const crossPosting = operationsThat(
	({ waits, crossPosts }) => waits === true && crossPosts === true,
);
const checking = operationsThat(({ checks }) => checks === true);
const suspending = operationsThat(({ suspends }) => suspends === true);

export class Pharlo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Pharlo',
		name: 'pharlo',
		icon: { light: 'file:../../icons/pharlo.svg', dark: 'file:../../icons/pharlo.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Publish and schedule videos and posts on YouTube and Facebook',
		defaults: { name: 'Pharlo' },
		usableAsTool: true,
		builderHint,
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsExpression({ waiting, crossPosting, checking }),
		waitingNodeTooltip: `={{ ${JSON.stringify(suspending)}.includes($parameter["operation"]) ? "The execution continues when Pharlo reports that the post is published, failed or cancelled" : "" }}`,
		webhooks: resumeWebhooks,
		credentials: [{ name: 'pharloApi', required: true }],
		properties: describeProperties(),
	};

	methods: NonNullable<INodeType['methods']> = { listSearch, loadOptions, resourceMapping };

	/** Resumes a waiting execution when Pharlo reports. */
	webhook: NonNullable<INodeType['webhook']> = resume;

	/** The only place where an item ends: with its output, or with n8n's error. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const node = this.getNode();
		const results = await executeOperation(this);
		const items = results.flatMap(({ itemIndex, ...result }): INodeExecutionData[] => {
			const pairedItem = { item: itemIndex };
			if ('json' in result) {
				const { json: objects, ...binary } = result;
				return objects.map((json) => ({ json, ...binary, pairedItem }));
			}
			if (this.continueOnFail()) {
				return [{ json: toErrorJson(node, result.error, itemIndex), pairedItem }];
			}
			const error = toNodeError(node, result.error, itemIndex);
			throw isTool(this, node) ? inOneText(error) : error;
		});
		return split(node, items);
	}
}

/** By its parameters as they are stored: if the node fails as a whole, they may be the reason. */
function split(
	{ parameters: { operation, outputs } }: INode,
	items: INodeExecutionData[],
): INodeExecutionData[][] {
	const name = String(operation);
	if (outputs === 'byOutcome' && waiting.includes(name)) return toOutputs(items);
	if (outputs === 'byOutcome' && crossPosting.includes(name)) return toOutputs(items, true);
	if (outputs === 'byValidity' && checking.includes(name)) return toValidityOutputs(items);
	return [items];
}

/** @returns the results in the order of the input items */
async function executeOperation(context: IExecuteFunctions): Promise<readonly ItemResult[]> {
	try {
		const parameters = new RunParameters(context);
		const first = new ItemParameters(parameters, 0);
		const operation = findOperation(String(first.get('resource')), String(first.get('operation')));
		const run = await startRun(parameters, getRunOptions(first));
		// Before anything is sent: a tool that cannot say what it has done must do nothing.
		const cutDown = run.isTool ? getToolOutput(new ItemContext(run, 0), operation) : undefined;
		const results = await executeAll(operation, run);
		if (!run.client.record.mayHaveChanged) reassure(results);
		return results
			.map((result) =>
				cutDown !== undefined && 'json' in result
					? { ...result, json: result.json.map(cutDown) }
					: result,
			)
			.sort((a, b) => a.itemIndex - b.itemIndex);
	} catch (error) {
		// The run failed as a whole. Without results n8n would pass on the input as if all had gone well.
		return context.getInputData().map((_item, itemIndex) => ({ itemIndex, error }));
	}
}

/** Where nothing that was sent can have had an effect, the errors say so. */
function reassure(results: readonly ItemResult[]): void {
	// One error may stand for several items.
	const errors = new Set(results.map((result) => ('error' in result ? result.error : undefined)));
	for (const error of errors) {
		if (error instanceof ApiError) error.description += reassurance(error);
	}
}

async function executeAll(operation: AnyOperation, run: Run): Promise<readonly ItemResult[]> {
	const items = itemsOf(run);
	if ('executeAll' in operation) return await operation.executeAll(items, run);
	const results = await mapConcurrently(run, items, async (item) => {
		const output = await operation.execute(item);
		return output.map((json) => item.withCredits(json));
	});
	return items.flatMap(({ itemIndex }, index): ItemResult[] => {
		const result = results[index];
		if (result === undefined) return [];
		return 'value' in result ? [{ itemIndex, json: result.value }] : [{ itemIndex, ...result }];
	});
}
