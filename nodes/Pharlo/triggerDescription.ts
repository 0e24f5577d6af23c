import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';

import { ANY_STATUS } from '../../domain/event';
import { statusOptions } from './properties/statuses';
import type * as loadOptions from './methods/loadOptions';

export const triggerProperties: INodeProperties[] = [
	{
		displayName:
			"Pharlo calls the address that each assignment names. Copy the production URL (under 'Webhook URLs' above) into 'Default Callback URL' of the Pharlo credential, or into the option 'Callback URL' of Create. If it begins with localhost or a private address, Pharlo cannot reach it: set the environment variable N8N_WEBHOOK_URL (before n8n 2.35: WEBHOOK_URL) to the public address of this n8n.",
		name: 'callbackNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Trigger On',
		name: 'triggerOn',
		type: 'multiOptions',
		required: true,
		default: ['published', 'failed', 'cancelled'],
		options: [
			{ name: 'Any Status', value: ANY_STATUS, description: 'Every change that Pharlo reports' },
			...statusOptions,
		],
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			{
				displayName: 'Connection Names or IDs',
				name: 'connectionIds',
				type: 'multiOptions',
				default: [],
				typeOptions: { loadOptionsMethod: 'getConnections' satisfies keyof typeof loadOptions },
				description:
					'Only events of these channels and pages; one that names none passes. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Platform Names or IDs',
				name: 'platforms',
				type: 'multiOptions',
				default: [],
				typeOptions: { loadOptionsMethod: 'getPlatforms' satisfies keyof typeof loadOptions },
				description:
					'Only events of these platforms; one that names none passes. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Ignore Duplicates',
				name: 'ignoreDuplicates',
				type: 'boolean',
				default: true,
				description:
					'Whether an event that Pharlo delivers more than once starts only one execution. After a restart of n8n it may start another one; test events always do.',
			},
			{
				displayName: 'Maximum Age (Minutes)',
				name: 'maxAgeMinutes',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 0,
				description:
					'Refuse events that are older than this, or that have no time. Events that Pharlo delivers late, for example because n8n was down, are then lost. 0 accepts any age.',
			},
		],
	},
];

const WHERE_TO_PASTE =
	"Give Pharlo the production URL: paste it into 'Default Callback URL' of the Pharlo credential, or into the option 'Callback URL' of a Pharlo node that creates assignments.";

/** What n8n shows at the node while it listens for a test event; of itself it says "create an event". */
export const listeningHint =
	"Create an assignment with the test URL (under 'Webhook URLs') as its option 'Callback URL'";

/** What n8n shows in place of input data while the trigger is being set up. */
export const triggerPanel: NonNullable<INodeTypeDescription['triggerPanel']> = {
	header: 'Receive status changes from Pharlo',
	executionsHelp: {
		inactive: `Two addresses, two purposes. <br /><br /> <b>While you build</b>: click 'Execute step' (in older versions of n8n 'Listen for test event'), then create an assignment with the <i>test URL</i> as its option 'Callback URL'. It works for one event at a time. <br /><br /> <b>For good</b>: publish the workflow. ${WHERE_TO_PASTE} Each event then starts an execution of its own.`,
		active: `<b>While you build</b>: click 'Execute step' (in older versions of n8n 'Listen for test event'), then create an assignment with the <i>test URL</i> as its option 'Callback URL'. <br /><br /> <b>In production</b>: ${WHERE_TO_PASTE} Events of the production URL are listed under <a data-key="executions">Executions</a>, not here.`,
	},
	activationHint: {
		inactive: `Publish the workflow so that the production URL answers. ${WHERE_TO_PASTE}`,
		active: `The production URL answers. ${WHERE_TO_PASTE}`,
	},
};
