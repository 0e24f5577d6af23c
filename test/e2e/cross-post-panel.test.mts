import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';

import {
	chooseConnections,
	chooseOption,
	findBrowser,
	logIn,
	NO_BROWSER,
	openBrowser,
	openNode,
	openWorkflow,
} from '../../tools/playground/browser.mts';
import { until } from '../../tools/playground/n8n-api.mts';
import { crossPostVideo } from '../harness/cross-post.mts';
import { describeUnless } from '../harness/layers.mts';
import { FACEBOOK, YOUTUBE } from '../harness/pharlo.mts';
import { chain, node } from '../harness/setting.mts';
import { E2eSetup, PHARLO, START } from './e2e-setup.mts';

describeUnless(findBrowser() === undefined ? NO_BROWSER : undefined)(
	'the panel of Cross-Post',
	() => {
		let setup: E2eSetup;
		let browser: Browser;
		let page: Page;
		beforeAll(async () => {
			setup = new E2eSetup();
			({ browser, page } = await openBrowser());
			await page.setViewportSize({ width: 1360, height: 1900 });
			await logIn(page, setup.api.url);
			// n8n closes an idle connection after 5 seconds, and the first request on it fails.
			await until('the credential', async () =>
				setup.useCredential().then(
					() => true,
					() => undefined,
				),
			);
		});
		afterAll(async () => await browser?.close());

		/** Opens the panel of a node in which no connection is chosen yet. */
		async function open(title: string): Promise<void> {
			const { id } = await setup.create({
				name: title,
				nodes: [
					node(START, 'n8n-nodes-base.manualTrigger'),
					node(
						'Cross-Post',
						PHARLO,
						crossPostVideo({ connectionIds: [], detailsMode: 'form', title }),
					),
				],
				connections: chain(START, 'Cross-Post'),
			});
			await openWorkflow(page, setup.api.url, id);
			await openNode(page, 'Cross-Post');
		}

		/** The labels from the connections to the options, in the order of the panel. */
		async function labels(): Promise<string[]> {
			const texts = await page.locator('[data-test-id="input-label"]').allInnerTexts();
			// A label is followed by the switch between fixed values and expressions.
			const names = texts.map((text) => text.split('\n')[0]?.trim() ?? '');
			return names.slice(names.indexOf('Connection Names or IDs'), names.indexOf('Options'));
		}

		test('connections from the list, and the fields of their platforms', async () => {
			await open(randomUUID());
			await chooseConnections(page, 'YouTube · Demo Channel', 'Facebook · Demo Page');
			await page.getByText('YouTube: Privacy').waitFor();

			await chooseOption(page, 'publish', 'One After the Other');
			await page.getByText('Minutes Between').waitFor();
			const largest = await labels();
			expect(largest).toContain('Media URL');
			expect(largest.filter((label) => !label.includes(': '))).toHaveLength(12);

			await chooseOption(page, 'contentType', 'Text');
			await page.getByText('Facebook: Privacy').waitFor();
			expect(await labels()).toEqual(expect.arrayContaining(['YouTube: Content Type']));
		}, 120_000);

		test('connections from an expression that gives an array', async () => {
			const title = randomUUID();
			await open(title);
			await page.getByText('Connection Names or IDs').hover();
			await page.getByTestId('radio-button-expression').first().click();
			await page.locator('.cm-content').first().click();
			await page.keyboard.press('Control+a');
			await page.keyboard.insertText(`{{ ["${YOUTUBE}", "${FACEBOOK}"] }}`);
			// The editor takes an expression over a moment after it was typed, or when it loses the focus.
			await page.getByText('Parameters', { exact: true }).click();
			await page.getByText('Facebook: ').or(page.getByText('YouTube: Privacy')).first().waitFor();
			await page.waitForLoadState('networkidle');
			await page
				.getByTestId('node-execute-button')
				.or(page.getByText('Execute step'))
				.first()
				.click();
			await page.getByText('2 items').first().waitFor();
			const posts = (await setup.assignments()).filter(({ payload }) => payload.title === title);
			expect(posts.map(({ connectionId }) => connectionId).sort()).toEqual(
				[YOUTUBE, FACEBOOK].sort(),
			);
		}, 120_000);
	},
);
