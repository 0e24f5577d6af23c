import type { INodeProperties } from 'n8n-workflow';

import { parseFlag } from '../../../domain/inputs';
import { NOT_IN_TOOL, type Property } from './property';

const definition: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	// There Output takes its place.
	displayOptions: NOT_IN_TOOL,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

export const simplify: Property<boolean> = {
	definition,
	get: (item) => parseFlag(definition.displayName, item.get(definition.name, definition.default)),
};
