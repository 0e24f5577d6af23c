import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';

import { mp4 } from '../harness/media.mts';
import { node } from '../harness/setting.mts';
import { expectDownloaded, expectRefused, itemsOf } from '../suites/input-file-checks.mts';
import {
	download,
	formWith,
	FileSetup,
	type FileWorkflowOptions,
} from '../suites/input-file-setup.mts';
import { fileSourcesSuite } from '../suites/input-file-sources.mts';
import { inputFileSuite } from '../suites/input-file.mts';
import { startOwnN8n, type OwnN8n } from './own-n8n.mts';

/** A folder that n8n may read from. */
const folder = mkdtempSync(join(tmpdir(), 'pharlo-files-'));

let n8n: OwnN8n;
let setup: FileSetup;
beforeAll(async () => {
	n8n = await startOwnN8n({ env: { N8N_RESTRICT_FILE_ACCESS_TO: folder } });
	setup = await FileSetup.start(n8n);
}, 240_000);
afterAll(async () => {
	await setup.stop();
	await n8n.stop();
	rmSync(folder, { recursive: true });
});
afterEach(() => setup.clear());

inputFileSuite(() => setup);
fileSourcesSuite(() => ({ setup, folder }));

test('a file of 0 bytes is refused', async () => {
	const url = setup.files.add('/empty.mp4', Buffer.alloc(0));
	const execution = await setup.run({ source: [download(url)] });
	expectRefused(setup, execution, {
		message: "'Input Data Field Name' is 'data', a file of 0 bytes",
		description: 'made or downloaded',
	});
});

describe('three items, the second one without its file', () => {
	const contents = [mp4(3000, 'first'), mp4(4000, 'third')] as const;

	/** A workflow that downloads three files; the second one does not exist. */
	function threeFiles(more: FileWorkflowOptions = {}): [FileWorkflowOptions, string] {
		const [first, third] = contents;
		const urls = [
			setup.files.add('/1.mp4', first),
			setup.files.missing,
			setup.files.add('/3.mp4', third),
		];
		const split = node('Rows', 'n8n-nodes-base.splitOut', {
			fieldToSplitOut: 'body.rows',
			options: {},
		});
		const get = download('={{ $json.url }}', { onError: 'continueRegularOutput' });
		const parameters = { payloadMode: 'json', payloadJson: '{"title": "A", "privacy": "public"}' };
		const rows = JSON.stringify({ rows: urls.map((url) => ({ url })) });
		return [{ source: [split, get], parameters, ...more }, rows];
	}

	async function run([options, rows]: [FileWorkflowOptions, string]) {
		const workflow = await setup.publishWorkflow(options);
		await workflow.call(rows, { 'content-type': 'application/json' });
		return await workflow.ended();
	}

	test('nothing is created', async () => {
		const execution = await run(threeFiles());
		expectRefused(setup, execution, {
			message: "'Input Data Field Name' is 'data', but the input item has no file",
			description: 'no file at all',
			itemIndex: 1,
		});
	});

	test('the others are created, where the node continues at errors', async () => {
		const execution = await run(
			threeFiles({ node: { onError: 'continueRegularOutput' }, after: [] }),
		);
		expect(execution.status).toBe('success');
		const items = itemsOf(execution, 'Pharlo');
		expect(items.map(({ json }) => 'error' in json)).toEqual([false, true, false]);
		const { assignments } = setup.pharlo;
		expect(assignments).toHaveLength(2);
		for (const [index, item] of [items[0], items[2]].entries()) {
			const created = assignments.find(({ id }) => id === item?.json.id);
			const content = contents[index];
			if (created === undefined || content === undefined) throw new Error('Not created');
			await expectDownloaded(setup, created, content);
		}
	});
});

describe('a workflow that does not save its executions', () => {
	const UNSAVED = {
		message: 'does not save its executions',
		description: 'use Create and Wait, or upload the file to a public place',
	};
	const settings = { saveDataSuccessExecution: 'none' } as const;
	const scheduled: INodeParameters = {
		publish: 'scheduled',
		scheduledAt: '={{ $now.plus({ hours: 1 }) }}',
	};

	test('a scheduled post is refused', async () => {
		const execution = await setup.run(
			{ settings, parameters: scheduled },
			formWith(mp4(), 'a.mp4'),
		);
		expectRefused(setup, execution, UNSAVED);
	});

	test('a post of now is downloaded, where n8n keeps the file for some minutes', async () => {
		const content = mp4(3000, 'unsaved');
		const workflow = await setup.publishWorkflow({ settings });
		await workflow.upload(content);
		if (!(await n8n.api.isAtLeast('2.39.0'))) {
			expectRefused(setup, await workflow.ended(), UNSAVED);
			return;
		}
		await workflow.gone();
		await expectDownloaded(setup, setup.onlyAssignment, content);
	});

	test('a post of now comes with a hint', async () => {
		if (!(await n8n.api.isAtLeast('2.39.0'))) return;
		// An execution that fails is saved, and shows the hint.
		const stop = node('Stop', 'n8n-nodes-base.stopAndError', { errorMessage: 'Stopped' });
		const execution = await setup.run({ settings, after: [stop] }, formWith(mp4(), 'a.mp4'));
		expect(execution.data.resultData.error?.message).toBe('Stopped');
		const [run] = execution.data.resultData.runData.Pharlo ?? [];
		expect(run?.hints?.map(({ message }) => message)).toContainEqual(
			expect.stringContaining('n8n deletes the files of this execution'),
		);
		expect(setup.pharlo.assignments).toHaveLength(1);
	});
});
