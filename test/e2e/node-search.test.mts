import type { Browser, Page } from 'playwright-core';

import { findBrowser, logIn, NO_BROWSER, openBrowser } from '../../tools/playground/browser.mts';
import { describeUnless } from '../harness/layers.mts';
import { E2eSetup } from './e2e-setup.mts';

/** What people type who look for a node like ours. */
const PHRASES = [
	'bulk schedule',
	'content calendar',
	'cross post',
	'facebook page',
	'facebook post',
	'facebook reel',
	'facebook story',
	'post image',
	'post to page',
	'publish reel',
	'publish video',
	'schedule post',
	'schedule youtube video',
	'social media',
	'social media post',
	'social media scheduler',
	'upload video',
	'video publishing',
	'youtube shorts',
	'youtube upload',
];

describeUnless(findBrowser() === undefined ? NO_BROWSER : undefined)('the node search', () => {
	let browser: Browser;
	let page: Page;

	beforeAll(async () => {
		const { url } = new E2eSetup().api;
		({ browser, page } = await openBrowser());
		await logIn(page, url);
		await page.goto(`${url}/workflow/new`);
		await page.getByTestId('canvas-add-button').getByRole('button').first().click();
	});
	afterAll(async () => await browser?.close());

	/** Returns the names of the nodes that n8n finds, the best one first; none after three seconds. */
	async function search(phrase: string): Promise<string[]> {
		const input = page.getByTestId('node-creator').locator('input');
		// Clears the results of the last search, so that those of this one can be awaited.
		await input.fill('no node has this name');
		await page.getByTestId('node-creator-no-results').waitFor();
		await input.fill(phrase);
		const names = page.getByTestId('node-creator-item-name');
		await names
			.first()
			.waitFor({ timeout: 3000 })
			.catch(() => undefined);
		return await names.allInnerTexts();
	}

	test.each(PHRASES)('finds Pharlo first or second for "%s"', async (phrase) => {
		const found = await search(phrase);
		expect(found.slice(0, 2)).toContain('Pharlo');
	});

	test('names what the trigger reports', async () => {
		await search('pharlo');
		await page.getByTestId('node-creator-item-name').getByText('Pharlo', { exact: true }).click();
		await page.getByText('On post published', { exact: true }).waitFor();
		const actions = await page.getByTestId('node-creator-item-name').allInnerTexts();
		expect(actions).toEqual(expect.arrayContaining(['On post published', 'On post failed']));
	});
});
