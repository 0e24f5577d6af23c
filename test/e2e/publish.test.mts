import { sign } from '../../tools/simulator/deliveries.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { until } from '../../tools/playground/n8n-api.mts';
import { createVideo } from '../harness/parameters.mts';
import { YOUTUBE } from '../harness/pharlo.mts';
import { postSigned, type Headers } from '../suites/calls.mts';
import { E2eWorld, firstJson } from './world.mts';

let world: E2eWorld;
beforeAll(async () => {
	world = await E2eWorld.enter();
});

test('create, and our trigger runs once with what became of it', async () => {
	const { workflow, url } = await world.listen();
	await world.useCredential({ defaultCallbackUrl: url });
	const created = firstJson(await world.pharlo(createVideo()), 'Pharlo');
	expect(created).toMatchObject({ status: 'pending', platform: 'youtube' });

	const executions = await world.executionsOf(workflow, 1);
	const assignment = (await world.assignments()).find(({ id }) => id === created.id);
	expect(assignment?.status).toBe('published');
	// All four callbacks are answered before we look: only the last one may have started anything.
	await until('all callbacks', async () => {
		const ours = (await world.deliveries()).filter(
			({ assignmentId }) => assignmentId === created.id,
		);
		return ours.length === 4 && ours.every(({ status }) => status === 'delivered')
			? ours
			: undefined;
	});
	expect(await world.api.executions(workflow.id)).toHaveLength(1);
	const [execution] = executions;
	if (execution === undefined) throw new Error('No execution');
	expect(execution.status).toBe('success');
	expect(firstJson(execution, 'Pharlo Trigger')).toEqual({
		assignmentId: created.id,
		status: 'published',
		platform: 'youtube',
		connectionId: YOUTUBE,
		platformPostId: assignment?.platformPostId,
		platformUrl: assignment?.platformUrl,
		errors: [],
		timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
	});
	expect(firstJson(execution, 'After')).toEqual(firstJson(execution, 'Pharlo Trigger'));
});

test('a failure reaches the trigger with its reason', async () => {
	const { workflow, url } = await world.listen();
	await world.pharlo(
		createVideo({
			mediaUrl: 'https://cdn.example.com/forbidden.mp4',
			options: { callbackUrl: url },
		}),
	);
	const [execution] = await world.executionsOf(workflow, 1);
	if (execution === undefined) throw new Error('No execution');
	expect(firstJson(execution, 'Pharlo Trigger')).toMatchObject({
		status: 'failed',
		errors: [{ code: 'UPLOAD_FAILED', message: 'Media file returned 403' }],
	});
});

describe('callbacks over HTTP', () => {
	const event = { assignmentId: 'a1', status: 'published', timestamp: '2026-04-23T10:02:35Z' };
	const body = JSON.stringify(event);
	const good = sign(body, DEFAULTS.webhookSecret);

	test('refused ones are told so and start nothing', async () => {
		const { workflow, url } = await world.listen();
		const refusals: Array<[string, Headers]> = [
			[body, { 'x-webhook-signature': undefined }],
			[body, { 'x-webhook-signature': '' }],
			[body, { 'x-webhook-signature': 'junk' }],
			[body, { 'x-webhook-signature': `${good}, ${good}` }],
			[body, { 'x-webhook-signature': sign(body, 'wrong') }],
			[`${body} `, { 'x-webhook-signature': good }],
			[body, { 'x-webhook-signature': sign(body, '') }],
		];
		for (const [text, headers] of refusals) {
			expect(await postSigned(url, text, { headers })).toEqual({
				status: 401,
				text: '{"error":"Unauthorized"}',
			});
		}
		// The genuine one comes last: when its execution is there, all others would be, too.
		expect(await postSigned(url, body)).toEqual({
			status: 200,
			text: '{"received":true,"started":true}',
		});
		await world.executionsOf(workflow, 1);
		expect(await world.api.executions(workflow.id)).toHaveLength(1);
	});

	test('odd white space and harmless variants of the header verify', async () => {
		const { workflow, url } = await world.listen({
			triggerOn: ['*'],
			options: { ignoreDuplicates: false },
		});
		const odd = '{ "assignmentId":"a1",\r\n\t"status" : "archived", "title":"Žluťoučký 🐎" }\n';
		const signature = sign(odd, DEFAULTS.webhookSecret);
		for (const header of [signature, signature.toUpperCase(), `sha256=${signature}`]) {
			expect(
				await postSigned(url, odd, { headers: { 'x-webhook-signature': header } }),
			).toMatchObject({
				status: 200,
			});
		}
		const executions = await world.executionsOf(workflow, 3);
		for (const execution of executions) {
			expect(firstJson(execution, 'Pharlo Trigger')).toEqual({
				assignmentId: 'a1',
				status: 'archived',
				title: 'Žluťoučký 🐎',
			});
		}
	});

	test('what is not wanted is acknowledged and starts nothing', async () => {
		const { workflow, url } = await world.listen({ triggerOn: ['failed'] });
		expect(await postSigned(url, body)).toEqual({
			status: 200,
			text: '{"received":true,"started":false}',
		});
		await postSigned(url, { ...event, status: 'failed' });
		await world.executionsOf(workflow, 1);
		expect(await world.api.executions(workflow.id)).toHaveLength(1);
	});
});

test('without a webhook secret the trigger cannot be published, and says why', async () => {
	await world.useCredential({ webhookSecret: '' });
	await expect(world.listen()).rejects.toThrow(
		"'Webhook Secret' of the Pharlo credential is empty",
	);
	await world.useCredential();
});
