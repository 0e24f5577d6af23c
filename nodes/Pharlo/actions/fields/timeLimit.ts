import type { INodeProperties } from 'n8n-workflow';

import type { ItemCall } from '../../itemCall';
import { readPositive } from '../../runSettings';

/** How long a wait may take; there is always an end to it. */
export function timeLimitField(description: string): INodeProperties {
	return {
		displayName: 'Time Limit (Minutes)',
		name: 'timeLimitMinutes',
		type: 'number',
		default: 60,
		typeOptions: { minValue: 1 },
		description,
	};
}

/** @throws {Refusal} when it is no time */
export function readTimeLimit(call: ItemCall): number {
	return readPositive(call.parameter('timeLimitMinutes'), 'Time Limit (Minutes)');
}
