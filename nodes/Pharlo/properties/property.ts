import type { INodeProperties } from 'n8n-workflow';

import type { ItemParameters } from '../execution/itemContext';

/** What the panel shows. Its display name is the label that errors use. */
export interface PanelProperty {
	readonly definition: INodeProperties;
}

/** A property of the node: what the panel shows, and the getter for its value. */
export interface Property<T> extends PanelProperty {
	/** @throws {InvalidInputError} naming the property, for a value that makes no sense */
	get(item: ItemParameters): T;
}

/** A condition under which a property is shown. */
export type Show = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

/** Not in an AI tool, which n8n calls by this name. */
export const NOT_IN_TOOL = { hide: { '@tool': [true] } };

/** The property, shown under a condition. */
export function shownIf(show: Show, { definition }: PanelProperty): PanelProperty {
	return { definition: { ...definition, displayOptions: { show } } };
}

/** The property with another description, where an operation uses it for something special. */
export function describedAs(description: string, { definition }: PanelProperty): PanelProperty {
	return { definition: { ...definition, description } };
}

/** A collection of optional properties, sorted by name as n8n's guidelines require. */
export function collection(
	displayName: string,
	name: string,
	placeholder: string,
	entries: readonly PanelProperty[],
): PanelProperty {
	return {
		definition: {
			displayName,
			name,
			type: 'collection',
			placeholder,
			default: {},
			options: entries.map(({ definition }) => definition).sort(byDisplayName),
		},
	};
}

/**
 * Not `localeCompare`: its first call loads the rules of a language, which took a fifth of the time in
 * which the pack is loaded.
 */
function byDisplayName(one: INodeProperties, other: INodeProperties): number {
	return one.displayName < other.displayName ? -1 : 1;
}
