import type { RequestListener } from 'node:http';
import type { INodeParameters } from 'n8n-workflow';

import { answering } from '../harness/answering.mts';
import { runPharlo } from '../harness/engine.mts';

const pauses: number[] = [];
jest.mock('../../nodes/Pharlo/transport/throttle.ts', () => ({
	...jest.requireActual<object>('../../nodes/Pharlo/transport/throttle.ts'),
	pause: async (milliseconds: number) => {
		if (pauses.push(milliseconds) > 5) throw new Error('It waits on');
		await Promise.resolve();
	},
}));
afterEach(() => {
	pauses.length = 0;
});

const WAITS: ReadonlyArray<readonly [string, INodeParameters, number]> = [
	[
		'Wait for Completion',
		{ resource: 'assignment', operation: 'waitForCompletion', assignmentId: '={{ $json.id }}' },
		// It never checks earlier than after ten seconds.
		1,
	],
	[
		'Wait Until Connected',
		{
			resource: 'connectChannel',
			operation: 'waitUntilConnected',
			ticketId: 't1',
			expiresAt: '2099-01-01T00:00:00Z',
		},
		0,
	],
];

const loginPage: RequestListener = (_request, response) => {
	response.writeHead(200, { 'content-type': 'text/html' });
	response.end('<html><h1>Please log in</h1></html>');
};

describe.each(WAITS)('%s', (_name, parameters, pausesBefore) => {
	test.each([
		['one item', [{ id: 'a1' }]],
		['several items', [{ id: 'a1' }, { id: 'a2' }]],
	])('tells at once that a page came in place of JSON: %s', async (_count, items) => {
		const server = await answering(loginPage);
		const { error } = await runPharlo(parameters, {
			credential: { apiKey: 'k', baseUrl: server.url },
			items,
		});
		await server.close();
		expect(error?.message).toMatch(/^Pharlo's response to the request to .* is not readable$/);
		expect(error).toHaveProperty('description', expect.stringContaining('Check the Base URL'));
		expect(pauses).toHaveLength(pausesBefore);
	});
});
