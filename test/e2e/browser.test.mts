import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

import {
	chooseFromList,
	chooseOption,
	findBrowser,
	logIn,
	NO_BROWSER,
	openBrowser,
	openNode,
	openWorkflow,
} from '../../tools/playground/browser.mts';
import { until, type WorkflowFile } from '../../tools/playground/n8n-api.mts';
import { ROOT } from '../../tools/playground/paths.mts';
import { readExamples } from '../../tools/playground/workspace.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { describeUnless } from '../harness/layers.mts';
import { connection, createVideo, savedForm } from '../harness/parameters.mts';
import { YOUTUBE } from '../harness/pharlo.mts';
import { chain, node } from '../harness/setting.mts';
import { E2eSetup, firstJson, output, PHARLO } from './e2e-setup.mts';

const PUBLISH = 'Publish Video';
const ROWS = { rows: [{ title: 'One' }, { title: '' }, { title: 'Three' }] };

describeUnless(findBrowser() === undefined ? NO_BROWSER : undefined)('in the editor', () => {
	let setup: E2eSetup;
	let browser: Browser;
	let page: Page;

	beforeAll(async () => {
		setup = await E2eSetup.prepare();
		({ browser, page } = await openBrowser());
		await logIn(page, setup.api.url);
	});
	afterAll(async () => await browser?.close());
	afterEach(async () => {
		await setup.simulator('PUT', 'settings', { capabilities: 'list' });
	});

	async function open(workflow: WorkflowFile, name = PUBLISH) {
		const stored = await setup.create(workflow);
		await openWorkflow(page, setup.api.url, stored.id);
		await openNode(page, name);
		return stored;
	}

	function example(): WorkflowFile {
		const file = readExamples().get('publish-video-now.json');
		if (file === undefined) throw new Error('No example');
		return file;
	}

	/** Returns the labels of the payload form. */
	async function labels(): Promise<string[]> {
		const form = page.getByTestId('mapping-fields-container');
		await form.waitFor();
		const texts = await form.locator('[data-test-id="input-label"], label').allInnerTexts();
		// A label is followed by the switch between fixed values and expressions.
		return texts.map((text) => text.split('\n')[0]?.trim() ?? '');
	}

	test('the form depends on connection and content type', async () => {
		await open(example());
		expect(await labels()).toEqual(
			expect.arrayContaining(['Title (max 100)', 'Privacy', 'Made for Kids']),
		);
		await chooseFromList(page, 'connectionId', 'Facebook · Demo Page');
		await chooseOption(page, 'contentType', 'Text');
		await page.getByText('Message (max 63206)').waitFor();
		const post = await labels();
		expect(post).toEqual(expect.arrayContaining(['Message (max 63206)', 'Link']));
		expect(post).not.toContain('Made for Kids');
	});

	test('a list that cannot be parsed falls back to the documented fields, with an explanation', async () => {
		await setup.simulator('PUT', 'settings', { capabilities: 'junk' });
		await open(example());
		await chooseOption(page, 'contentType', 'Short');
		await page.getByText('is not readable').first().waitFor();
		await page.getByText("Set 'Specify Payload' to 'Using JSON'.").waitFor();
		await chooseOption(page, 'contentType', 'Video');
		await page.getByText('Made for Kids').waitFor();
		const note = page.getByTestId('mapping-fields-container').locator('input').first();
		expect(await note.inputValue()).toContain('Standard fields');
	});

	test('a form saved with the first version opens unchanged', async () => {
		const file = join(ROOT, 'test/e2e/form-of-the-first-version.json');
		const stored = await open(JSON.parse(readFileSync(file, 'utf8')) as WorkflowFile);
		const before = stored.nodes.find(({ name }) => name === PUBLISH)?.parameters.payloadForm;
		const shown = await page
			.locator('input')
			.evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
		expect(shown.filter((value) => value === 'Product Demo')).toHaveLength(1);
		await page.keyboard.press('Escape');
		await page.keyboard.press('Control+s');
		await page.waitForLoadState('networkidle');
		const after = await setup.api.call<WorkflowFile>('GET', `/rest/workflows/${stored.id}`);
		expect(after.nodes.find(({ name }) => name === PUBLISH)?.parameters.payloadForm).toEqual(
			before,
		);
	});

	test('the error panel names the second of three items, once', async () => {
		const workflow = {
			name: 'Wrong item',
			nodes: [
				node('Start', 'n8n-nodes-base.manualTrigger'),
				node(
					'Data',
					'n8n-nodes-base.set',
					{ mode: 'raw', jsonOutput: JSON.stringify(ROWS), options: {} },
					{ typeVersion: 3.4 },
				),
				node('Rows', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'rows', options: {} }),
				node(
					'Create',
					PHARLO,
					createVideo({
						payloadForm: savedForm({ title: '={{ $json.title }}', privacy: 'public' }),
					}),
				),
			],
			connections: chain('Start', 'Data', 'Rows', 'Create'),
		};
		await open(workflow, 'Create');
		await page.getByText('Execute step').first().click();
		const panel = page.getByTestId('output-panel').or(page.getByTestId('ndv-output-panel')).first();
		const error = panel.getByText("'Title' is empty").first();
		await error.waitFor();
		const text = await panel.innerText();
		expect(text.match(/\[item \d+\]/g)).toEqual(['[item 1]']);
	});

	test('the simulator’s page updates in real time', async () => {
		const title = `Shown ${randomUUID()}`;
		await page.goto(setup.simulatorUrl);
		await page.getByText('credits').waitFor();
		const created = await fetch(`${setup.simulatorUrl}/api/v1/assignments`, {
			method: 'POST',
			headers: { authorization: `Bearer ${DEFAULTS.apiKey}`, 'content-type': 'application/json' },
			body: JSON.stringify({
				connectionId: YOUTUBE,
				type: 'video',
				mediaUrl: 'https://cdn.example.com/demo.mp4',
				scheduledAt: '2036-01-15T18:00:00Z',
				payload: { title },
			}),
		});
		const { id } = (await created.json()) as { id: string };
		const row = page.getByRole('row').filter({ hasText: title });
		await row.getByText('pending').waitFor();
		await setup.simulator('POST', `assignments/${id}/fail`);
		await row.getByText('failed', { exact: true }).waitFor();
		expect(await row.innerText()).toContain(id.slice(0, 8));
	});

	test('connect a channel, publish to it, and check the result', async () => {
		const running = setup.run([
			node('Link', PHARLO, {
				resource: 'connectChannel',
				operation: 'createLink',
				platform: { __rl: true, mode: 'list', value: 'youtube' },
				redirectUrl: `${setup.api.url}/healthz`,
			}),
			node('Connected', PHARLO, {
				resource: 'connectChannel',
				operation: 'waitUntilConnected',
				pollSeconds: 1,
			}),
		]);
		const ticket = await until('the ticket', async () => {
			const { tickets } = await setup.state();
			return tickets.find(({ status }) => status === 'pending');
		});
		await page.goto(`${setup.simulatorUrl}/api/v1/oauth/youtube/authorize?ticket=${ticket.id}`);
		await page.getByRole('button', { name: 'Allow' }).click();
		await page.waitForURL(/healthz\?connectionId=/);
		const channel = firstJson(await running, 'Connected');
		expect(channel).toMatchObject({ platform: 'youtube', name: 'Second Channel' });

		const { workflow, url } = await setup.listen();
		const created = firstJson(
			await setup.pharlo(
				createVideo({
					connectionId: connection(String(channel.id)),
					payloadForm: savedForm({ title: 'First video', privacy: 'public' }),
					options: { callbackUrl: url },
				}),
			),
			'Pharlo',
		);
		await setup.executionsOf(workflow, 1);

		const runOperation = async (resource: string, operation: string, parameters = {}) =>
			output(await setup.pharlo({ resource, operation, ...parameters }), 'Pharlo');
		const deliveries = await runOperation('webhookDelivery', 'getAll', {
			filters: { status: 'delivered' },
		});
		expect(deliveries.some(({ json }) => json.assignmentId === created.id)).toBe(true);
		const [stats] = await runOperation('statistics', 'getPost', {
			connectionId: connection(String(channel.id)),
			assignmentId: String(created.id),
		});
		expect(stats?.json).toMatchObject({ assignmentId: created.id, views: 100 });
		const [credits] = await runOperation('account', 'getCreditStatus');
		expect(credits?.json).toMatchObject({ plan: 'growth' });
	});
});
