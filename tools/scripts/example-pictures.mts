import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

import { openWorkflow } from '../playground/browser.mts';
import type { StoredWorkflow } from '../playground/n8n-api.mts';

/** The size of the canvas, which a picture never exceeds: about as wide as GitHub shows one. */
const CANVAS = { width: 1040, height: 600 };
/** What the editor shows beside the canvas: the menu on the left, the header and the logs below. */
const AROUND = { width: 42, height: 102 };
/** Around the outermost notes of the workflow. */
const MARGIN = 8;

/** Buttons and dots that the editor puts on its canvas. */
const ONLY_THE_WORKFLOW = `
	[data-test-id="canvas-controls"], [data-test-id="canvas-plus-button"],
	[data-test-id="canvas-handle-plus"], [data-test-id="canvas-minimap"],
	[data-test-id="execute-workflow-button"], [data-test-id="node-buttons-wrapper"],
	.vue-flow__background, .vue-flow__panel { visibility: hidden !important; }
`;

/**
 * Takes a picture of the canvas of each example, as small as its notes allow.
 *
 * @param examples by file name
 * @param folder its PNG files are replaced
 */
export async function takeExamplePictures(
	page: Page,
	n8nUrl: string,
	examples: ReadonlyMap<string, StoredWorkflow>,
	folder: string,
): Promise<void> {
	mkdirSync(folder, { recursive: true });
	for (const file of readdirSync(folder)) if (file.endsWith('.png')) rmSync(join(folder, file));
	await page.setViewportSize({
		width: CANVAS.width + AROUND.width,
		height: CANVAS.height + AROUND.height,
	});
	for (const [file, { id }] of examples) {
		await openWorkflow(page, n8nUrl, id);
		const style = await page.addStyleTag({ content: ONLY_THE_WORKFLOW });
		const clip = await boundsOf(page);
		await page.screenshot({ path: join(folder, file.replace(/json$/, 'png')), clip });
		await style.dispose();
	}
}

/** The part of the window that holds all nodes and notes. */
async function boundsOf(page: Page) {
	const boxes = await page
		.locator('.vue-flow__node')
		.evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().toJSON() as DOMRect));
	const left = Math.min(...boxes.map((box) => box.left)) - MARGIN;
	const top = Math.min(...boxes.map((box) => box.top)) - MARGIN;
	const right = Math.max(...boxes.map((box) => box.right)) + MARGIN;
	const bottom = Math.max(...boxes.map((box) => box.bottom)) + MARGIN;
	return { x: left, y: top, width: right - left, height: bottom - top };
}
