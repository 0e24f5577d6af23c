import type { INodeProperties } from 'n8n-workflow';

/**
 * The order in which n8n wants optional fields. Not `localeCompare`: to begin with that loads the rules
 * of a language, which took a fifth of the time in which the pack is loaded.
 */
export function byName(one: INodeProperties, other: INodeProperties): number {
	return one.displayName < other.displayName ? -1 : 1;
}
