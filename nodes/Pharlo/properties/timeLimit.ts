import type { INodeProperties } from 'n8n-workflow';

import { readNumber } from '../../../domain/inputs';
import type { ItemCall } from '../execution/itemContext';

/** A year: n8n stores the end as a date, and there are dates that it cannot store. */
const LIMITS = { above: 0, max: 525_600 };

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
	return readNumber("'Time Limit (Minutes)'", call.parameter('timeLimitMinutes'), LIMITS);
}
