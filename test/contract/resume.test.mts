import type { INodeParameters } from 'n8n-workflow';

import { createVideo, savedForm } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { resumedWith, waitFor, WaitRun } from '../harness/waiting.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.clear());

type Options = Partial<Parameters<typeof WaitRun.start>[1]>;

async function start(parameters: INodeParameters = waitFor(), options: Options = {}) {
	const run = await WaitRun.start(parameters, { credential: pharlo.credential, ...options });
	expect(run.waitTill).toBeInstanceOf(Date);
	pharlo.requests.length = 0;
	return { run, created: [...pharlo.assignments].reverse() };
}

function published(assignmentId: string | undefined, more: Record<string, unknown> = {}) {
	return { assignmentId, status: 'published', timestamp: '2026-04-23T10:02:35Z', ...more };
}

test('the final callback is merged into the created assignment', async () => {
	const { run, created } = await start();
	const [assignment] = created;
	const result = await run.callback(
		published(assignment?.id, {
			platform: 'youtube',
			platformPostId: 'p1',
			platformUrl: 'https://youtu.be/p1',
			errors: [],
			addedLater: 1,
		}),
	);
	expect(result.response.webhookResponse).toEqual({ received: true, resumed: true });
	expect(result.response.workflowData).toEqual([
		[
			{
				json: {
					id: assignment?.id,
					title: 'Product Demo',
					status: 'published',
					outcome: 'published',
					message: 'Published at https://youtu.be/p1',
					connectionId: assignment?.connectionId,
					platform: 'youtube',
					type: 'video',
					scheduledAt: null,
					createdAt: assignment?.createdAt,
					idempotencyKey: assignment?.idempotencyKey,
					alreadyExisted: false,
					platformPostId: 'p1',
					platformUrl: 'https://youtu.be/p1',
					errors: [],
					addedLater: 1,
				},
				pairedItem: { item: 0 },
			},
		],
	]);
	expect(pharlo.requests).toEqual([]);
});

test('a failure is output as failed', async () => {
	const { run, created } = await start();
	const event = {
		assignmentId: created[0]?.id,
		status: 'failed',
		errors: [{ code: 'UPLOAD_FAILED', message: 'Media file returned 403' }],
	};
	expect(resumedWith(await run.callback(event))).toMatchObject([
		[
			{
				outcome: 'failed',
				status: 'failed',
				message: 'Not published: Media file returned 403',
				explanation: expect.stringContaining('requires a login'),
				errors: event.errors,
			},
		],
	]);
});

test.each([
	['unsigned', {}, 401],
	['with the signature of another body', { 'x-webhook-signature': 'a'.repeat(64) }, 401],
])('%s: rejected, and the execution keeps waiting', async (_name, headers, status) => {
	const { run, created } = await start();
	const { sent, response } = await run.callback(published(created[0]?.id), headers);
	expect(sent).toEqual({ status, body: { error: 'Unauthorized' } });
	expect(response).toEqual({ noWebhookResponse: true });
});

test('a genuine callback of another assignment is rejected', async () => {
	const { run } = await start();
	const { sent, response } = await run.callback(published('another'));
	expect(sent?.status).toBe(404);
	expect(response).toEqual({ noWebhookResponse: true });
});

test('a node that is not waiting rejects callbacks', async () => {
	const run = await WaitRun.start(createVideo(), { credential: pharlo.credential });
	const { sent, response } = await run.callback(published(pharlo.assignments[0]?.id));
	expect(sent?.status).toBe(404);
	expect(response).toEqual({ noWebhookResponse: true });
});

test.each(['pending', 'uploading', 'uploaded', 'processing', 'archived'])(
	'%s is acknowledged and resumes nothing',
	async (status) => {
		const { run, created } = await start();
		const result = await run.callback({ assignmentId: created[0]?.id, status });
		expect(result.response).toEqual({ webhookResponse: { received: true, resumed: false } });
		expect(result.sent).toBeUndefined();
		expect(pharlo.requests).toEqual([]);
	},
);

test.each(['Publish "now" & wait', "It's }} {{ 1 + 1 }} {", 'Back\\slash \u{1F40E}'])(
	'works with any node name: %s',
	async (name) => {
		const { run, created } = await start(waitFor(), { name });
		expect(resumedWith(await run.callback(published(created[0]?.id)))).toMatchObject([
			[{ outcome: 'published' }],
		]);
	},
);

