import type { INodeParameters } from 'n8n-workflow';

import { Pharlo as PharloNode } from '../../nodes/Pharlo/Pharlo.node.ts';
import { runPharlo } from '../harness/engine.mts';
import { connection, createVideo } from '../harness/parameters.mts';
import { Pharlo, YOUTUBE } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const chosen = { connectionId: connection(YOUTUBE) };
const youtube = { platform: { __rl: true, mode: 'list', value: 'youtube' } as INodeParameters };
const json = { payloadMode: 'json', payloadJson: '{"title":"x"}' };

interface Row {
	/** The endpoint in Pharlo's documentation, with variable parts in braces. */
	readonly endpoint: string;
	readonly resource: string;
	readonly operation: string;
	readonly parameters?: (id: string) => INodeParameters;
	/** Status of the assignment that the operation needs, if any. */
	readonly status?: 'pending' | 'failed' | 'published';
	/** Number of output items; one by default. */
	readonly items?: number;
}

/**
 * Every endpoint that is accessible with an API key, in the order of Pharlo's documentation, and
 * the operation that calls it. Endpoints for browsers (authorize, callback) are not included.
 */
const ROWS: Row[] = [
	{
		endpoint: 'POST /assignments',
		resource: 'assignment',
		operation: 'create',
		parameters: () => createVideo(),
	},
	{
		endpoint: 'GET /assignments',
		resource: 'assignment',
		operation: 'getAll',
		items: 0,
	},
	{
		endpoint: 'GET /assignments/{id}',
		resource: 'assignment',
		operation: 'get',
		status: 'pending',
		parameters: (assignmentId) => ({ assignmentId }),
	},
	{
		endpoint: 'PATCH /assignments/{id}',
		resource: 'assignment',
		operation: 'update',
		status: 'pending',
		parameters: (assignmentId) => ({ assignmentId, changes: ['payload'], ...json }),
	},
	{
		endpoint: 'PATCH /assignments/{id}',
		resource: 'assignment',
		operation: 'updatePublished',
		status: 'published',
		parameters: (assignmentId) => ({ assignmentId, ...json }),
	},
	{
		endpoint: 'POST /assignments/{id}/retry',
		resource: 'assignment',
		operation: 'retry',
		status: 'failed',
		parameters: (assignmentId) => ({ assignmentId }),
	},
	{
		endpoint: 'DELETE /assignments/{id}',
		resource: 'assignment',
		operation: 'cancel',
		status: 'pending',
		parameters: (assignmentId) => ({ assignmentId }),
	},
	{
		endpoint: 'GET /connections',
		resource: 'connection',
		operation: 'getAll',
		items: 3,
	},
	{
		endpoint: 'GET /connections/{connection}',
		resource: 'connection',
		operation: 'get',
		parameters: () => chosen,
	},
	{
		endpoint: 'PATCH /connections/{connection}',
		resource: 'connection',
		operation: 'update',
		parameters: () => ({ ...chosen, updateFields: { name: 'New Name' } }),
	},
	{
		endpoint: 'POST /connections/{connection}/refresh-token',
		resource: 'connection',
		operation: 'refreshToken',
		parameters: () => chosen,
	},
	{
		endpoint: 'GET /connections/{connection}/channel-stats',
		resource: 'statistics',
		operation: 'getChannel',
		parameters: () => chosen,
	},
	{
		endpoint: 'GET /connections/{connection}/posts/{id}/stats',
		resource: 'statistics',
		operation: 'getPost',
		status: 'published',
		parameters: (assignmentId) => ({ ...chosen, assignmentId }),
	},
	{ endpoint: 'GET /platforms', resource: 'platform', operation: 'getAll', items: 2 },
	{
		endpoint: 'GET /platforms/youtube/capabilities',
		resource: 'platform',
		operation: 'getCapabilities',
		parameters: () => youtube,
	},
	{
		endpoint: 'POST /oauth/tickets',
		resource: 'connectChannel',
		operation: 'createLink',
		parameters: () => ({ ...youtube, redirectUrl: 'https://your-app.com/connected' }),
	},
	{
		endpoint: 'GET /oauth/tickets/{ticket}',
		resource: 'connectChannel',
		operation: 'getStatus',
		parameters: () => ({ ticketId: pharlo.simulator.simulation.state.tickets[0]?.id ?? '' }),
	},
	{
		endpoint: 'GET /webhooks/deliveries',
		resource: 'webhookDelivery',
		operation: 'getAll',
		items: 0,
	},
	{ endpoint: 'GET /billing/status', resource: 'account', operation: 'getCreditStatus' },
];

function addTicket(): string {
	const id = 'a0000000-0000-4000-8000-000000000001';
	pharlo.simulator.simulation.state.tickets.push({
		id,
		platform: 'youtube',
		redirectUrl: null,
		status: 'pending',
		connectionIds: [],
		expiresAt: '2036-01-01T00:00:00Z',
	});
	return id;
}

test.each(ROWS)('$resource: $operation calls $endpoint', async (row) => {
	const ticket = addTicket();
	const id = row.status === undefined ? '' : (await pharlo.add(row.status)).id;
	const { error, items } = await runPharlo(
		{ resource: row.resource, operation: row.operation, ...row.parameters?.(id) },
		{ credential: pharlo.credential },
	);
	expect(error).toBeUndefined();
	expect(items).toHaveLength(row.items ?? 1);
	const { method, path, headers } = pharlo.onlyRequest;
	const expected = row.endpoint
		.replace('{id}', id)
		.replace('{connection}', YOUTUBE)
		.replace('{ticket}', ticket)
		.replace(' ', ' /api/v1');
	expect(`${method} ${path}`).toBe(expected);
	expect(headers.authorization).toBe(`Bearer ${pharlo.credential.apiKey}`);
});

test('every operation is listed here, except those that call several endpoints', () => {
	const several = [
		'assignment: check',
		'assignment: createAndWait',
		'assignment: crossPost',
		'assignment: crossPostAndWait',
		'assignment: retryFailed',
		'assignment: waitForCompletion',
		'connectChannel: waitUntilConnected',
	];
	const listed = new Set([...several, ...ROWS.map((row) => `${row.resource}: ${row.operation}`)]);
	const offered = new PharloNode().description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap((property) =>
			(property.options ?? []).map((option) => {
				const [resource] = property.displayOptions?.show?.resource ?? [];
				return `${String(resource)}: ${'value' in option ? String(option.value) : ''}`;
			}),
		);
	expect(offered.filter((operation) => !listed.has(operation))).toEqual([]);
	expect(offered).toHaveLength(listed.size);
});
