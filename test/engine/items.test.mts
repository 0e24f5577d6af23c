import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { IDataObject, INode } from 'n8n-workflow';

import { lastRun, runPharlo, runWorkflow } from '../harness/engine.mts';
import { answering } from '../harness/answering.mts';
import { connection, createVideo, savedForm } from '../harness/parameters.mts';
import { Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { chain, node } from '../harness/setting.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

/** Five rows, of which the third has no title. */
const ROWS: IDataObject[] = [
	{ row: 1, title: 'One' },
	{ row: 2, title: 'Two' },
	{ row: 3, title: '' },
	{ row: 4, title: 'Four' },
	{ row: 5, title: 'Five' },
];
const PARAMETERS = createVideo({
	payloadForm: savedForm({ title: '={{ $json.title }}' }),
	options: { externalId: '=row-{{ $json.row }}' },
});

async function create(settings: Partial<INode>) {
	return await runPharlo(PARAMETERS, { credential: pharlo.credential, items: ROWS, settings });
}

const storedRows = () => pharlo.assignments.map(({ externalId }) => externalId).reverse();

test('items are processed in order, each with its own parameters and paired item', async () => {
	const items = ROWS.filter(({ title }) => title !== '');
	const result = await runPharlo(PARAMETERS, { credential: pharlo.credential, items });
	expect(storedRows()).toEqual(['row-1', 'row-2', 'row-4', 'row-5']);
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
		{ item: 3 },
	]);
	expect(result.items.map(({ json }) => json.id)).toEqual(
		pharlo.assignments.map(({ id }) => id).reverse(),
	);
	expect(new Set(result.items.map(({ json }) => json.idempotencyKey)).size).toBe(4);
});

test('by default, an invalid item stops the node before any request', async () => {
	const { error, items } = await create({});
	expect(error?.message).toBe("'Title' is empty");
	expect(items).toEqual([]);
	expect(pharlo.requests).toEqual([]);
});

test('an API error stops the remaining items', async () => {
	const { error } = await runPharlo(
		{
			...PARAMETERS,
			connectionId: connection(
				`={{ $json.row === 3 ? '00000000-0000-4000-8000-000000000000' : '${YOUTUBE}' }}`,
			),
			payloadForm: savedForm({ title: '=Video {{ $json.row }}' }),
			options: { externalId: '=row-{{ $json.row }}', maxConcurrentRequests: 1 },
		},
		{ credential: pharlo.credential, items: ROWS },
	);
	expect(error?.message).toBe('Pharlo did not create the assignment: Connection not found');
	expect(storedRows()).toEqual(['row-1', 'row-2']);
	const ids = pharlo.assignments.map(({ id }) => id).reverse();
	expect(error?.description).toContain(`Already created in this run: ${ids.join(', ')}.`);
});

test.each([1, 10])(
	'sends at most %d requests at a time, and keeps the order of the items',
	async (maxConcurrent) => {
		const items = Array.from({ length: 30 }, (_, row) => ({ row, title: 'x' }));
		let most = 0;
		let held: ServerResponse[] = [];
		const respondToHeld = (): void => {
			const pending = held;
			held = [];
			for (const response of pending) {
				response.writeHead(201, { 'content-type': 'application/json' });
				response.end(JSON.stringify({ id: randomUUID(), status: 'pending' }));
			}
		};
		// Responds once the maximum number of requests is pending, after a short delay in which a surplus
		// request would arrive.
		const server = await answering((_request, response) => {
			most = Math.max(most, held.push(response));
			const areAll = server.calls.length === items.length;
			if (held.length >= maxConcurrent || areAll) setTimeout(respondToHeld, 10);
		});
		const result = await runPharlo(
			{ ...PARAMETERS, options: { maxConcurrentRequests: maxConcurrent } },
			{ credential: { ...pharlo.credential, baseUrl: server.url }, items },
		);
		await server.close();
		expect(most).toBe(maxConcurrent);
		expect(server.calls).toHaveLength(30);
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
			items.map(({ row }) => ({ item: row })),
		);
		expect(result.items.map(({ json }) => json.alreadyExisted)).toEqual(Array(30).fill(false));
	},
);

