import { existsSync } from 'node:fs';
import {
	chromium,
	selectors,
	type Browser,
	type BrowserContextOptions,
	type Page,
} from 'playwright-core';

import { OWNER } from './n8n-api.mts';

/** Disables background network traffic of the browser: the machine may have no internet access. */
const NO_BACKGROUND_TRAFFIC = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

const DEFAULT_LOCATIONS = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** What to do if {@link findBrowser} finds no browser. */
export const NO_BROWSER =
	'Chromium not found: install it (apt-get install chromium) or set CHROMIUM.';

/** Returns the path of Chromium: the environment variable CHROMIUM, or a default location. */
export function findBrowser(): string | undefined {
	return [process.env.CHROMIUM ?? '', ...DEFAULT_LOCATIONS].find((path) => existsSync(path));
}

/** @throws {Error} with instructions, if there is no browser */
export async function openBrowser(
	options: BrowserContextOptions = {},
): Promise<{ browser: Browser; page: Page }> {
	const executablePath = findBrowser();
	if (executablePath === undefined) throw new Error(NO_BROWSER);
	selectors.setTestIdAttribute('data-test-id');
	const browser = await chromium.launch({
		executablePath,
		headless: true,
		args: NO_BACKGROUND_TRAFFIC,
	});
	const context = await browser.newContext({
		viewport: { width: 1360, height: 900 },
		...options,
	});
	const page = await context.newPage();
	page.setDefaultTimeout(20_000);
	return { browser, page };
}

export async function logIn(page: Page, url: string): Promise<void> {
	await page.goto(`${url}/signin`);
	await page.locator('input[name=emailOrLdapLoginId]').fill(OWNER.email);
	await page.locator('input[type=password]').fill(OWNER.password);
	await page.getByTestId('form-submit-button').click();
	await page.waitForURL((address) => !address.pathname.startsWith('/signin'));
}

/** Opens a workflow and zooms out to show all of it. */
export async function openWorkflow(page: Page, url: string, id: string): Promise<void> {
	await page.goto(`${url}/workflow/${id}`);
	await page.getByTestId('canvas-node').first().waitFor();
	await page.waitForLoadState('networkidle');
	await page.waitForTimeout(1500);
	// A checklist for new users opens by itself and covers a corner of the canvas.
	if (await page.getByText('Production Checklist').isVisible()) await page.keyboard.press('Escape');
	await page.keyboard.press('1');
	await page.waitForTimeout(800);
}

/** Opens the panel of a node. */
export async function openNode(page: Page, name: string): Promise<void> {
	await page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
	await page.getByTestId('parameter-input').first().waitFor();
	await page.waitForLoadState('networkidle');
	await page.waitForTimeout(800);
}

/** Selects an entry from the list of a resource locator. */
export async function chooseFromList(page: Page, parameter: string, label: string): Promise<void> {
	// Some versions include the list's search field, hidden until the list is open.
	const input = page.locator(`[data-test-id="resource-locator-${parameter}"] input:visible`);
	await input.last().click();
	await page.getByText(label, { exact: true }).first().click();
}

/** Selects an entry from a list of options. */
export async function chooseOption(page: Page, field: string, label: string): Promise<void> {
	const input = page.locator(`[data-test-id="parameter-input"]`).filter({
		has: page.locator(`[data-test-id="parameter-input-${field}"]`),
	});
	await input
		.or(page.getByTestId(`parameter-input-${field}`))
		.first()
		.click();
	await page.getByRole('option', { name: label }).first().click();
}

/** Selects entries from the list of Cross-Post's connections. */
export async function chooseConnections(page: Page, ...labels: string[]): Promise<void> {
	await page.getByTestId('parameter-input-connectionIds').click();
	for (const name of labels) await page.getByRole('option', { name }).first().click();
	await page.keyboard.press('Escape');
}

/** Imports a workflow file into a new workflow, by the menu of the editor. */
export async function importFile(
	page: Page,
	url: string,
	file: { readonly name: string; readonly content: string },
): Promise<void> {
	await page.goto(`${url}/workflow/new`);
	await page.getByTestId('workflow-menu').click();
	const fromFile = page.getByTestId('workflow-menu-item-import-from-file');
	// Newer versions have it in a menu of its own.
	const submenu = page.getByTestId('workflow-menu-item-import');
	await fromFile.or(submenu).first().waitFor();
	if (await submenu.isVisible()) await submenu.hover();
	const choosing = page.waitForEvent('filechooser');
	await fromFile.click();
	const buffer = Buffer.from(file.content);
	await (await choosing).setFiles({ name: file.name, mimeType: 'application/json', buffer });
	await page.getByTestId('canvas-node').first().waitFor();
}
