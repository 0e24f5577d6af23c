import type { INodeProperties } from 'n8n-workflow';

import { readNumber } from '../../../domain/inputs';
import type { ItemCall } from '../execution/itemContext';
import { byName } from './byName';

/** Return All, or up to a limit. */
export const listFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		default: 50,
		typeOptions: { minValue: 1 },
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
];

/** Optional conditions on what a list returns, sorted as n8n's guidelines ask for. */
export function filtersField(filters: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [...filters].sort(byName),
	};
}

/** @throws {Refusal} when the limit is none */
export function readListFields(call: ItemCall): number {
	return call.flag('returnAll', 'Return All', false) ? Number.POSITIVE_INFINITY : readLimit(call);
}

/** @throws {Refusal} when the limit is none */
export function readLimit(call: ItemCall): number {
	return readNumber("'Limit'", call.parameter('limit'), { min: 1, whole: true });
}

/** The filters that were filled in; blank ones are left out. */
export function readFilters(
	call: ItemCall,
	names: readonly string[],
): Readonly<Record<string, string>> {
	return Object.fromEntries(
		names.map((name) => [name, call.text(`filters.${name}`)]).filter(([, value]) => value !== ''),
	) as Record<string, string>;
}
