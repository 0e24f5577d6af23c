import type { Browser, Page } from 'playwright-core';

import {
	findBrowser,
	logIn,
	NO_BROWSER,
	openBrowser,
	openNode,
	openWorkflow,
} from '../../tools/playground/browser.mts';
import { describeUnless } from '../harness/layers.mts';
import { createVideo, savedForm } from '../harness/parameters.mts';
import { chain, node } from '../harness/setting.mts';
import { E2eSetup, PHARLO } from './e2e-setup.mts';

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

	test('the error panel names the second of three items, once', async () => {
		const stored = await setup.create({
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
		});
		await openWorkflow(page, setup.api.url, stored.id);
		await openNode(page, 'Create');
		await page.getByText('Execute step').first().click();
		const panel = page.getByTestId('output-panel').or(page.getByTestId('ndv-output-panel')).first();
		const error = panel.getByText("'Title' is empty").first();
		await error.waitFor();
		const text = await panel.innerText();
		expect(text.match(/\[item \d+\]/g)).toEqual(['[item 1]']);
		if (process.env.SCREENSHOT !== undefined)
			await page.screenshot({ path: process.env.SCREENSHOT });
	});
});
