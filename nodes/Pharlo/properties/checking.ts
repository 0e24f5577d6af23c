import type { INodeProperties } from 'n8n-workflow';

import { parseFlag } from '../../../domain/inputs';
import type { ItemParameters } from '../execution/itemContext';
import { NOT_IN_TOOL, type PanelProperty, type Property } from './property';

/** The output that items of a check leave by; its value is looked at as it is stored. */
export const validityOutputs: PanelProperty = {
	definition: {
		displayName: 'Outputs',
		name: 'outputs',
		type: 'options',
		// An agent gets the items of the first output only.
		displayOptions: NOT_IN_TOOL,
		noDataExpression: true,
		default: 'one',
		options: [
			{ name: 'One for All', value: 'one', description: "Tell them apart by the field 'valid'" },
			{ name: 'Valid / Invalid', value: 'byValidity', description: 'An output for each' },
		],
	},
};

function flag(definition: INodeProperties): Property<boolean> {
	return {
		definition,
		get: (item: ItemParameters) => parseFlag(definition.displayName, item.getOption(definition)),
	};
}

/** Counts for the whole run. */
export const checkConnections = flag({
	displayName: 'Check Connections',
	name: 'checkConnections',
	type: 'boolean',
	default: true,
	description:
		'Whether to look at the connections: active, access not expired, content type taken. Costs one credit per 50 connections that you have, once in a run.',
});

export const checkMediaUrl = flag({
	displayName: 'Check Media URL',
	name: 'checkMediaUrl',
	type: 'boolean',
	default: false,
	description:
		'Whether n8n asks for the headers of the file at its Media URL. Pharlo may reach other addresses than this n8n.',
});

/** Counts for the whole run. */
export const findExisting = flag({
	displayName: 'Find Existing',
	name: 'findExisting',
	type: 'boolean',
	default: false,
	description:
		'Whether to look for assignments that were created with the same key of your own, or for the same content. Costs a credit or more for each key.',
});

/** Options of a check. */
export const checkOptions: readonly PanelProperty[] = [
	checkConnections,
	checkMediaUrl,
	findExisting,
];
