import type { Browser, Page } from 'playwright-core';

import {
	findBrowser,
	importFile,
	logIn,
	NO_BROWSER,
	openBrowser,
} from '../../tools/playground/browser.mts';
import type { WorkflowFile } from '../../tools/playground/n8n-api.mts';
import { readExamples } from '../../tools/playground/workspace.mts';
import { boxOf, contains, isNote, overlap, type Box } from '../harness/canvas.mts';
import { describeUnless } from '../harness/layers.mts';
import { E2eSetup, NEEDS_CREDENTIAL } from './e2e-setup.mts';

describeUnless(findBrowser() === undefined ? NO_BROWSER : undefined)('in the editor', () => {
	let setup: E2eSetup;
	let browser: Browser;
	let page: Page;
	beforeAll(async () => {
		setup = await E2eSetup.prepare();
		await setup.useModel({ apiKey: 'sk-none' });
		({ browser, page } = await openBrowser());
		await logIn(page, setup.api.url);
	});
	afterAll(async () => await browser?.close());

	/** Imports a workflow as a file, and returns the names of the nodes that the canvas marks as wrong. */
	async function importAndLook(name: string, workflow: WorkflowFile): Promise<string[]> {
		await importFile(page, setup.api.url, { name, content: JSON.stringify(workflow) });
		const shown = await nodesOn(page);
		expect(shown.map((node) => node.name).sort()).toEqual(
			workflow.nodes.map((node) => node.name).sort(),
		);
		expect(await page.locator('.el-notification--error').count()).toBe(0);
		return shown.filter(({ hasIssue }) => hasIssue).map((node) => node.name);
	}

	test.each([...readExamples()])(
		'%s is imported as it is, and lacks nothing but its credentials',
		async (file, example) => {
			const waiting = example.nodes
				.filter(({ type }) => NEEDS_CREDENTIAL.includes(type))
				.map(({ name }) => name);
			const marked = await importAndLook(file, example);
			expect(marked.sort()).toEqual(waiting.sort());
			expect(await importAndLook(file, setup.withCredentials(example))).toEqual([]);
		},
	);

	test.each([...readExamples()])('%s is drawn without an overlap', async (file, example) => {
		await importFile(page, setup.api.url, { name: file, content: JSON.stringify(example) });
		const drawn = await nodesOn(page);
		const notes = example.nodes.filter(isNote).map(({ name }) => name);
		for (const node of example.nodes) {
			const box = drawn.find(({ name }) => name === node.name);
			if (box === undefined) throw new Error(`${node.name} is missing`);
			// What the quick test reckons with is no smaller than what n8n draws.
			expect([node.name, contains(boxOf(node, example), box)]).toEqual([node.name, true]);
			const cut = drawn.filter(
				(note) => notes.includes(note.name) && note !== box && overlap(note, box),
			);
			expect([node.name, cut.filter((note) => !contains(note, box))]).toEqual([node.name, []]);
			expect([node.name, cut.length]).toEqual([node.name, notes.includes(node.name) ? 0 : 1]);
		}
	});
});

interface Drawn extends Box {
	readonly hasIssue: boolean;
}

/** Where the canvas shows its nodes with their names, in the workflow's own coordinates. */
async function nodesOn(page: Page): Promise<Drawn[]> {
	return await page.locator('.vue-flow__node').evaluateAll((elements) => {
		const pane = document.querySelector('.vue-flow__transformationpane');
		if (pane === null) throw new Error('No canvas');
		const { a: zoom, e, f } = new DOMMatrix(getComputedStyle(pane).transform);
		const origin = pane.parentElement?.getBoundingClientRect() ?? { left: 0, top: 0 };
		return elements.map((element) => {
			const parts = [element, ...Array.from(element.querySelectorAll('[class*="_description_"]'))];
			const boxes = parts.map((part) => part.getBoundingClientRect());
			const x = (value: number) => Math.round((value - origin.left - e) / zoom);
			const y = (value: number) => Math.round((value - origin.top - f) / zoom);
			return {
				name: element.querySelector('[data-node-name]')?.getAttribute('data-node-name') ?? '',
				left: x(Math.min(...boxes.map((box) => box.left))),
				top: y(Math.min(...boxes.map((box) => box.top))),
				right: x(Math.max(...boxes.map((box) => box.right))),
				bottom: y(Math.max(...boxes.map((box) => box.bottom))),
				hasIssue: element.querySelector('[data-test-id="node-issues"]') !== null,
			};
		});
	});
}
