import type { Page } from 'playwright-core';

import type { ChosenFile, User } from './user.mts';

/** What a newcomer to n8n and Pharlo needs for the first hour. */
export interface Journey {
	readonly user: User;
	/** The tab of n8n's editor, in an n8n without workflows. */
	readonly editor: Page;
	readonly simulatorUrl: string;
	readonly apiKey: string;
	readonly webhookSecret: string;
	/** The videos that the user has: the form is filled in once with each. */
	readonly videos: Readonly<Record<'first' | 'second' | 'third', ChosenFile>>;
	/** Turns the Facebook page off, as somebody else would in Pharlo. */
	readonly turnPageOff: () => void;
	/** The address of the form, as soon as it is published. */
	formAddress: string;
}

/** A part of the journey. */
export interface Step {
	readonly title: string;
	/** @returns what the user reads on the screen at the end */
	readonly take: (journey: Journey) => Promise<string>;
}

/** Closes the window of a credential. */
export async function closeCredential({ user, editor }: Journey): Promise<void> {
	const window = editor.getByTestId('editCredential-modal');
	await user.click(window.locator('.el-dialog__headerbtn'));
	await window.waitFor({ state: 'hidden' });
}

/** Fills in the form that the user looks at, and closes its tab. */
export async function fillInForm(
	{ user, editor, videos }: Journey,
	video: keyof Journey['videos'],
): Promise<void> {
	await user.chooseFile(user.page.locator('input[type=file]'), videos[video]);
	await user.click(user.page.getByRole('button', { name: 'Submit' }));
	await user.read(user.page.getByText('Your response has been recorded'));
	await user.closeTab(editor);
}
