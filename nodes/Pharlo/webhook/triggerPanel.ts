import type { INodeTypeDescription } from 'n8n-workflow';

import { SAMPLE_EVENT } from '../../../domain/event';

const WHERE_TO_PASTE =
	"Give Pharlo the production URL: paste it into 'Default Callback URL' of the Pharlo credential, or into the option 'Callback URL' of a Pharlo node that creates assignments.";

const WHILE_YOU_BUILD =
	"<b>While you build</b>: click 'Execute step' (in older versions of n8n 'Listen for test event'), then create an assignment with the <i>test URL</i> as its option 'Callback URL'.";

/** n8n shows no fields of a trigger before its first event; mock data gives them to the next nodes. */
const BEFORE_THE_FIRST_EVENT = `<b>Before the first event</b>: to map its fields, click <i>set mock data</i> in the output and paste this sample: <pre>${JSON.stringify([SAMPLE_EVENT], null, 1)}</pre>`;

/** What n8n shows at the node while it listens for a test event; its own text says "create an event". */
export const listeningHint =
	"Create an assignment with the test URL (under 'Webhook URLs') as its option 'Callback URL'";

/** What n8n tells the models that build workflows; older versions of n8n ignore it. */
export const builderHint: NonNullable<INodeTypeDescription['builderHint']> = {
	searchHint:
		"Pharlo calls the address that each post names. Set the option 'callbackUrl' of the Pharlo node, or 'Default Callback URL' of the credential, to the production URL of this trigger.",
	relatedNodes: [
		{ nodeType: 'n8n-nodes-pharlo.pharlo', relationHint: 'Creates the posts that are reported' },
	],
};

/** What n8n shows instead of input data while the trigger is being set up. */
export const triggerPanel: NonNullable<INodeTypeDescription['triggerPanel']> = {
	header: 'Receive status changes from Pharlo',
	executionsHelp: {
		inactive: `There are two addresses. <br /><br /> ${WHILE_YOU_BUILD} It works for one event at a time. <br /><br /> <b>In production</b>: publish the workflow. ${WHERE_TO_PASTE} Each event then starts an execution of its own. <br /><br /> ${BEFORE_THE_FIRST_EVENT}`,
		active: `${WHILE_YOU_BUILD} <br /><br /> <b>In production</b>: ${WHERE_TO_PASTE} Events of the production URL are listed under <a data-key="executions">Executions</a>, not here. <br /><br /> ${BEFORE_THE_FIRST_EVENT}`,
	},
	activationHint: {
		inactive: `Publish the workflow to activate the production URL. ${WHERE_TO_PASTE}`,
		active: `The production URL is active. ${WHERE_TO_PASTE}`,
	},
};
