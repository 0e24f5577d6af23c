import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';

import { SAMPLE_EVENT } from '../../domain/event.ts';
import { Pharlo } from '../../nodes/Pharlo/Pharlo.node.ts';
import {
	findBrowser,
	logIn,
	NO_BROWSER,
	openBrowser,
	openNode,
	openWorkflow,
} from '../../tools/playground/browser.mts';
import { until } from '../../tools/playground/n8n-api.mts';
import { ROOT } from '../../tools/playground/paths.mts';
import { SCHEMA_FOLDER, schemaFile } from '../../tools/schemas/files.mts';
import { describeUnless } from '../harness/layers.mts';
import { operationsOf } from '../harness/odd-parameters.mts';
import { readOutputSchema, type FieldSchema } from '../harness/output-schema.mts';
import { createVideo } from '../harness/parameters.mts';
import { chain, node } from '../harness/setting.mts';
import { E2eSetup, firstJson, PHARLO, START, TRIGGER } from './e2e-setup.mts';

const operations = operationsOf(new Pharlo().description);

/** The expressions that dragging the fields inserts. */
function expressionsOf(schema: FieldSchema, path = '$json'): string[] {
	const own = path === '$json' ? [] : [`{{ ${path} }}`];
	if (schema.type === 'array') return [...own, ...expressionsOf(schema.items, `${path}[0]`)];
	if (schema.type !== 'object') return own;
	const inner = Object.entries(schema.properties).flatMap(([key, field]) =>
		expressionsOf(field, `${path}.${key}`),
	);
	return [...own, ...inner];
}

/** A node that fields are dragged to. */
function editFields(name: string, position: [number, number]) {
	return node(name, 'n8n-nodes-base.set', {}, { typeVersion: 3.4, position });
}

describeUnless(findBrowser() === undefined ? NO_BROWSER : undefined)(
	'before the first run, the editor',
	() => {
		let setup: E2eSetup;
		let browser: Browser;
		let page: Page;

		beforeAll(async () => {
			setup = await E2eSetup.prepare();
			({ browser, page } = await openBrowser());
			// A list only renders what is in sight.
			await page.setViewportSize({ width: 1360, height: 1200 });
			await logIn(page, setup.api.url);
		});
		afterAll(async () => await browser?.close());

		/** The fields of a node, as the panel of the open node after it shows them. */
		function fieldsOf(name: string): Locator {
			return page.locator(`[data-node-name="${name}"][data-target="mappable"]`);
		}

		describe('shows the fields of', () => {
			beforeAll(async () => {
				const pairs = operations.map(({ name, resource, operation }, index) => {
					const [x, y] = [(index % 6) * 500, Math.floor(index / 6) * 200];
					return [
						node(name, PHARLO, { resource, operation }, { position: [x, y] }),
						editFields(`After ${name}`, [x + 200, y]),
					];
				});
				const connections = operations.map(({ name }) => chain(name, `After ${name}`));
				const { id } = await setup.create({
					name: 'All operations',
					nodes: pairs.flat(),
					connections: Object.assign({}, ...connections) as ReturnType<typeof chain>,
				});
				await openWorkflow(page, setup.api.url, id);
			});
			afterEach(async () => await page.keyboard.press('Escape'));

			test.each(operations)('$name', async ({ name, resource, operation }) => {
				await openNode(page, `After ${name}`);
				await page.getByText('Usually outputs the following fields').waitFor();
				const shown = fieldsOf(name);
				const file = join(ROOT, SCHEMA_FOLDER, schemaFile(resource, operation));
				const expected = expressionsOf(readOutputSchema(file));
				await shown.nth(expected.length - 1).waitFor();
				const values = await shown.evaluateAll((all) =>
					all.map((one) => one.getAttribute('data-value')),
				);
				expect(values).toEqual(expected);
			});
		});

		test('shows none of a trigger until its sample event is pasted as mock data', async () => {
			const { id } = await setup.create({
				name: 'Sample event',
				nodes: [
					node('Pharlo Trigger', TRIGGER, {}, { typeVersion: 2, webhookId: randomUUID() }),
					editFields('Next', [200, 0]),
				],
				connections: chain('Pharlo Trigger', 'Next'),
			});
			await openWorkflow(page, setup.api.url, id);
			await openNode(page, 'Next');
			await page
				.getByTestId('input-panel')
				.or(page.getByTestId('ndv-input-panel'))
				.first()
				.waitFor();
			expect(await fieldsOf('Pharlo Trigger').count()).toBe(0);
			await page.keyboard.press('Escape');

			await openNode(page, 'Pharlo Trigger');
			await page.getByText('When will this node trigger my flow?').click();
			const sample = await page.locator('pre').innerText();
			// The first one is in the help.
			await page.getByText('set mock data').last().click();
			await page.locator('.cm-content:visible').last().click();
			await page.keyboard.press('Control+A');
			await page.keyboard.insertText(sample);
			await page.getByText('Save', { exact: true }).last().click();
			await page.getByText('This data is pinned').first().waitFor();
			await page.keyboard.press('Escape');

			await openNode(page, 'Next');
			await fieldsOf('Pharlo Trigger').first().waitFor();
			const values = await fieldsOf('Pharlo Trigger').evaluateAll((all) =>
				all.map((one) => one.getAttribute('data-value')),
			);
			expect(values).toEqual(Object.keys(SAMPLE_EVENT).map((key) => `{{ $json.${key} }}`));
		});

		test('lets them be dragged, and the first run fills them', async () => {
			const { id } = firstJson(
				await setup.pharlo(createVideo({ mediaUrl: 'https://cdn.example.com/forbidden.mp4' })),
				'Pharlo',
			);
			await until('the failure', async () =>
				(await setup.assignments()).find((one) => one.id === id && one.status === 'failed'),
			);
			const nodes = [
				node(START, 'n8n-nodes-base.manualTrigger'),
				node(
					'Pharlo',
					PHARLO,
					{ resource: 'assignment', operation: 'get', assignmentId: String(id) },
					{ position: [200, 0] },
				),
				editFields('Next', [400, 0]),
			];
			const workflow = await setup.create({
				name: 'Dragged',
				nodes,
				connections: chain(START, 'Pharlo', 'Next'),
			});
			await openWorkflow(page, setup.api.url, workflow.id);
			await openNode(page, 'Next');
			for (const path of ['status', 'errors[0].code']) {
				await fieldsOf('Pharlo')
					.and(page.locator(`[data-value="{{ $json.${path} }}"]`))
					.dragTo(page.getByTestId('assignment-collection-drop-area'));
			}
			await page.getByText('Execute step').first().click();
			const panel = page
				.getByTestId('output-panel')
				.or(page.getByTestId('ndv-output-panel'))
				.first();
			await panel.getByText('UPLOAD_FAILED').first().waitFor();
			expect(await panel.innerText()).toContain('failed');
		});
	},
);
