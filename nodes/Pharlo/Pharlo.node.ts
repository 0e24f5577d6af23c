import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { toErrorJson, toItemError } from '../transport/errors';
import { describeProperties, findOperation } from './actions/router';
import { ItemCall } from './itemCall';
import * as listSearch from './methods/listSearch';
import * as resourceMapping from './methods/payloadForm';

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
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'pharloApi', required: true }],
		properties: describeProperties(),
	};

	methods = { listSearch, resourceMapping };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const output: INodeExecutionData[] = [];
		for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex++) {
			const call = new ItemCall(this, itemIndex);
			try {
				const operation = findOperation(
					this.getNode(),
					call.text('resource'),
					call.text('operation'),
				);
				const results = await operation.run(call);
				const credits = call.parameter('includeCredits', false) === true ? call.credits : {};
				for (const json of results) {
					output.push({ json: { ...json, ...credits }, pairedItem: { item: itemIndex } });
				}
			} catch (thrown) {
				const error = toItemError(this.getNode(), thrown, itemIndex);
				if (!this.continueOnFail()) throw error;
				output.push({ json: toErrorJson(error), pairedItem: { item: itemIndex } });
			}
		}
		return [output];
	}
}
