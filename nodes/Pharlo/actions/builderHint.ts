import type { IBuilderHint, IBuilderHintVariation } from 'n8n-workflow';

const ID = "assignmentId: expr('{{ $json.id }}')";
const CHANNEL =
	"connectionId: { __rl: true, mode: 'id', value: '7f3e1a2b-4c5d-6e7f-8a9b-0c1d2e3f4a5b' }";
const PAGE =
	"connectionId: { __rl: true, mode: 'id', value: '2b9c7d10-5a64-4f0e-9c3b-6d1f8e2a7b40' }";
const PLATFORM = "platform: { __rl: true, mode: 'slug', value: 'youtube' }";

const VIDEO = `${CHANNEL},
      contentType: 'video',
      mediaUrl: expr('{{ $json.videoUrl }}'),
      payloadMode: 'json',
      payloadJson: expr('{{ { title: $json.title, description: $json.description, privacy: "public" } }}')`;

const CROSS_POST = `connectionIds: ['7f3e1a2b-4c5d-6e7f-8a9b-0c1d2e3f4a5b', '2b9c7d10-5a64-4f0e-9c3b-6d1f8e2a7b40'],
      contentType: 'video',
      mediaUrl: expr('{{ $json.videoUrl }}'),
      title: expr('{{ $json.title }}'),
      text: expr('{{ $json.description }}'),
      detailsMode: 'json',
      detailsJson: '{ "youtube": { "privacy": "public" } }'`;

/** A resource, an operation, what the example does, and its parameters as a model would write them. */
type Example = readonly [
	resource: string,
	operation: string,
	title: string,
	...parameters: readonly string[],
];

const EXAMPLES: readonly Example[] = [
	['account', 'getCreditStatus', 'Credits that are left'],
	['assignment', 'cancel', 'Cancel a scheduled post', ID],
	['assignment', 'check', 'Check a YouTube video before it is created', VIDEO],
	['assignment', 'create', 'Publish a YouTube video now', VIDEO],
	[
		'assignment',
		'create',
		'Schedule a text post for a Facebook page',
		PAGE,
		"contentType: 'text'",
		"payloadMode: 'json'",
		'payloadJson: \'{ "message": "We are open on Sunday", "link": "https://example.com" }\'',
		"publish: 'scheduled'",
		"scheduledAt: expr('{{ $json.publishAt }}')",
	],
	['assignment', 'createAndWait', 'Publish a YouTube video and wait until it is live', VIDEO],
	[
		'assignment',
		'crossPost',
		'Publish a video on a YouTube channel and a Facebook page',
		CROSS_POST,
	],
	[
		'assignment',
		'crossPostAndWait',
		'Publish a video on both, and wait until both posts have ended',
		CROSS_POST,
	],
	['assignment', 'get', 'Status of a post', ID],
	[
		'assignment',
		'getAll',
		'All posts that failed',
		'returnAll: true',
		"filters: { status: 'failed' }",
	],
	['assignment', 'retry', 'Retry a failed post', ID],
	[
		'assignment',
		'retryFailed',
		'List what a retry of the last day would publish',
		'filters: { createdWithinHours: 24 }',
		'dryRun: true',
	],
	[
		'assignment',
		'update',
		'Reschedule a post',
		ID,
		"changes: ['schedule']",
		"scheduledAt: expr('{{ $json.publishAt }}')",
	],
	[
		'assignment',
		'updatePublished',
		'Change the title of a live video',
		ID,
		"payloadMode: 'json'",
		"payloadJson: expr('{{ { title: $json.title } }}')",
	],
	['assignment', 'waitForCompletion', 'Wait for a post that exists', ID, 'timeLimitMinutes: 60'],
	[
		'connectChannel',
		'createLink',
		'Link for the owner of a YouTube channel',
		PLATFORM,
		"redirectUrl: 'https://example.com/connected'",
	],
	['connectChannel', 'getStatus', 'Status of a link', "ticketId: expr('{{ $json.ticketId }}')"],
	[
		'connectChannel',
		'waitUntilConnected',
		'Wait for the owner of the channel',
		"ticketId: expr('{{ $json.ticketId }}')",
	],
	['connection', 'get', 'One channel', CHANNEL],
	['connection', 'getAll', 'All connected channels and pages', 'returnAll: true'],
	['connection', 'refreshToken', 'Renew the access to a channel', CHANNEL],
	['connection', 'update', 'Rename a channel', CHANNEL, "updateFields: { name: 'Main Channel' }"],
	['platform', 'getAll', 'Platforms and the content types they take'],
	['platform', 'getCapabilities', 'Payload fields that YouTube takes', PLATFORM],
	['statistics', 'getChannel', 'Statistics of a channel', CHANNEL],
	['statistics', 'getPost', 'Statistics of a published post', CHANNEL, ID],
	['webhookDelivery', 'getAll', 'Callbacks that failed', "filters: { status: 'failed' }"],
];

function toVariation([resource, operation, title, ...parameters]: Example): IBuilderHintVariation {
	const lines = [`resource: '${resource}'`, `operation: '${operation}'`, ...parameters];
	return {
		displayOptions: { show: { resource: [resource], operation: [operation] } },
		content: `<patterns>
<pattern title="${title}">
node({
  type: 'n8n-nodes-pharlo.pharlo',
  version: 1,
  config: {
    parameters: {
      ${lines.join(',\n      ')}
    }
  }
})
</pattern>
</patterns>`,
	};
}

/**
 * What n8n tells the models that build workflows, beside the descriptions. Older versions of n8n
 * ignore it. A hint on Resource or Operation itself makes n8n refuse to load the node; on their
 * options it is allowed.
 */
export const builderHint: IBuilderHint = {
	searchHint:
		'Publishes to YouTube channels and Facebook pages that are connected to Pharlo; no other platforms. Set payloadMode to json. To try a post without publishing it, use assignment: check with the parameters of create.',
	relatedNodes: [
		{
			nodeType: 'n8n-nodes-pharlo.pharloTrigger',
			relationHint: 'Starts a workflow when a post was published, has failed or was cancelled',
		},
	],
	extraTypeDefContent: EXAMPLES.map(toVariation),
};
