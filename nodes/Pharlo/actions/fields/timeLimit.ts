import type { INodeProperties } from 'n8n-workflow';

import { Refusal } from '../../../../pharlo/refusal';
import type { ItemCall } from '../../itemCall';

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

/**
 * @param name as the user sees it
 * @throws {Refusal} when the value is no number above zero
 */
export function readPositive(value: unknown, name: string): number {
	const number = Number(value);
	if (Number.isFinite(number) && number > 0) return number;
	throw new Refusal(`'${name}' is not a number above zero`, 'Enter a number such as 30.');
}
