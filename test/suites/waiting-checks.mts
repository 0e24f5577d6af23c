import { until, type Execution } from '../../tools/playground/n8n-api.mts';
import { outputItems, type Waiter, type WaitingSetup } from './waiting-setup.mts';

/** Older versions forward only the first output of a resumed node. */
export const FIRST_WITH_OUTPUTS = '2.39.0';

/** The webhook that starts the workflow responds with 200; the error is in the execution. */
export async function expectUnsupportedOutputs(waiter: Waiter): Promise<void> {
	const { api } = waiter.setup.n8n;
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
	expect(waiter.setup.pharlo.requests).toEqual([]);
}

export function expectFirstBranch(execution: Execution, item: unknown): void {
	expect(outputItems(execution, 'After 0')).toMatchObject([item]);
	expect(outputItems(execution, 'After 1')).toEqual([]);
}

/** Sends callbacks that must neither resume nor end the execution. */
export async function expectAllRejected(
	setup: WaitingSetup,
	url: string,
	id: string,
): Promise<void> {
	const final = { assignmentId: id, status: 'published', timestamp: '2026-04-23T10:02:35Z' };
	expect(await setup.post(url, final, {})).toMatchObject({ status: 401 });
	expect(await setup.post(url, final, { 'x-webhook-signature': 'f'.repeat(64) })).toMatchObject({
		status: 401,
	});
	expect(await setup.post(url, { ...final, assignmentId: 'someone-elses' })).toEqual({
		status: 404,
		text: '{"error":"Not an assignment that this execution waits for"}',
	});
	expect(await setup.post(url, '["published"]')).toMatchObject({ status: 400 });
	for (const status of ['processing', 'uploading', 'uploading', 'archived', 'pending']) {
		expect(await setup.post(url, { ...final, status })).toEqual({
			status: 200,
			text: '{"received":true,"resumed":false}',
		});
	}
}