describe('several items', () => {
	const items = [{ title: 'One' }, { title: 'Two' }, { title: 'Three' }];
	const titled = { payloadForm: savedForm({ title: '={{ $json.title }}', privacy: 'public' }) };

	test('the others are fetched with one request, and the execution keeps waiting', async () => {
		const { run, created } = await start(waitFor(titled), { items });
		const result = await run.callback(published(created[0]?.id));
		expect(resumedWith(result)).toBeUndefined();
		expect(result.response.webhookResponse).toEqual({ received: true, resumed: false });
		expect(pharlo.onlyRequest.query).toEqual({
			externalId: created[0]?.externalId,
			page: '1',
			limit: '50',
		});
	});

	test('those that finished without a callback are fetched', async () => {
		const { run, created } = await start(waitFor(titled), { items });
		const [one, two, three] = created;
		const { lifecycle } = pharlo.simulator;
		if (one === undefined || two === undefined || three === undefined) throw new Error('Missing');
		lifecycle.move(one, 'published');
		lifecycle.fail(two, 'UPLOAD_FAILED', 'Media file returned 404');
		lifecycle.move(three, 'cancelled');
		const outputs = resumedWith(await run.callback(published(three.id, { status: 'cancelled' })));
		expect(outputs).toMatchObject([
			[
				{ id: one.id, outcome: 'published', platformUrl: one.platformUrl },
				{ id: two.id, outcome: 'failed', message: 'Not published: Media file returned 404' },
				{ id: three.id, outcome: 'cancelled' },
			],
		]);
		expect(JSON.stringify(outputs)).not.toContain('webhook-waiting');
	});

	test('results that this process has received are not fetched again', async () => {
		const { run, created } = await start(waitFor(titled), { items });
		const [one, two, three] = created;
		await run.callback(published(one?.id, { platformUrl: 'https://youtu.be/1' }));
		await run.callback(published(two?.id));
		pharlo.requests.length = 0;
		const outputs = resumedWith(await run.callback(published(three?.id)));
		expect(outputs).toMatchObject([
			[{ id: one?.id, platformUrl: 'https://youtu.be/1' }, { id: two?.id }, { id: three?.id }],
		]);
		expect(pharlo.requests).toEqual([]);
	});

	test('concurrent callbacks share one request, and one of them resumes', async () => {
		const { run, created } = await start(waitFor(titled), {
			items: [...items, { title: 'Unheard' }],
		});
		for (const assignment of created) pharlo.simulator.lifecycle.move(assignment, 'published');
		const results = await Promise.all(
			created.slice(0, 3).map(async ({ id }) => await run.callback(published(id))),
		);
		expect(results.map((result) => resumedWith(result)?.[0]?.length)).toEqual([
			4,
			undefined,
			undefined,
		]);
		expect(pharlo.requests).toHaveLength(1);
	});

	test('if Pharlo cannot be reached, the callback has to be sent again', async () => {
		const { run, created } = await start(waitFor(titled), { items });
		pharlo.simulator.simulation.state.credits = 0;
		const { sent, response, logged } = await run.callback(published(created[0]?.id));
		pharlo.simulator.simulation.state.credits = 100_000;
		expect(sent?.status).toBe(503);
		expect(response).toEqual({ noWebhookResponse: true });
		expect(logged.join()).toContain('Not enough Pharlo credits');
	});

	test('with a reused external ID, pages are fetched until all are found', async () => {
		const { run, created } = await start(waitFor(titled, { externalId: 'campaign' }), { items });
		for (const assignment of created) pharlo.simulator.lifecycle.move(assignment, 'published');
		for (let count = 0; count < 60; count++) {
			await pharlo.add('processing', { externalId: 'campaign' });
		}
		const outputs = resumedWith(await run.callback(published(created[0]?.id)));
		expect(outputs?.[0]).toHaveLength(3);
		expect(pharlo.requests.map(({ query }) => query.page)).toEqual(['1', '2']);
	});

	test('invalid items keep their position', async () => {
		const { run, created } = await start(waitFor(titled), {
			items: [{ title: '' }, { title: 'Two' }],
			settings: { onError: 'continueRegularOutput' },
		});
		const { response } = await run.callback(published(created[0]?.id));
		expect(response.workflowData?.[0]).toMatchObject([
			{ json: { error: "'Title' is empty" }, pairedItem: { item: 0 } },
			{ json: { outcome: 'published' }, pairedItem: { item: 1 } },
		]);
	});
});
