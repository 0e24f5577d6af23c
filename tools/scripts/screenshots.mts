import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import {
	chooseConnections,
	chooseOption,
	logIn,
	openBrowser,
	openNode,
	openWorkflow,
} from '../playground/browser.mts';
import { freePort } from '../playground/ports.mts';
import { PLAYGROUND_DATA, ROOT } from '../playground/paths.mts';
import { Playground } from '../playground/playground.mts';
import { takeExamplePictures } from './example-pictures.mts';

/**
 * Takes the screenshots of the documentation from a running n8n: `npm run screenshots`, with
 * Debian's chromium.
 */
const PICTURES = join(ROOT, 'docs/pictures');
mkdirSync(PICTURES, { recursive: true });
const folder = mkdtempSync(join(PLAYGROUND_DATA, 'screenshots-'));
const playground = new Playground({
	folder,
	n8nPort: await freePort(),
	simulatorPort: await freePort(),
	pace: '4',
	log: (line) => console.log(line),
});
try {
	await playground.start();
	await playground.publish();
	await playground.publishFile();
	const { browser, page } = await openBrowser();
	const { n8nUrl, simulatorUrl, workflows } = playground;
	const screenshot = async (name: string) =>
		await page.screenshot({ path: join(PICTURES, `${name}.png`) });
	const idOf = (file: string) => workflows.get(file)?.id ?? '';

	await logIn(page, n8nUrl);
	await openWorkflow(page, n8nUrl, idOf('react-to-status.json'));
	await screenshot('canvas-react');
	await openNode(page, 'Pharlo Trigger');
	// The note on the canvas mentions them as well.
	await page.getByText('Webhook URLs', { exact: true }).last().click();
	await page.getByTestId('radio-button-production').click();
	await page.getByText('When will this node trigger my flow?').click();
	await page.waitForTimeout(500);
	await screenshot('trigger');
	await openWorkflow(page, n8nUrl, idOf('schedule-from-list.json'));
	await screenshot('canvas-schedule');
	await openNode(page, 'Schedule Video');
	await page.getByText('Execute step').first().click();
	await page.getByText('3 items').first().waitFor();
	await page.getByText('Created, not live yet').first().waitFor();
	await screenshot('hints');
	await page.mouse.move(680, 600);
	await page.mouse.wheel(0, 5000);
	await page.waitForTimeout(500);
	await screenshot('schedule');
	await openWorkflow(page, n8nUrl, idOf('publish-video-now.json'));
	await openNode(page, 'Publish Video');
	await screenshot('create');
	await chooseOption(page, 'media', 'Input File');
	await page.getByText('Input Data Field Name', { exact: true }).waitFor();
	await screenshot('create-file');
	await page.getByText('Execute step').first().click();
	await page.getByText('has no file in a field of that name').first().waitFor();
	await screenshot('file-missing');
	await chooseOption(page, 'media', 'URL');
	// Without the error of the picture before.
	await openWorkflow(page, n8nUrl, idOf('publish-video-now.json'));
	await openNode(page, 'Publish Video');
	await page.locator('[data-test-id="resource-locator-connectionId"] input').last().click();
	await page.getByText('token expired').waitFor();
	await screenshot('connections');
	await page.getByText('Facebook · Demo Page', { exact: true }).first().click();
	await chooseOption(page, 'contentType', 'Text');
	await page
		.getByText(/^Message/)
		.first()
		.waitFor();
	await page.waitForTimeout(500);
	await screenshot('form-facebook');
	await fetch(`${simulatorUrl}/simulator/settings`, {
		method: 'PUT',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ capabilities: 'junk' }),
	});
	await chooseOption(page, 'contentType', 'Link');
	await page.getByText('Note', { exact: true }).waitFor();
	await screenshot('form-fallback');
	await fetch(`${simulatorUrl}/simulator/settings`, {
		method: 'PUT',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ capabilities: 'list' }),
	});
	// The whole panel, which is longer than the others.
	await page.setViewportSize({ width: 1360, height: 1320 });
	await openWorkflow(page, n8nUrl, idOf('publish-video-now.json'));
	await openNode(page, 'Publish Video');
	await chooseOption(page, 'operation', 'Cross-Post');
	// n8n has saved the content type of the pictures above.
	await chooseOption(page, 'contentType', 'Video');
	await chooseConnections(page, 'YouTube · Demo Channel', 'Facebook · Demo Page');
	await page.getByTestId('parameter-input-title').locator('input').last().fill('Product Demo');
	await page.getByTestId('parameter-input-text').locator('textarea').last().fill('See what is new');
	await page.getByText('YouTube: Privacy').waitFor();
	await chooseOption(page, 'publish', 'One After the Other');
	await page.getByText('Minutes Between').waitFor();
	await page.waitForTimeout(500);
	await screenshot('cross-post');
	await page.setViewportSize({ width: 1360, height: 900 });
	await page.goto(simulatorUrl);
	await page.waitForTimeout(1000);
	await screenshot('simulator');
	await takeExamplePictures(page, n8nUrl, workflows, join(PICTURES, 'examples'));
	await browser.close();
} finally {
	await playground.stop();
	rmSync(folder, { recursive: true, force: true });
}
