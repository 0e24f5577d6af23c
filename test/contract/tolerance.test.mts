import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { answering, type AnsweringServer } from '../harness/answering.mts';
import { runPharlo } from '../harness/engine.mts';
import { connection } from '../harness/parameters.mts';

let server: AnsweringServer | undefined;
afterEach(async () => await server?.close());

/** Runs an operation against a server with this response to every request. */
async function run(parameters: INodeParameters, status: number, body: string) {
	server = await answering((_request, response) => {
		response.writeHead(status, { 'content-type': 'application/json' }).end(body);
	});
	return await runPharlo(parameters, { credential: { apiKey: 'k', baseUrl: server.url } });
}

const ofAssignment = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'assignment',
	operation,
	assignmentId: 'a1',
	...more,
});
const ofConnection = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'connection',
	operation,
	connectionId: connection('c1'),
	...more,
});
const JSON_PAYLOAD = { payloadMode: 'json', payloadJson: '{"title":"x"}' };
const UPDATE = ofAssignment('update', { changes: ['payload'], ...JSON_PAYLOAD });
const UPDATE_PUBLISHED = ofAssignment('updatePublished', JSON_PAYLOAD);
const CANCEL = ofAssignment('cancel');
const RETRY = ofAssignment('retry');
const UPDATE_CONNECTION = ofConnection('update', { updateFields: { name: 'New' } });
const REFRESH = ofConnection('refreshToken');
const STATUS = { resource: 'connectChannel', operation: 'getStatus', ticketId: 't1' };

describe('undocumented responses give an item', () => {
	test.each<[string, INodeParameters, number, string, IDataObject]>([
		['Update, no body', UPDATE, 204, '', { id: 'a1' }],
		['Update, an empty body', UPDATE, 200, '', { id: 'a1' }],
		[
			'Update, a partial body',
			UPDATE,
			200,
			'{"status":"pending"}',
			{ id: 'a1', status: 'pending' },
		],
		['Update, a string', UPDATE, 200, '"Updated"', { id: 'a1' }],
		['Update Published, an empty body', UPDATE_PUBLISHED, 200, '', { id: 'a1' }],
		['Retry, no body', RETRY, 202, '', { id: 'a1' }],
		['Cancel, no body', CANCEL, 204, '', { id: 'a1', status: 'cancelled', cancelled: true }],
		[
			'Cancel, a body',
			CANCEL,
			200,
			'{"status":"cancelling","refunded":3}',
			{ id: 'a1', status: 'cancelling', refunded: 3, cancelled: true },
		],
		['Update of a connection, an empty body', UPDATE_CONNECTION, 200, '', { id: 'c1' }],
		['Refresh Token, no body', REFRESH, 204, '', { id: 'c1' }],
		['Refresh Token, a partial body', REFRESH, 200, '{"ok":true}', { id: 'c1', ok: true }],
		['an expired ticket', STATUS, 410, '', { ticketId: 't1', status: 'expired' }],
		[
			'an expired ticket, with an explanation',
			STATUS,
			410,
			'{"error":"Ticket expired"}',
			{ ticketId: 't1', status: 'expired' },
		],
		[
			'a ticket with an unknown status',
			STATUS,
			200,
			'{"status":"authorizing","step":2}',
			{ ticketId: 't1', status: 'authorizing', step: 2 },
		],
	])('%s', async (_name, parameters, status, body, expected) => {
		const { error, items } = await run(parameters, status, body);
		expect(error).toBeUndefined();
		expect(items).toEqual([{ json: expected, pairedItem: { item: 0 } }]);
		expect(server?.calls).toHaveLength(1);
	});
});

test('Wait Until Connected fails for an expired ticket', async () => {
	const wait = { ...STATUS, operation: 'waitUntilConnected', expiresAt: '2036-01-01T00:00:00Z' };
	const { error } = await run(wait, 410, '');
	expect(error?.message).toBe('The link to connect the channel has expired');
	expect(server?.calls).toHaveLength(1);
});
