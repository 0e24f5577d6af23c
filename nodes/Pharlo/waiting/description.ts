import type { IWebhookDescription } from 'n8n-workflow';

/** The address at which an execution that waits is called back; n8n makes it from the execution. */
export const resumeWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		// Without it n8n answers an accepted call with the text "firstEntryJson".
		responseData: '',
		path: '',
		restartWebhook: true,
	},
];

/** What the editor shows at the node while it waits. */
export const waitingNodeTooltip =
	'={{ $parameter["operation"] === "createAndWait" ? "The execution continues when Pharlo reports that the post is published, failed or cancelled" : "" }}';
