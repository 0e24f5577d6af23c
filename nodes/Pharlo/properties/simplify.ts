import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { explainFailure } from '../../../domain/failure';
import { parseFlag } from '../../../domain/inputs';
import type { ItemParameters } from '../execution/itemContext';
import type { Property } from './property';

/** An assignment has about eighteen fields; n8n's guidelines recommend ten at most. */
const definition: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

export const simplify: Property<boolean> = {
	definition,
	get: (item) => parseFlag(definition.displayName, item.get(definition.name, definition.default)),
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

/** The essentials of an assignment and the explanation of a failure; or everything as it came. */
export function simplified(item: ItemParameters, assignment: IDataObject): IDataObject {
	if (!simplify.get(item)) return assignment;
	const explanation = explainFailure(assignment.errors);
	return {
		...Object.fromEntries(ESSENTIALS.map((key) => [key, assignment[key] ?? null])),
		...(explanation === undefined ? {} : { explanation }),
	};
}
