import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, selectors, type Page } from 'playwright-core';

import { freePort } from '../playground/ports.mts';
import { OWNER } from '../playground/n8n-api.mts';
import { PLAYGROUND_DATA, ROOT } from '../playground/paths.mts';
import { Playground } from '../playground/playground.mts';

/** Takes the README's pictures from the running n8n: `npm run screenshots`, with Debian's chromium. */
const PICTURES = join(ROOT, 'docs/pictures');
const BROWSER = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Keeps the browser from looking for its makers: there may be no way out of this machine. */
const QUIET = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

async function logIn(page: Page, url: string): Promise<void> {
	await page.goto(`${url}/signin`);
	await page.locator('input[name=emailOrLdapLoginId]').fill(OWNER.email);
	await page.locator('input[type=password]').fill(OWNER.password);
	await page.getByTestId('form-submit-button').click();
	await page.waitForURL((address) => !address.pathname.startsWith('/signin'));
}

async function openWorkflow(page: Page, url: string, id: string): Promise<void> {
	await page.goto(`${url}/workflow/${id}`);
	await page.getByTestId('canvas-node').first().waitFor();
	await page.waitForLoadState('networkidle');
	// A checklist for newcomers covers a corner of the canvas.
	const close = page.locator(
		'[data-test-id="suggested-actions-close"], .el-notification__closeBtn',
	);
	for (const button of await close.all())
		await button.click({ timeout: 1000 }).catch(() => undefined);
	await page.keyboard.press('1');
	await page.waitForTimeout(800);
}

async function openNode(page: Page, name: string): Promise<void> {
	await page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
	await page.getByTestId('parameter-input').first().waitFor();
	await page.waitForLoadState('networkidle');
	await page.waitForTimeout(800);
}

selectors.setTestIdAttribute('data-test-id');
mkdirSync(PICTURES, { recursive: true });
const folder = mkdtempSync(join(PLAYGROUND_DATA, 'screenshots-'));
const playground = new Playground({
	folder,
	n8nPort: await freePort(),
	simulatorPort: await freePort(),
	pace: '4',
	say: (line) => console.log(line),
});
try {
	await playground.start();
	await playground.publish();
	const browser = await chromium.launch({ executablePath: BROWSER, headless: true, args: QUIET });
	const context = await browser.newContext({ viewport: { width: 1360, height: 900 } });
	const page = await context.newPage();
	page.setDefaultTimeout(20_000);
	const { n8nUrl, simulatorUrl, workflows } = playground;
	const shoot = async (name: string) =>
		await page.screenshot({ path: join(PICTURES, `${name}.png`) });
	const idOf = (file: string) => workflows.get(file)?.id ?? '';

	await logIn(page, n8nUrl);
	await openWorkflow(page, n8nUrl, idOf('react-to-status.json'));
	await shoot('canvas-react');
	await openNode(page, 'Pharlo Trigger');
	await page.getByText('Webhook URLs').click();
	await page.getByTestId('radio-button-production').click();
	await page.getByText('When will this node trigger my flow?').click();
	await page.waitForTimeout(500);
	await shoot('trigger');
	await openWorkflow(page, n8nUrl, idOf('schedule-from-list.json'));
	await shoot('canvas-schedule');
	await openNode(page, 'Schedule Video');
	await page.getByText('Execute step').first().click();
	await page.getByText('3 items').first().waitFor();
	await page.mouse.move(680, 600);
	await page.mouse.wheel(0, 5000);
	await page.waitForTimeout(500);
	await shoot('schedule');
	await openWorkflow(page, n8nUrl, idOf('publish-video-now.json'));
	await openNode(page, 'Publish Video');
	await shoot('create');
	await page.locator('[data-test-id="resource-locator-connectionId"] input').last().click();
	await page.getByText('token expired').waitFor();
	await shoot('connections');
	await page.goto(simulatorUrl);
	await page.waitForTimeout(1000);
	await shoot('simulator');
	await browser.close();
} finally {
	await playground.stop();
	rmSync(folder, { recursive: true, force: true });
}
