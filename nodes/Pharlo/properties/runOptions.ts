import type { INodeProperties } from 'n8n-workflow';

export const includeCreditsField: INodeProperties = {
	displayName: 'Include Credits',
	name: 'includeCredits',
	type: 'boolean',
	default: false,
	description:
		'Whether to add what an input item has cost (creditsUsed) and what is left (creditsBalance) to its output',
};

/** From here on n8n's own work for each request is the limit; measured, see docs/benchmarks.md. */
export const DEFAULT_CONCURRENT = 50;

/** As long as without this option, see DEFAULT_TIMEOUT_MS; n8n's linter wants a name or a number. */
const DEFAULT_TIMEOUT_SECONDS = 60;

/** How requests are sent, whatever they are about. */
export const requestOptionsField: INodeProperties = {
	displayName: 'Request Options',
	name: 'requestOptions',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Max Concurrent Requests',
			name: 'maxConcurrent',
			type: 'number',
			default: DEFAULT_CONCURRENT,
			typeOptions: { minValue: 1 },
			description: 'How many items are worked on at a time; 1 takes one after another',
		},
		{
			displayName: 'Timeout (Seconds)',
			name: 'timeoutSeconds',
			type: 'number',
			default: DEFAULT_TIMEOUT_SECONDS,
			typeOptions: { minValue: 1 },
			description: 'How long to wait for an answer from Pharlo',
		},
	],
};
