import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { outputsExpression } from './waiting/outcomes';
import type { Operation } from './actions/operation';
import { describeProperties, findOperation } from './actions/router';
import { ItemCall } from './execution/itemContext';
import * as listSearch from './methods/listSearch';
import * as resourceMapping from './methods/resourceMapping';
import { failAll, failedItem } from './execution/results';
import { readRunSettings } from './execution/runSettings';
import { sideBySide } from './execution/mapConcurrently';
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
		try {
			const operation = findOperation(
				this.getNode(),
				this.getNodeParameter('resource', 0) as string,
				this.getNodeParameter('operation', 0) as string,
			);
			const settings = await readRunSettings(this);
			const calls = this.getInputData().map((_item, index) => new ItemCall(this, index, settings));
			return 'runAll' in operation
				? await operation.runAll(calls)
				: [await runEach(operation, calls)];
		} catch (thrown) {
			return failAll(this, thrown);
		}
	}
}

async function runEach(
	operation: Operation,
	calls: readonly ItemCall[],
): Promise<INodeExecutionData[]> {
	const [first] = calls;
	if (first === undefined) return [];
	const results = await sideBySide(first, calls, async (call) => await operation.run(call));
	return calls.flatMap((call, index) => {
		const result = results[index];
		if (result === undefined) return [];
		return 'value' in result
			? result.value.map((json) => call.item(json))
			: [failedItem(call, result.error)];
	});
}
