import type { Locator, Page } from 'playwright-core';

import type { User } from './user.mts';

/** The input of a parameter, by the name that saved workflows hold. */
export function parameter(page: Page, name: string): Locator {
	return page.getByTestId(`parameter-input-${name}`).locator('input, textarea').last();
}

/** Opens a new workflow from the menu that is on every page. */
export async function newWorkflow(user: User): Promise<void> {
	await chooseFromMenu(user, 'New workflow');
	await user.page.getByTestId('canvas-add-button').waitFor();
}

/** Chooses from the menu behind the plus at the top left. */
export async function chooseFromMenu(user: User, entry: string): Promise<void> {
	await user.click(user.page.getByTestId('universal-add'));
	await user.click(user.page.getByTestId('navigation-menu-item').filter({ hasText: entry }));
}

export async function addFirstNode(user: User, search: string, name: string): Promise<void> {
	await user.click(user.page.getByTestId('canvas-add-button').getByRole('button').first());
	await chooseNode(user, search, name);
}

/** Adds a node behind the only one that has nothing behind it. */
export async function addNextNode(user: User, search: string, name: string): Promise<void> {
	await user.click(user.page.getByTestId('canvas-handle-plus').first());
	await chooseNode(user, search, name);
}

async function chooseNode(user: User, search: string, name: string): Promise<void> {
	const panel = user.page.getByTestId('node-creator');
	await user.type(panel.locator('input'), search);
	const names = panel.getByTestId('node-creator-item-name');
	await user.click(names.getByText(name, { exact: true }).first());
}

/** Chooses what a new node does, which opens its panel. */
export async function chooseAction(user: User, action: RegExp): Promise<void> {
	const { page } = user;
	const names = page.getByTestId('node-creator-item-name');
	await user.click(names.filter({ hasText: action }).first());
	await page.getByTestId('ndv').getByTestId('parameter-input').first().waitFor();
}

export async function openNode(user: User, name: string | RegExp): Promise<void> {
	const { page } = user;
	await user.doubleClick(page.getByTestId('canvas-node').filter({ hasText: name }).first());
	await page.getByTestId('ndv-close-button').waitFor();
}

export async function closeNode(user: User): Promise<void> {
	await user.click(user.page.getByTestId('ndv-close-button'));
	await user.page.getByTestId('ndv-close-button').waitFor({ state: 'hidden' });
}

/** Chooses from the list of a parameter. */
export async function choose(user: User, name: string, option: string): Promise<void> {
	const { page } = user;
	await user.click(page.getByTestId(`parameter-input-${name}`));
	// An option may have a description below its name.
	const label = page.getByText(option, { exact: true });
	await user.click(page.getByRole('option').filter({ has: label, visible: true }).first());
}

/** Chooses from the list of a resource locator, which n8n loads when it opens. */
export async function chooseFromList(user: User, name: string, entry: RegExp): Promise<void> {
	const { page } = user;
	await user.click(page.getByTestId(`resource-locator-${name}`).locator('input:visible').last());
	await user.click(page.getByTestId('rlc-item').filter({ hasText: entry }).first());
}

/** Executes the node whose panel is open. */
export async function executeStep(user: User): Promise<void> {
	await user.click(user.page.getByTestId('node-execute-button'));
}

/** Chooses several entries from the list of a parameter. */
export async function chooseOptions(
	user: User,
	name: string,
	options: readonly string[],
): Promise<void> {
	const { page } = user;
	await user.click(page.getByTestId(`parameter-input-${name}`));
	for (const option of options) {
		await user.click(page.getByRole('option').filter({ hasText: option, visible: true }).first());
	}
}

/** The right part of a node's panel. */
export function outputOf(page: Page): Locator {
	return page.getByTestId('output-panel');
}

/** Switches the output from the view that n8n has chosen. */
export async function showOutputAs(user: User, view: 'schema' | 'table'): Promise<void> {
	await user.click(outputOf(user.page).getByTestId(`radio-button-${view}`));
}

/** Publishes the workflow, as the button at the top right does. */
export async function publishWorkflow(user: User): Promise<void> {
	const { page } = user;
	await user.click(page.getByTestId('workflow-open-publish-modal-button'));
	await user.click(page.getByTestId('workflow-publish-button'));
	await user.click(page.getByRole('button', { name: 'Got it' }));
}

export async function openWorkflow(user: User, name: string): Promise<void> {
	const { page } = user;
	await user.click(page.getByTestId('project-home-menu-item'));
	const card = page.getByTestId('workflow-card-name').filter({ hasText: exactly(name) });
	await user.click(card);
	await page.getByTestId('canvas-node').first().waitFor();
}

/** Opens the list of executions of the workflow. */
export async function openExecutions(user: User): Promise<void> {
	await user.click(user.page.getByRole('radio', { name: 'Executions' }));
}

/** Opens the newest execution, as soon as it has ended like this. */
export async function openExecution(user: User, result: 'Succeeded' | 'Error'): Promise<void> {
	const { page } = user;
	const newest = page.locator('[data-test-id^="execution-details-"]').first();
	await user.click(newest.filter({ hasText: result }));
	await page.getByTestId('execution-preview-label').getByText(result).waitFor();
	await page.getByTestId('canvas-node').first().waitFor();
}

function exactly(name: string): RegExp {
	return new RegExp(`^\\s*${name}\\s*$`);
}
