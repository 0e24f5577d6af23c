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

/** Passes requests on to Pharlo, but loses the answers whose numbers are given. */
async function losing(...lost: number[]) {
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
			}).then(async (answer) => {
				const body = await answer.body.text();
				if (lost.includes(number)) incoming.socket.destroy();
				else
					outgoing.writeHead(answer.statusCode, { 'content-type': 'application/json' }).end(body);
			});
		});
	});
}

const keys = () =>
	pharlo.requests.map(({ body }) => (body as Record<string, unknown>).idempotencyKey);

test('Retry On Fail after lost answers: every item is posted once', async () => {
	// The answers to the second and, in the next round, the fifth request get lost.
	const server = await losing(2, 5);
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

test('a loop posts anew on every pass', async () => {
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

test('two nodes of one workflow do not take each other’s key', async () => {
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

test('an own key makes one post of equal rows', async () => {
	await runPharlo(
		createVideo({ options: { idempotency: 'own', idempotencyKey: '={{ $json.row }}' } }),
		{ credential: pharlo.credential, items: [{ row: 'a' }, { row: 'b' }, { row: 'a' }] },
	);
	expect(pharlo.assignments).toHaveLength(2);
});
