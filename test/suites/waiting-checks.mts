import { until, type Execution } from '../../tools/playground/n8n-api.mts';
import { handedOn, type Waiter, type WaitingWorld } from './waiting-world.mts';

/** Older ones forward only the first output of a node that goes on. */
export const FIRST_WITH_OUTPUTS = '2.39.0';

/** The workflow's start is answered with 200; what comes of it is seen in the execution. */
export async function expectRefusal(waiter: Waiter): Promise<void> {
	const { api } = waiter.world.stage;
	await waiter.call([{ row: 0 }]);
	const [started] = await until('the execution', async () => {
		const found = await api.executions(waiter.workflow.id);
		return found.length > 0 ? found : undefined;
	});
	const { data, status } = await api.finished(started?.id ?? '');
	expect(status).toBe('error');
	expect(data.resultData.error?.message).toContain(
		"'One for Each Outcome' requires n8n 2.39 or later",
	);
	expect(waiter.world.pharlo.requests).toEqual([]);
}

export function expectFirstBranch(execution: Execution, item: unknown): void {
	expect(handedOn(execution, 'After 0')).toMatchObject([item]);
	expect(handedOn(execution, 'After 1')).toEqual([]);
}

/** None of these may resume the execution, or end it. */
export async function refuseAll(world: WaitingWorld, url: string, id: string): Promise<void> {
	const final = { assignmentId: id, status: 'published', timestamp: '2026-04-23T10:02:35Z' };
	expect(await world.post(url, final, {})).toMatchObject({ status: 401 });
	expect(await world.post(url, final, { 'x-webhook-signature': 'f'.repeat(64) })).toMatchObject({
		status: 401,
	});
	expect(await world.post(url, { ...final, assignmentId: 'someone-elses' })).toEqual({
		status: 404,
		text: '{"error":"Not an assignment that this execution waits for"}',
	});
	expect(await world.post(url, '["published"]')).toMatchObject({ status: 400 });
	for (const status of ['processing', 'uploading', 'uploading', 'archived', 'pending']) {
		expect(await world.post(url, { ...final, status })).toEqual({
			status: 200,
			text: '{"received":true,"resumed":false}',
		});
	}
}