test('after a 429, no request is sent until the pause is over', async () => {
	const times: number[] = [];
	const server = await answering((_request, response) => {
		times.push(Date.now());
		if (times.length === 1) response.writeHead(429, { 'retry-after': '1' }).end();
		else {
			setTimeout(() => {
				response.writeHead(201, { 'content-type': 'application/json' });
				response.end(JSON.stringify({ id: `a${times.length}`, status: 'pending' }));
			}, 20);
		}
	});
	const items = Array.from({ length: 20 }, (_, row) => ({ row, title: 'x' }));
	const result = await runPharlo(
		{ ...PARAMETERS, options: { maxConcurrentRequests: 2 } },
		{ credential: { ...pharlo.credential, baseUrl: server.url }, items },
	);
	await server.close();
	expect(result.items).toHaveLength(20);
	const [first = 0] = times;
	// One other request was already in flight; a second one may have been sent in the meantime.
	const early = times.filter((time) => time - first < 1000);
	expect(early.length).toBeLessThanOrEqual(3);
});

test('continue: an error item in its place, the other items unaffected', async () => {
	const { items, error } = await create({ onError: 'continueRegularOutput' });
	expect(error).toBeUndefined();
	expect(storedRows()).toEqual(['row-1', 'row-2', 'row-4', 'row-5']);
	expect(items).toHaveLength(5);
	expect(items[2]).toEqual({
		json: {
			error: "'Title' is empty",
			details: {
				description: 'Pharlo requires it for this platform and content type.',
				httpCode: null,
			},
		},
		pairedItem: { item: 2 },
	});
});

test('error output: n8n routes the failed item there, together with its input', async () => {
	const { items, failed } = await create({ onError: 'continueErrorOutput' });
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 3 },
		{ item: 4 },
	]);
	expect(failed).toHaveLength(1);
	expect(failed[0]).toMatchObject({
		json: { row: 3, title: '', error: "'Title' is empty" },
		pairedItem: { item: 2 },
	});
});

test('API errors go to the error output as well, with their HTTP code', async () => {
	const { failed } = await runPharlo(
		{ resource: 'assignment', operation: 'retry', assignmentId: '={{ $json.id }}' },
		{
			credential: pharlo.credential,
			items: [{ id: 'a' }, { id: (await pharlo.add('failed')).id }],
			settings: { onError: 'continueErrorOutput' },
		},
	);
	expect(failed).toHaveLength(1);
	expect(failed[0]?.json).toMatchObject({
		id: 'a',
		error: 'Pharlo did not retry the assignment: Assignment not found',
		details: { httpCode: '404' },
	});
});

test('later nodes find the paired input item', async () => {
	const run = await runWorkflow(
		[
			node('Start', 'start', { items: JSON.stringify(ROWS) }),
			node('Pharlo', 'pharlo', PARAMETERS, {
				credentials: { pharloApi: { id: '1', name: 'Pharlo' } },
				onError: 'continueErrorOutput',
			}),
			node(
				'Read',
				'pharlo',
				{
					resource: 'assignment',
					operation: 'getAll',
					limit: 1,
					filters: { externalId: '=row-{{ $("Start").item.json.row }}' },
				},
				{ credentials: { pharloApi: { id: '1', name: 'Pharlo' } } },
			),
		],
		chain('Start', 'Pharlo', 'Read'),
		{ credential: pharlo.credential },
	);
	const found = lastRun(run, 'Read')?.data?.main?.[0] ?? [];
	expect(found.map(({ json }) => json.externalId)).toEqual(['row-1', 'row-2', 'row-4', 'row-5']);
});

test('an unknown operation has an error with instructions', async () => {
	const { error } = await runPharlo(
		{ resource: 'assignment', operation: 'teleport' },
		{ credential: pharlo.credential },
	);
	expect(error?.message).toContain(
		"'Operation' is 'teleport', which this version of the Pharlo node does not have",
	);
	expect(error?.description).toContain('update the package');
});
