import { readExamples, triggerUrl } from '../../playground/workspace.mts';
import type { StoredWorkflow } from '../../playground/n8n-api.mts';
import { E2eWorld, firstJson, output } from './world.mts';

let world: E2eWorld;
beforeAll(async () => {
	world = await E2eWorld.enter();
	await world.simulator('POST', 'reset');
});

/** Imports an example, as it is or with another video in it. */
async function bring(file: string, mediaUrl?: string): Promise<StoredWorkflow> {
	const example = readExamples().get(file);
	if (example === undefined) throw new Error(`No ${file}`);
	const nodes = example.nodes.map((node) =>
		mediaUrl !== undefined && 'mediaUrl' in node.parameters
			? { ...node, parameters: { ...node.parameters, mediaUrl } }
			: node,
	);
	return await world.create({ ...example, nodes });
}

async function runIt(workflow: StoredWorkflow, trigger: string) {
	return await world.api.finished(await world.api.runManually(workflow, trigger));
}

const MANUAL = 'When clicking ‘Execute workflow’';

test('publish-video-now and react-to-status work together', async () => {
	const react = await bring('react-to-status.json');
	await world.api.activate(react);
	await world.useCredential({ defaultCallbackUrl: triggerUrl(world.api.url, react) });
	const publish = await bring('publish-video-now.json');

	const created = firstJson(await runIt(publish, MANUAL), 'Publish Video');
	const [good] = await world.executionsOf(react, 1);
	if (good === undefined) throw new Error('No execution');
	expect(firstJson(good, 'Good News').message).toBe(
		`Live at ${(await world.assignments())[0]?.platformUrl}`,
	);
	expect(firstJson(good, 'Pharlo Trigger').assignmentId).toBe(created.id);

	await runIt(await bring('publish-video-now.json', 'https://cdn.example.com/missing.mp4'), MANUAL);
	const [bad] = await world.executionsOf(react, 2);
	if (bad === undefined) throw new Error('No execution');
	expect(firstJson(bad, 'Bad News').message).toMatch(/is failed: Media file returned 404$/);
});

test('schedule-from-list plans each row once, however often it is run', async () => {
	await world.useCredential();
	const workflow = await bring('schedule-from-list.json');
	const first = await runIt(workflow, MANUAL);
	const again = await runIt(workflow, MANUAL);
	expect(output(first, 'Schedule Video')).toHaveLength(3);
	expect(output(again, 'Schedule Video').map(({ json }) => json.id)).toEqual(
		output(first, 'Schedule Video').map(({ json }) => json.id),
	);
	const planned = (await world.assignments()).filter(({ externalId }) =>
		externalId?.startsWith('row-'),
	);
	expect(planned.map(({ externalId }) => externalId).sort()).toEqual(['row-1', 'row-2', 'row-3']);
	for (const { scheduledAt } of planned) {
		const local = new Date(scheduledAt ?? '').toLocaleTimeString('de-DE', {
			timeZone: 'Europe/Berlin',
		});
		expect(['09:00:00', '18:30:00']).toContain(local);
	}
});

test('retry-failed-hourly retries what failed', async () => {
	const { workflow: listener, url } = await world.listen();
	await world.useCredential({ defaultCallbackUrl: url });
	await runIt(await bring('publish-video-now.json', 'https://cdn.example.com/flaky.mp4'), MANUAL);
	const [failed] = await world.executionsOf(listener, 1);
	if (failed === undefined) throw new Error('No execution');
	const { assignmentId, status } = firstJson(failed, 'Pharlo Trigger');
	expect(status).toBe('failed');

	const retried = await runIt(await bring('retry-failed-hourly.json'), 'Every Hour');
	expect(output(retried, 'Queued Again').map(({ json }) => json.id)).toContain(assignmentId);
	const [live] = await world.executionsOf(listener, 2);
	if (live === undefined) throw new Error('No execution');
	expect(firstJson(live, 'Pharlo Trigger')).toMatchObject({ assignmentId, status: 'published' });
});

test('publish-and-wait goes on by itself, with good and with bad news', async () => {
	await world.useCredential();
	const good = await runIt(await bring('publish-and-wait.json'), MANUAL);
	expect(firstJson(good, 'Good News').message).toMatch(/^Live at https:\/\/youtu\.be\//);
	const bad = await runIt(
		await bring('publish-and-wait.json', 'https://cdn.example.com/missing.mp4'),
		MANUAL,
	);
	expect(firstJson(bad, 'Bad News').message).toMatch(/is failed: Media file returned 404$/);
});
