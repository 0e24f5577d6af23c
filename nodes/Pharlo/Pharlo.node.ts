import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { outputsExpression } from '../shared/outcomeOutputs';
import { toItemError } from '../transport/errors';
import type { JointOperation } from './actions/operation';
import { describeProperties, findOperation } from './actions/router';
import { ItemCall } from './itemCall';
import * as listSearch from './methods/listSearch';
import * as resourceMapping from './methods/payloadForm';
import { failedItem } from './results';
import { readRunSettings } from './runSettings';
import { resume } from './waiting/resume';
import { resumeWebhooks, waitingNodeTooltip } from './waiting/description';

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
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsExpression,
		waitingNodeTooltip,
		webhooks: resumeWebhooks,
		credentials: [{ name: 'pharloApi', required: true }],
		properties: describeProperties(),
	};

	methods = { listSearch, resourceMapping };

	/** Goes on with an execution that waits, when Pharlo reports. */
	webhook = resume;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = findOperation(
			this.getNode(),
			this.getNodeParameter('resource', 0) as string,
			this.getNodeParameter('operation', 0) as string,
		);
		const calls = makeCalls(this);
		if ('runAll' in operation) return await runJointly(operation, calls);

		const output: INodeExecutionData[] = [];
		for (const call of calls) {
			try {
				for (const json of await operation.run(call)) output.push(call.item(json));
			} catch (thrown) {
				output.push(failedItem(call, thrown));
			}
		}
		return [output];
	}
}

/** @throws {NodeOperationError} where a setting that holds for all items is of no use */
function makeCalls(context: IExecuteFunctions): ItemCall[] {
	try {
		const settings = readRunSettings(context);
		return context.getInputData().map((_item, index) => new ItemCall(context, index, settings));
	} catch (thrown) {
		throw toItemError(context.getNode(), thrown, 0);
	}
}

async function runJointly(
	operation: JointOperation,
	calls: readonly ItemCall[],
): Promise<INodeExecutionData[][]> {
	try {
		return await operation.runAll(calls);
	} catch (thrown) {
		return [calls.map((call) => failedItem(call, thrown))];
	}
}
