import type { INodeProperties } from 'n8n-workflow';

import { parseFlag, parseNumber } from '../../../domain/inputs';
import { DEFAULT_TIMEOUT_SECONDS } from '../../../domain/retry';
import type { ItemParameters } from '../execution/itemContext';
import type { RunOptions } from '../execution/run';
import type { PanelProperty } from './property';

const includeCreditsDefinition: INodeProperties = {
	displayName: 'Include Credits',
	name: 'includeCredits',
	type: 'boolean',
	default: false,
	description:
		'Whether to add what an input item has cost (creditsUsed) and what is left (creditsBalance) to its output',
};

const maxConcurrentRequests: INodeProperties = {
	displayName: 'Max Concurrent Requests',
	name: 'maxConcurrentRequests',
	type: 'number',
	// With more, n8n's own work for each request is the limit; measured, see docs/benchmarks.md.
	default: 50,
	typeOptions: { minValue: 1 },
	description: 'How many requests are sent at a time; 1 processes one item after another',
};

const timeoutSeconds: INodeProperties = {
	displayName: 'Timeout (Seconds)',
	name: 'timeoutSeconds',
	type: 'number',
	default: DEFAULT_TIMEOUT_SECONDS,
	typeOptions: { minValue: 1 },
	description: 'How long to wait for a response from Pharlo',
};

/** For operations that cost credits and can tell how many. */
export const includeCredits: PanelProperty = { definition: includeCreditsDefinition };

/** Options that every operation has. */
export const commonOptions: readonly PanelProperty[] = [
	{ definition: maxConcurrentRequests },
	{ definition: timeoutSeconds },
];

/**
 * The options that apply to a whole run.
 *
 * @param first the first item: its values count for all
 * @throws {InvalidInputError} naming the option that is invalid
 */
export function getRunOptions(first: ItemParameters): RunOptions {
	const get = (definition: INodeProperties): [string, unknown] => [
		definition.displayName,
		first.getOption(definition),
	];
	return {
		includeCredits: parseFlag(...get(includeCreditsDefinition)),
		maxConcurrentRequests: parseNumber(...get(maxConcurrentRequests), {
			min: 1,
			max: 1000,
			whole: true,
		}),
		timeoutSeconds: parseNumber(...get(timeoutSeconds), { above: 0, max: 3600 }),
	};
}
