import type { IDataObject, INodeParameters, INodeTypeDescription } from 'n8n-workflow';

import type { Settings } from '../../tools/simulator/options.mts';
import { timestamp, type Assignment } from '../../tools/simulator/state.mts';
import { prepareExecution } from './executing.mts';
import { createsAssignments } from './odd-allowed.mts';
import { goodParameters, propertiesOf, type Operation } from './odd-parameters.mts';
import { ASSIGNMENT, statusFor, TICKET } from './odd-samples.mts';
import { MEDIA } from './parameters.mts';
import { YOUTUBE, type Pharlo } from './pharlo.mts';

/** Something that may change what comes out of an operation. */
interface Situation {
	readonly name: string;
	readonly settings?: Partial<Settings>;
	/** What Pharlo has about the assignment that operations name or list. Only some can use a status. */
	readonly stored?: Partial<Assignment>;
	/** The media of what is created. */
	readonly mediaUrl?: string;
}

/** The other operations work in one status only. */
const TAKE_ANY_STATUS: readonly string[] = [
	'assignment: get',
	'assignment: getAll',
	'assignment: waitForCompletion',
];

const FORBIDDEN = 'https://cdn.example.com/forbidden.mp4';

/** The settings of the simulator that change an output, and what Pharlo may have stored. */
export const SITUATIONS: readonly Situation[] = [
	{ name: 'the defaults' },
	{ name: '201 for a repeated key', settings: { repeatedKey: '201' } },
	{ name: '409 for a repeated key', settings: { repeatedKey: '409' } },
	{ name: 'lists without page and limit', settings: { envelope: 'total' } },
	{ name: 'lists that are items alone', settings: { envelope: 'items' } },
	{ name: 'assignments without their callback URL', settings: { returnsCallbackUrl: false } },
	{ name: 'tickets that name no connection', settings: { ticketNames: 'none' } },
	{ name: 'flat errors', settings: { errors: 'flat' } },
	{ name: 'flat capabilities', settings: { capabilities: 'flat-map' } },
	{ name: 'unreadable capabilities', settings: { capabilities: 'junk' } },
	{
		name: 'media that cannot be downloaded',
		stored: {
			status: 'failed',
			mediaUrl: FORBIDDEN,
			errors: [{ code: 'UPLOAD_FAILED', message: 'Media file returned 403' }],
		},
		mediaUrl: FORBIDDEN,
	},
	{
		name: 'everything filled in',
		stored: {
			mediaContentType: 'video/mp4',
			mediaSizeBytes: 1_048_576,
			scheduledAt: '2036-01-15T18:00:00Z',
			callbackUrl: 'https://n8n.example.com/webhook/1',
			idempotencyKey: 'key-1',
			externalId: 'row-123',
			platformPostId: 'dQw4w9WgXcQ',
			platformUrl: 'https://youtu.be/dQw4w9WgXcQ',
		},
	},
];

/**
 * Runs an operation that finds what it needs, with the defaults of its settings. One that creates runs
 * twice, so that the assignment exists the second time.
 *
 * @param tool where it runs as a tool: its other parameters
 * @returns the output of all runs
 */
export async function outputsIn(
	{ settings, stored, mediaUrl = MEDIA }: Situation,
	description: INodeTypeDescription,
	operation: Operation,
	pharlo: Pharlo,
	tool?: INodeParameters,
): Promise<IDataObject[]> {
	await setScene(pharlo, operation, stored);
	// What is created ends at once, so that nothing has to be waited for.
	pharlo.switch({ finishAfterMs: 0, ...settings });
	const isCreating = createsAssignments(operation.name);
	const execute = prepareExecution(
		{
			...goodParameters(propertiesOf(description, operation), operation),
			...(isCreating ? { mediaUrl } : {}),
			...tool,
			options: { ...optionsOf(operation), ...(tool?.options as INodeParameters) },
		},
		{ credential: pharlo.credential, resumeToken: 'a'.repeat(64) },
		tool === undefined ? 'pharlo' : 'pharloTool',
	);
	const outputs: IDataObject[] = [];
	for (let run = 0; run < (isCreating ? 2 : 1); run++) {
		const { items, error } = await execute([{}]);
		if (items === undefined) throw error;
		outputs.push(...items.map(({ json }) => json));
	}
	return outputs;
}

/** What the operation cannot do without in a test. */
function optionsOf({ name }: Operation): INodeParameters {
	if (createsAssignments(name)) return { lookBeforeWaitingSeconds: 0.01 };
	return name === 'connectChannel: waitUntilConnected' ? { connectionId: YOUTUBE } : {};
}

async function setScene(
	pharlo: Pharlo,
	operation: Operation,
	stored: Partial<Assignment> = {},
): Promise<void> {
	pharlo.reset();
	const { state } = pharlo.simulator.simulation;
	const status = TAKE_ANY_STATUS.includes(operation.name) ? stored.status : undefined;
	await pharlo.add(status ?? statusFor(operation.name), {
		...stored,
		id: ASSIGNMENT,
		status: status ?? statusFor(operation.name),
	});
	const now = Date.now();
	// The ticket has just led to it.
	for (const connection of state.connections) connection.createdAt = timestamp(new Date(now));
	state.tickets.push({
		id: TICKET,
		platform: 'youtube',
		redirectUrl: null,
		status: 'success',
		connectionIds: [YOUTUBE],
		expiresAt: timestamp(new Date(now + 10 * 60_000)),
	});
	const delivery = { assignmentId: ASSIGNMENT, url: 'https://n8n.example.com/webhook/1', body: '' };
	const sent = { ...delivery, attempts: 3, lastAttemptAt: timestamp(new Date(now)) };
	const toSend = { ...delivery, attempts: 0, lastAttemptAt: null };
	state.deliveries.push(
		{ ...toSend, id: 'd1', status: 'pending', httpStatusCode: null },
		{ ...sent, id: 'd2', status: 'delivered', httpStatusCode: 200 },
		{ ...sent, id: 'd3', status: 'failed', httpStatusCode: 500, lastError: 'HTTP 500' },
	);
}
