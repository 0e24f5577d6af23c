import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { explainFailure } from '../../../domain/failure';
import type { ItemCall } from '../execution/itemContext';

/** An assignment has some eighteen fields; n8n's guidelines want ten at the most. */
export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

const ESSENTIALS = [
	'id',
	'status',
	'platformUrl',
	'errors',
	'platform',
	'type',
	'connectionId',
	'scheduledAt',
	'externalId',
];

/** The essentials of an assignment, and for a failure what lies behind it; or all as it came. */
export function simplifyAssignment(call: ItemCall, assignment: IDataObject): IDataObject {
	if (!call.flag('simplify', 'Simplify', true)) return assignment;
	const explanation = explainFailure(assignment.errors);
	return {
		...Object.fromEntries(ESSENTIALS.map((key) => [key, assignment[key] ?? null])),
		...(explanation === undefined ? {} : { explanation }),
	};
}
