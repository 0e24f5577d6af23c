import { request } from 'undici';

import { answering } from '../harness/answering.mts';
import { lastRun, runPharlo, runWorkflow } from '../harness/engine.mts';
import { createVideo } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { chain, node } from '../harness/setting.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

/** Starts a proxy to Pharlo that drops the responses with the given numbers. */
async function droppingResponses(...lost: number[]) {
	let count = 0;
	return await answering((incoming, outgoing) => {
		const number = ++count;
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			void request(pharlo.simulator.url + (incoming.url ?? ''), {
				method: 'POST',
				headers: {
					authorization: incoming.headers.authorization ?? '',
					'content-type': 'application/json',
				},
				body: Buffer.concat(chunks),
			}).then(async (response) => {
				const body = await response.body.text();
				if (lost.includes(number)) incoming.socket.destroy();
				else
					outgoing.writeHead(response.statusCode, { 'content-type': 'application/json' }).end(body);
			});
		});
	});
}

const keys = () =>
	pharlo.requests.map(({ body }) => (body as Record<string, unknown>).idempotencyKey);

test('Retry On Fail after lost responses: every item is posted once', async () => {
	// The responses to the second request and, in the next try, to the fifth get lost.
	const server = await droppingResponses(2, 5);
	const { items, error } = await runPharlo(
		createVideo({ options: { externalId: '={{ $json.row }}' } }),
		{
			credential: { ...pharlo.credential, baseUrl: server.url },
			items: [{ row: 'a' }, { row: 'b' }, { row: 'c' }],
			settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 },
		},
	);
	await server.close();
	expect(error).toBeUndefined();
	expect(items).toHaveLength(3);
	expect(pharlo.requests.length).toBeGreaterThan(3);
	expect(pharlo.assignments.map(({ externalId }) => externalId).sort()).toEqual(['a', 'b', 'c']);
	expect(new Set(keys()).size).toBe(3);
	expect(items.map(({ json }) => json.id)).toEqual(
		pharlo.assignments.map(({ id }) => id).reverse(),
	);
});

test('a loop creates a new post on every pass', async () => {
	const run = await runWorkflow(
		[
			node('Start', 'start', { items: '[{}]' }),
			node('Loop', 'loop', { passes: 3 }),
			node('Pharlo', 'pharlo', createVideo(), {
				credentials: { pharloApi: { id: '1', name: 'Pharlo' } },
			}),
			node('Done', 'pass'),
		],
		{
			...chain('Start', 'Loop'),
			Loop: {
				main: [
					[{ node: 'Pharlo', type: 'main', index: 0 }],
					[{ node: 'Done', type: 'main', index: 0 }],
				],
			},
			...chain('Pharlo', 'Loop'),
		},
		{ credential: pharlo.credential },
	);
	expect(lastRun(run, 'Done')).toBeDefined();
	expect(pharlo.assignments).toHaveLength(3);
	expect(new Set(keys()).size).toBe(3);
});

test('two nodes of one workflow use different keys', async () => {
	const credentials = { pharloApi: { id: '1', name: 'Pharlo' } };
	await runWorkflow(
		[
			node('Start', 'start', { items: '[{}]' }),
			node('First', 'pharlo', createVideo(), { credentials }),
			node('Second', 'pharlo', createVideo(), { credentials }),
		],
		chain('Start', 'First', 'Second'),
		{ credential: pharlo.credential },
	);
	expect(pharlo.assignments).toHaveLength(2);
});

test('with Own Key, equal rows create one post', async () => {
	await runPharlo(
		createVideo({ options: { idempotency: 'own', idempotencyKey: '={{ $json.row }}' } }),
		{ credential: pharlo.credential, items: [{ row: 'a' }, { row: 'b' }, { row: 'a' }] },
	);
	expect(pharlo.assignments).toHaveLength(2);
});
