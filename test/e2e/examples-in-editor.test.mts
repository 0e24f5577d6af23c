import type { INode } from 'n8n-workflow';
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

	/** Imports a workflow as a file, and returns what the canvas shows. */
	async function importAndLook(name: string, workflow: WorkflowFile): Promise<Drawn[]> {
		await importFile(page, setup.api.url, { name, content: JSON.stringify(workflow) });
		await page
			.locator('.vue-flow__node')
			.nth(workflow.nodes.length - 1)
			.waitFor();
		const drawn = moved(await nodesOn(page), workflow);
		expect(drawn.map((node) => node.name).sort()).toEqual(
			workflow.nodes.map((node) => node.name).sort(),
		);
		expect(await page.locator('.el-notification--error').count()).toBe(0);
		return drawn;
	}

	test.each([...readExamples()])(
		'%s is imported as it is, lacks nothing but credentials, and has no overlaps',
		async (file, example) => {
			const drawn = await importAndLook(file, example);
			const waiting = example.nodes.filter(({ type }) => NEEDS_CREDENTIAL.includes(type));
			const others = drawn.filter(({ name }) => !waiting.some((node) => node.name === name));
			expect(others.filter(({ hasIssue }) => hasIssue)).toEqual([]);
			for (const node of example.nodes) expectPlace(node, example, drawn);

			await importAndLook(file, setup.withCredentials(example));
			await page.getByTestId('node-issues').first().waitFor({ state: 'detached' });
		},
		120_000,
	);
});

/** Expects that a node lies on exactly one note, and that a note lies alone. */
function expectPlace(node: INode, example: WorkflowFile, drawn: readonly Drawn[]): void {
	const notes = example.nodes.filter(isNote).map(({ name }) => name);
	const box = drawn.find(({ name }) => name === node.name);
	if (box === undefined) throw new Error(`${node.name} is missing`);
	// What the quick test reckons with is no smaller than what n8n draws.
	const reckoned = boxOf(node, example);
	expect([box, reckoned, contains(reckoned, box)]).toEqual([box, reckoned, true]);
	const under = drawn.filter(
		(note) => notes.includes(note.name) && note !== box && overlap(note, box),
	);
	const homes = under.map((note) => [note.name, contains(note, box)]);
	expect([node.name, homes]).toEqual([node.name, isNote(node) ? [] : [[expect.any(String), true]]]);
}

interface Drawn extends Box {
	readonly hasIssue: boolean;
}

/** The editor moves what it imports into view; this takes it back to where the workflow has it. */
function moved(drawn: readonly Drawn[], { nodes: [first] }: WorkflowFile): Drawn[] {
	const shown = drawn.find(({ name }) => name === first?.name);
	if (first === undefined || shown === undefined) throw new Error('No node');
	const [x, y] = [first.position[0] - shown.left, first.position[1] - shown.top];
	// Where the canvas is small, n8n draws fractions of a pixel.
	return drawn.map((box) => ({
		...box,
		left: box.left + x + ROUNDING,
		top: box.top + y + ROUNDING,
		right: box.right + x - ROUNDING,
		bottom: box.bottom + y - ROUNDING,
	}));
}

const ROUNDING = 2;

/** Where the canvas shows its nodes with their names, in pixels of the canvas at full size. */
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
