import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { Refusal } from '../../pharlo/refusal';
import { DEFAULT_TIMEOUT_MS } from '../transport/request';

export const includeCreditsField: INodeProperties = {
	displayName: 'Include Credits',
	name: 'includeCredits',
	type: 'boolean',
	default: false,
	description:
		'Whether to add what an input item has cost (creditsUsed) and what is left (creditsBalance) to its output',
};

/** How requests are sent, whatever they are about. */
export const requestOptionsField: INodeProperties = {
	displayName: 'Request Options',
	name: 'requestOptions',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Timeout (Seconds)',
			name: 'timeoutSeconds',
			type: 'number',
			default: 60,
			typeOptions: { minValue: 1 },
			description: 'How long to wait for an answer of Pharlo',
		},
	],
};

/** What holds for all items of a run; read once, from the first item. */
export interface RunSettings {
	readonly includeCredits: boolean;
	readonly timeoutMs: number;
}

/** @throws {Refusal} when a number is none */
export function readRunSettings(context: IExecuteFunctions): RunSettings {
	const { timeoutSeconds } = context.getNodeParameter('requestOptions', 0, {}) as IDataObject;
	return {
		includeCredits: context.getNodeParameter('includeCredits', 0, false) === true,
		timeoutMs:
			timeoutSeconds === undefined
				? DEFAULT_TIMEOUT_MS
				: readPositive(timeoutSeconds, 'Timeout (Seconds)') * 1000,
	};
}

/**
 * @param name as the user sees it
 * @throws {Refusal} when the value is no number above zero
 */
export function readPositive(value: unknown, name: string): number {
	const number = Number(value);
	if (Number.isFinite(number) && number > 0) return number;
	throw new Refusal(`'${name}' is not a number above zero`, 'Enter a number such as 30.');
}
