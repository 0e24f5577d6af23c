import type { INodeProperties } from 'n8n-workflow';

import { isBlank, parseFlag, parseNumber, requireText } from '../../../domain/inputs';
import type { ItemParameters } from '../execution/itemContext';
import { connectionFilter } from './connection';
import { platformFilter } from './platform';
import { collection, shownIf, type PanelProperty, type Property } from './property';

const returnAll: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

const limitDefinition: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	default: 50,
	typeOptions: { minValue: 1 },
	description: 'Max number of results to return',
};

export const limit: Property<number> = {
	definition: limitDefinition,
	get: (item) =>
		parseNumber(limitDefinition.displayName, item.get(limitDefinition.name), {
			min: 1,
			whole: true,
		}),
};

/** Return All, or up to a limit. */
export const listProperties: readonly PanelProperty[] = [
	{ definition: returnAll },
	shownIf({ returnAll: [false] }, limit),
];

/**
 * How many items of a list are wanted.
 *
 * @throws {InvalidInputError} when the switch or the limit is invalid
 */
export function getMaxItems(item: ItemParameters): number {
	const isAll = parseFlag(returnAll.displayName, item.get(returnAll.name, returnAll.default));
	return isAll ? Number.POSITIVE_INFINITY : limit.get(item);
}

/** Optional conditions on what a list returns. */
export function filters(entries: readonly PanelProperty[]): PanelProperty {
	return collection(FILTERS.displayName, FILTERS.name, 'Add Filter', entries);
}

const FILTERS = { displayName: 'Filters', name: 'filters' };

/**
 * The filters that were added, by name, as Pharlo takes them in a query.
 *
 * @throws {InvalidInputError} for one without a value: to leave it out would reach further than meant
 */
export function getFilters(
	item: ItemParameters,
	entries: readonly PanelProperty[],
): Readonly<Record<string, string>> {
	const added = entries.flatMap(({ definition }) => {
		const value = getFilter(item, definition);
		return value === undefined ? [] : [[definition.name, value] as const];
	});
	return Object.fromEntries(added);
}

/**
 * The value of one filter.
 *
 * @returns undefined when the filter was not added
 * @throws {InvalidInputError} when it was added but has no value
 */
export function getFilter(item: ItemParameters, definition: INodeProperties): string | undefined {
	const { displayName, name, type } = definition;
	if (!(name in item.getCollection(FILTERS))) return undefined;
	const value = item.get(`${FILTERS.name}.${name}`, '', { extractValue: true });
	return type === 'boolean' && !isBlank(value)
		? String(parseFlag(displayName, value))
		: requireText(displayName, value, 'Give it a value, or remove the filter to match all.');
}

/** Filters on assignments that Pharlo applies itself (Publishing guide). */
export const assignmentFilters: readonly PanelProperty[] = [
	connectionFilter,
	{
		definition: {
			displayName: 'External ID',
			name: 'externalId',
			type: 'string',
			default: '',
			placeholder: 'e.g. row-123',
			description: 'Only the assignments that were created with this ID of yours',
		},
	},
	platformFilter,
];
