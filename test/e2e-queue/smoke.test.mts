import { missingQueueTools } from '../../tools/playground/queue-stores.mts';
import { E2eSetup, firstJson } from '../e2e/e2e-setup.mts';
import { describeUnless } from '../harness/layers.mts';
import { createVideo } from '../harness/parameters.mts';
import { postSigned } from '../suites/calls.mts';
import { callbackUrl, kill, start, workersOf } from './queue.mts';

const EVENT = { assignmentId: 'a1', status: 'published', timestamp: '2026-04-23T10:02:35Z' };

describeUnless(missingQueueTools())('n8n in queue mode', () => {
	let setup: E2eSetup;
	beforeAll(async () => {
		setup = await E2eSetup.prepare();
	});

	test('a webhook process receives a callback, and a worker runs the execution', async () => {
		const { workflow } = await setup.listen();
		expect(await postSigned(callbackUrl(workflow), EVENT)).toEqual({
			status: 200,
			text: '{"received":true,"started":true}',
		});
		const [execution] = await setup.executionsOf(workflow, 1);
		if (execution === undefined) throw new Error('No execution');
		expect(execution).toMatchObject({ status: 'success', mode: 'webhook' });
		expect(firstJson(execution, 'After')).toMatchObject(EVENT);
		expect(workersOf(execution.id)).toHaveLength(1);
	});

	test('a manual Create runs on a worker, and its callback starts our trigger', async () => {
		const { workflow } = await setup.listen();
		const callback = { options: { callbackUrl: callbackUrl(workflow) } };
		const execution = await setup.pharlo(createVideo(callback));
		const created = firstJson(execution, 'Pharlo');
		expect(created).toMatchObject({ status: 'pending', platform: 'youtube' });
		expect(workersOf(execution.id)).toHaveLength(1);
		const [reaction] = await setup.executionsOf(workflow, 1);
		if (reaction === undefined) throw new Error('No execution');
		expect(firstJson(reaction, 'Pharlo Trigger')).toMatchObject({
			assignmentId: created.id,
			status: 'published',
		});
	});

	describe('when a worker is killed', () => {
		beforeAll(async () => await kill('worker-1'));
		afterAll(async () => await start('worker-1'));

		test('the other one runs the executions', async () => {
			const { workflow } = await setup.listen();
			for (const assignmentId of ['a1', 'a2', 'a3']) {
				const { status } = await postSigned(callbackUrl(workflow), { ...EVENT, assignmentId });
				expect(status).toBe(200);
			}
			const executions = await setup.executionsOf(workflow, 3);
			for (const { id, status } of executions) {
				expect(status).toBe('success');
				expect(workersOf(id)).toEqual(['worker-2']);
			}
		});
	});

	describe('when a webhook process is killed', () => {
		beforeAll(async () => await kill('webhook-1'));
		afterAll(async () => await start('webhook-1'));

		test('the other one receives every call', async () => {
			const { workflow } = await setup.listen();
			for (const assignmentId of ['a1', 'a2', 'a3']) {
				const { status } = await postSigned(callbackUrl(workflow), { ...EVENT, assignmentId });
				expect(status).toBe(200);
			}
			await setup.executionsOf(workflow, 3);
			expect(await setup.api.executions(workflow.id)).toHaveLength(3);
		});
	});
});
