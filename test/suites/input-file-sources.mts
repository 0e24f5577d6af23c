import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';

import { mp4 } from '../harness/media.mts';
import { node, webhook } from '../harness/setting.mts';
import { expectPublished } from './input-file-checks.mts';
import { formWith, type FileSetup } from './input-file-setup.mts';

const V2 = { typeVersion: 2 };

/** Tests of files from n8n's own nodes, in an n8n that may read from a folder. */
export function fileSourcesSuite(open: () => { setup: FileSetup; folder: string }): void {
	let setup: FileSetup;
	let folder: string;
	beforeAll(() => ({ setup, folder } = open()));

	test('a file from a form', async () => {
		const content = mp4(3000, 'form');
		const path = randomUUID();
		const trigger = node(
			'Trigger',
			'n8n-nodes-base.formTrigger',
			{
				formTitle: 'Post a Video',
				formFields: { values: [{ fieldLabel: 'Video', fieldType: 'file', multipleFiles: false }] },
				options: { path },
			},
			{ typeVersion: 2.2, webhookId: path },
		);
		const workflow = await setup.publishWorkflow({
			trigger,
			path,
			parameters: { binaryPropertyName: 'Video' },
		});
		await workflow.call(formWith(content, 'demo.mp4', 'field-0'), {}, 'form');
		await expectPublished(setup, await workflow.ended(), content, 'demo.mp4');
	});

	test('a file from Read/Write Files from Disk', async () => {
		const content = mp4(3000, 'disk');
		writeFileSync(join(folder, 'disk.mp4'), content);
		const read = node('Read', 'n8n-nodes-base.readWriteFile', {
			operation: 'read',
			fileSelector: join(folder, 'disk.mp4'),
			options: {},
		});
		await expectPublished(setup, await setup.run({ source: [read] }), content, 'disk.mp4');
	});

	test.each([
		[
			'stored by a Code node',
			"await this.helpers.prepareBinaryData(file, 'made.mp4', 'video/mp4')",
		],
		[
			'in the item of a Code node',
			"{ data: file.toString('base64'), mimeType: 'video/mp4', fileName: 'made.mp4' }",
		],
	])('a file %s', async (_name, binary) => {
		const content = mp4(3000, 'made');
		const code = node(
			'Make',
			'n8n-nodes-base.code',
			{
				jsCode: `const file = Buffer.from('${content.toString('base64')}', 'base64');
return [{ json: {}, binary: { data: ${binary} } }];`,
			},
			V2,
		);
		await expectPublished(setup, await setup.run({ source: [code] }), content, 'made.mp4');
	});

	test('a file from Convert to File', async () => {
		const content = mp4(3000, 'converted');
		const convert = node(
			'Convert',
			'n8n-nodes-base.convertToFile',
			{
				operation: 'toBinary',
				sourceProperty: 'body.file',
				options: { fileName: 'made.mp4', mimeType: 'video/mp4' },
			},
			{ typeVersion: 1.1 },
		);
		const workflow = await setup.publishWorkflow({ source: [convert] });
		const body = JSON.stringify({ file: content.toString('base64') });
		await workflow.call(body, { 'content-type': 'application/json' });
		await expectPublished(setup, await workflow.ended(), content, 'made.mp4');
	});

	test("the raw body of n8n's Webhook, which n8n keeps in the item", async () => {
		const content = mp4(3000, 'raw body');
		const path = randomUUID();
		const raw: INode = webhook('Trigger', path);
		raw.parameters.options = { rawBody: true };
		const workflow = await setup.publishWorkflow({ trigger: raw, path });
		await workflow.upload(content);
		await expectPublished(setup, await workflow.ended(), content, 'data');
	});

	test('a file that another node has output, given by an expression', async () => {
		const content = mp4(3000, 'expression');
		const execution = await setup.run(
			{
				source: [node('Set', 'n8n-nodes-base.set', { options: {} }, { typeVersion: 3.4 })],
				parameters: { binaryPropertyName: "={{ $('Trigger').item.binary.data }}" },
			},
			formWith(content, 'demo.mp4'),
		);
		await expectPublished(setup, execution, content, 'demo.mp4');
	});
}
