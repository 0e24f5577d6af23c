import type { INodeTypeDescription } from 'n8n-workflow';

import { SAMPLE_EVENT } from '../../../domain/event';

/** Where the panel says how Pharlo gets to know the address; everything else refers to it. */
export const WHERE_TO_PASTE =
	'Copy the production URL (under \'Webhook URLs\' above) into \'Default Callback URL\' of the Pharlo credential: posts that are created from then on report to it. <a href="https://github.com/pharlo/n8n-nodes-pharlo/blob/main/docs/react.md" target="_blank">Single posts, and n8n behind a private address</a>';

const WHILE_YOU_BUILD =
	"<b>While you build</b>: click 'Execute step' (in older versions of n8n 'Listen for test event'), then create an assignment with the <i>test URL</i> as its option 'Callback URL'. It works for one event at a time.";

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
		inactive: `${WHILE_YOU_BUILD} <br /><br /> <b>In production</b>: publish the workflow. Each event then starts an execution of its own. <br /><br /> ${BEFORE_THE_FIRST_EVENT}`,
		active: `${WHILE_YOU_BUILD} <br /><br /> <b>In production</b>: events of the production URL are listed under <a data-key="executions">Executions</a>, not here. <br /><br /> ${BEFORE_THE_FIRST_EVENT}`,
	},
	// n8n shows the second one also where publishing has failed, so it must not say that the URL works.
	activationHint: {
		inactive: 'Publish the workflow when it is ready: Pharlo then starts it.',
		active: 'What Pharlo has started is listed under <a data-key="executions">Executions</a>.',
	},
};
