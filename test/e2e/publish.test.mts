import { sign } from '../../tools/simulator/deliveries.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { until } from '../../tools/playground/n8n-api.mts';
import { createVideo } from '../harness/parameters.mts';
import { YOUTUBE } from '../harness/pharlo.mts';
import { postSigned, type Headers } from '../suites/calls.mts';
import { E2eSetup, firstJson } from './e2e-setup.mts';

let setup: E2eSetup;
beforeAll(async () => {
	setup = await E2eSetup.prepare();
});

test('create an assignment, and our trigger runs once with the result', async () => {
	const { workflow, url } = await setup.listen();
	await setup.useCredential({ defaultCallbackUrl: url });
	const created = firstJson(await setup.pharlo(createVideo()), 'Pharlo');
	expect(created).toMatchObject({ status: 'pending', platform: 'youtube' });

	const executions = await setup.executionsOf(workflow, 1);
	const assignment = (await setup.assignments()).find(({ id }) => id === created.id);
	expect(assignment?.status).toBe('published');
	// Waits for the responses to all four callbacks: only the last one may have started an execution.
	await until('all callbacks', async () => {
		const ours = (await setup.deliveries()).filter(
			({ assignmentId }) => assignmentId === created.id,
		);
		return ours.length === 4 && ours.every(({ status }) => status === 'delivered')
			? ours
			: undefined;
	});
	expect(await setup.api.executions(workflow.id)).toHaveLength(1);
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

test('the trigger receives a failure with its reason', async () => {
	const { workflow, url } = await setup.listen();
	await setup.pharlo(
		createVideo({
			mediaUrl: 'https://cdn.example.com/forbidden.mp4',
			options: { callbackUrl: url },
		}),
	);
	const [execution] = await setup.executionsOf(workflow, 1);
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

	test('invalid callbacks get a 401 and start no execution', async () => {
		const { workflow, url } = await setup.listen();
		const invalid: Array<[string, Headers]> = [
			[body, { 'x-webhook-signature': undefined }],
			[body, { 'x-webhook-signature': '' }],
			[body, { 'x-webhook-signature': 'junk' }],
			[body, { 'x-webhook-signature': `${good}, ${good}` }],
			[body, { 'x-webhook-signature': sign(body, 'wrong') }],
			[`${body} `, { 'x-webhook-signature': good }],
			[body, { 'x-webhook-signature': sign(body, '') }],
		];
		for (const [text, headers] of invalid) {
			expect(await postSigned(url, text, { headers })).toEqual({
				status: 401,
				text: '{"error":"Unauthorized"}',
			});
		}
		// The genuine callback comes last: once its execution exists, any others would exist as well.
		expect(await postSigned(url, body)).toEqual({
			status: 200,
			text: '{"received":true,"started":true}',
		});
		await setup.executionsOf(workflow, 1);
		expect(await setup.api.executions(workflow.id)).toHaveLength(1);
	});

	test('unusual white space and harmless variants of the header are accepted', async () => {
		const { workflow, url } = await setup.listen({
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
		const executions = await setup.executionsOf(workflow, 3);
		for (const execution of executions) {
			expect(firstJson(execution, 'Pharlo Trigger')).toEqual({
				assignmentId: 'a1',
				status: 'archived',
				title: 'Žluťoučký 🐎',
			});
		}
	});

	test('filtered events are acknowledged and start no execution', async () => {
		const { workflow, url } = await setup.listen({ triggerOn: ['failed'] });
		expect(await postSigned(url, body)).toEqual({
			status: 200,
			text: '{"received":true,"started":false}',
		});
		await postSigned(url, { ...event, status: 'failed' });
		await setup.executionsOf(workflow, 1);
		expect(await setup.api.executions(workflow.id)).toHaveLength(1);
	});
});

test('without a webhook secret, publishing the trigger fails with an explanation', async () => {
	await setup.useCredential({ webhookSecret: '' });
	await expect(setup.listen()).rejects.toThrow(
		"'Webhook Secret' of the Pharlo credential is empty",
	);
	await setup.useCredential();
});
