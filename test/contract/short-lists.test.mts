import type { IncomingMessage } from 'node:http';

import { ENVELOPES } from '../../tools/simulator/paging.mts';
import { answering, type AnsweringServer } from '../harness/answering.mts';
import { runPharlo } from '../harness/engine.mts';
import { savedForm } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { waitFor, WaitRun } from '../harness/waiting.mts';

let pharlo: Pharlo;
let server: AnsweringServer | undefined;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(async () => {
	await server?.close();
	pharlo.reset();
});

const all = Array.from({ length: 70 }, (_value, index) => ({ id: `a${index}` }));

/**
 * Runs Get Many against a list endpoint like one of the documented samples, or one of a careless
 * server.
 */
async function listed(
	respond: (page: number, limit: number) => object,
	parameters: object = { returnAll: true },
) {
	server = await answering((request: IncomingMessage, response) => {
		const { searchParams } = new URL(request.url ?? '', 'http://pharlo');
		const body = respond(Number(searchParams.get('page')), Number(searchParams.get('limit')));
		response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
	});
	const { items, error } = await runPharlo(
		{
			resource: 'webhookDelivery',
			operation: 'getAll',
			limit: 50,
			filters: {},
			...parameters,
		},
		{ credential: { ...pharlo.credential, baseUrl: server.url } },
	);
	expect(error).toBeUndefined();
	return { ids: items.map(({ json }) => json.id), calls: server.calls.length };
}

const whole = all.map(({ id }) => id);

test('only items', async () => {
	const { ids, calls } = await listed((page, limit) => ({
		items: all.slice((page - 1) * limit, page * limit),
	}));
	expect(ids).toEqual(whole);
	// The first page is read again, to see whether the list has shrunk.
	expect(calls).toBe(3);
});

test('items and total', async () => {
	const { ids, calls } = await listed((page, limit) => ({
		items: all.slice((page - 1) * limit, page * limit),
		total: all.length,
	}));
	expect(ids).toEqual(whole);
	expect(calls).toBe(2);
});

test('a server without pagination is not queried endlessly, and gives no duplicates', async () => {
	const { ids, calls } = await listed(() => ({ items: all }));
	expect(ids).toEqual(whole);
	expect(calls).toBe(2);
});

test.each([40, 50, 70])(
	'a server that returns at most 20 of %i without reporting it',
	async (total) => {
		const { ids } = await listed((page, limit) => {
			const size = Math.min(limit, 20);
			const items = all.slice(0, total).slice((page - 1) * size, page * size);
			return { items, total };
		});
		expect(ids).toEqual(whole.slice(0, total));
	},
);

test('items without an ID are distinguished', async () => {
	const nameless = all.map(({ id }) => ({ event: id }));
	const { ids, calls } = await listed((page, limit) => ({
		items: nameless.slice((page - 1) * limit, page * limit),
	}));
	expect(ids).toHaveLength(70);
	expect(calls).toBe(3);
});

test('the limit applies, whatever the server returns', async () => {
	const { ids } = await listed(() => ({ items: all }), { limit: 60 });
	expect(ids).toEqual(whole.slice(0, 60));
});

describe.each(ENVELOPES)('assignments, in the envelope "%s"', (envelope) => {
	test.each([50, 20])('all of them, with pages of %i', async (pageCap) => {
		pharlo.switch({ envelope, pageCap });
		const ids = new Set<unknown>();
		for (let count = 0; count < 70; count++) ids.add((await pharlo.add('pending')).id);
		const { items } = await runPharlo(
			{ resource: 'assignment', operation: 'getAll', returnAll: true, limit: 50, filters: {} },
			{ credential: pharlo.credential },
		);
		expect(items).toHaveLength(70);
		expect(items.every(({ json }) => ids.has(json.id))).toBe(true);
		expect(new Set(items.map(({ json }) => json.id)).size).toBe(items.length);
	});

	test('several assignments that are waited for are found on any page', async () => {
		pharlo.switch({ envelope, pageCap: envelope === 'items' ? 50 : 20, finishAfterMs: 1 });
		const items = Array.from({ length: 25 }, (_value, row) => ({ title: `Row ${row}` }));
		const run = await WaitRun.start(
			waitFor(
				{ payloadForm: savedForm({ title: '={{ $json.title }}', privacy: 'public' }) },
				{ lookBeforeWaitingSeconds: 0.2 },
			),
			{ credential: pharlo.credential, items },
		);
		expect(run.waitTill).toBeUndefined();
		expect(run.outputs[0]?.map(({ outcome }) => outcome)).toEqual(items.map(() => 'published'));
	});
});
