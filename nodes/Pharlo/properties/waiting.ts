import type { INodeProperties } from 'n8n-workflow';

import { parseChoice, parseNumber } from '../../../domain/inputs';
import { NOT_IN_TOOL, type PanelProperty, type Property } from './property';

const timeLimitDefinition: INodeProperties = {
	displayName: 'Time Limit (Minutes)',
	name: 'timeLimitMinutes',
	type: 'number',
	default: 60,
	typeOptions: { minValue: 1 },
	description: 'After this time the workflow continues, whether the outcome is known or not',
};

/** In minutes; a year at most, because there are dates that n8n cannot store. */
export const timeLimit: Property<number> = {
	definition: timeLimitDefinition,
	get: (item) =>
		parseNumber(timeLimitDefinition.displayName, item.get(timeLimitDefinition.name), {
			above: 0,
			max: 525_600,
		}),
};

const outputsDefinition: INodeProperties = {
	displayName: 'Outputs',
	name: 'outputs',
	type: 'options',
	// An agent gets the items of the first output only.
	displayOptions: NOT_IN_TOOL,
	noDataExpression: true,
	default: 'one',
	description: 'The output that items leave by once the posts have ended',
	options: [
		{
			name: 'One for All',
			value: 'one',
			description:
				"Failed posts leave here too: check the field 'outcome' (published, failed, cancelled or timedOut)",
		},
		{
			name: 'One for Each Outcome',
			value: 'byOutcome',
			description:
				'Timed out, published, not live (failed or cancelled); requires n8n 2.39 or later',
		},
	],
};

/** As {@link outputs}, where failed and cancelled posts have an output each. */
export const crossPostOutputs: PanelProperty = {
	definition: {
		...outputsDefinition,
		options: [
			{
				name: 'One for All',
				value: 'one',
				description:
					"Failed posts leave here too: check the field 'outcome' (published, failed, cancelled, timedOut or skipped)",
			},
			{
				name: 'One for Each Outcome',
				value: 'byOutcome',
				description: 'Timed out, published, failed, cancelled; requires n8n 2.39 or later',
			},
		],
	},
};

export const outputs: Property<'one' | 'byOutcome'> = {
	definition: outputsDefinition,
	get: (item) =>
		parseChoice(outputsDefinition.displayName, item.get(outputsDefinition.name, 'one'), [
			'one',
			'byOutcome',
		]),
};

const checkAfterDefinition: INodeProperties = {
	displayName: 'Check Before Waiting (Seconds)',
	name: 'lookBeforeWaitingSeconds',
	type: 'number',
	default: 2,
	typeOptions: { minValue: 0 },
	description:
		'Checks all posts once after this time, for one credit per 50 posts, in case one ends before the execution waits. 0 turns it off: then Pharlo has to report again.',
};

/** In seconds; 0 for no check. */
export const checkAfter: Property<number> = {
	definition: checkAfterDefinition,
	get: (item) =>
		parseNumber(checkAfterDefinition.displayName, item.getOption(checkAfterDefinition), {
			min: 0,
			max: 3600,
		}),
};

const publishDelayDefinition: INodeProperties = {
	displayName: 'Publish Delay (Seconds)',
	name: 'publishDelaySeconds',
	type: 'number',
	default: 0,
	typeOptions: { minValue: 0 },
	description:
		"Publishes this much later if 'Publish' is 'Now', so that nothing ends before the execution waits. Free of charge, but the clock of this n8n has to be right.",
};

/** In seconds. */
export const publishDelay: Property<number> = {
	definition: publishDelayDefinition,
	get: (item) =>
		parseNumber(publishDelayDefinition.displayName, item.getOption(publishDelayDefinition), {
			min: 0,
			max: 86_400,
		}),
};
