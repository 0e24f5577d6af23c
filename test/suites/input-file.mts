import { once } from 'node:events';

import { NO_CHAOS } from '../../tools/simulator/chaos/settings.mts';
import { mp4 } from '../harness/media.mts';
import {
	expectPublished,
	expectDownloaded,
	expectNoFileAddress,
	itemsOf,
} from './input-file-checks.mts';
import { download, formWith } from './input-file-setup.mts';
import type { FileSetup } from './input-file-setup.mts';

/** Tests of files in each n8n: in one process, and in queue mode with each store of files. */
export function inputFileSuite(open: () => FileSetup): void {
	let setup: FileSetup;
	beforeAll(() => {
		setup = open();
	});

	test('a file from HTTP Request', async () => {
		const content = mp4(3000, 'downloaded');
		const url = setup.files.add('/demo.mp4', content);
		const execution = await setup.run({ source: [download(url)] });
		await expectPublished(setup, execution, content, 'demo.mp4');
	});

	test('an upload to a webhook, as the body', async () => {
		const content = mp4(300_000, 'raw');
		const workflow = await setup.publishWorkflow();
		await workflow.upload(content, 'demo.mp4');
		await expectPublished(setup, await workflow.ended(), content, 'demo.mp4');
	});

	test('an upload to a webhook, in a form', async () => {
		const content = mp4(3000, 'multipart');
		const execution = await setup.run({}, formWith(content, 'demo.mp4'));
		await expectPublished(setup, execution, content, 'demo.mp4');
	});

	test('a scheduled post is downloaded at its time, after the end of the execution', async () => {
		const content = mp4(3000, 'scheduled');
		setup.pharlo.switch({ finishAfterMs: 0 });
		const workflow = await setup.publishWorkflow({
			parameters: { publish: 'scheduled', scheduledAt: '={{ $now.plus({ seconds: 6 }) }}' },
		});
		const published = once(setup.pharlo.simulator.simulation, 'transition');
		await workflow.upload(content, 'demo.mp4');
		const execution = await workflow.ended();
		expect(setup.onlyAssignment.status).toBe('pending');
		await published;
		await expectPublished(setup, execution, content, 'demo.mp4');
	});

	test.each(['webhook', 'HTTP Request'])('Create and Wait: a file from %s', async (from) => {
		const content = mp4(3000, from);
		const url = setup.files.add('/wait.mp4', content);
		const workflow = await setup.publishWorkflow({
			source: from === 'webhook' ? [] : [download(url)],
			parameters: { operation: 'createAndWait' },
		});
		await workflow.upload(content, 'wait.mp4');
		const waiting = await workflow.suspended();
		expectNoFileAddress(waiting);
		const { id } = await setup.publish(setup.onlyAssignment);
		const ended = await setup.n8n.api.finished(waiting.id);
		await expectPublished(setup, ended, content, 'wait.mp4');
		expect(itemsOf(ended, 'Pharlo')).toMatchObject([{ json: { id, outcome: 'published' } }]);
	});

	test('Create and Wait: an execution that is not saved keeps its file', async () => {
		const content = mp4(3000, 'not saved');
		const workflow = await setup.publishWorkflow({
			parameters: {
				operation: 'createAndWait',
				publish: 'scheduled',
				scheduledAt: '={{ $now.plus({ hours: 1 }) }}',
			},
			settings: { saveDataSuccessExecution: 'none' },
		});
		await workflow.upload(content);
		await workflow.suspended();
		const assignment = setup.onlyAssignment;
		await expectDownloaded(setup, assignment, content);
		await workflow.gone();
	});

	test('a retried execution keeps the file, whatever becomes of the failed one', async () => {
		const content = mp4(3000, 'retried');
		const url = setup.files.add('/retried.mp4', content);
		setup.pharlo.switch({ chaos: { ...NO_CHAOS, rate: 1, kinds: ['serverError'] } });
		const failed = await setup.run({ source: [download(url)] });
		expect(failed.status).toBe('error');
		setup.pharlo.switch({ chaos: NO_CHAOS });
		const retried = await setup.retry(failed);
		await setup.n8n.api.call('POST', '/rest/executions/delete', { ids: [failed.id] });
		await expectPublished(setup, retried, content, 'retried.mp4');
	});
}
