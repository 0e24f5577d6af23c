import type { Locator, Page } from 'playwright-core';

/** What a user has done so far. */
export interface Effort {
	/** A double click counts as two. */
	readonly clicks: number;
	/** Fields that were typed or pasted into. */
	readonly fields: number;
	/** Keys pressed; pasting counts as one. */
	readonly keys: number;
}

/** A file that a user chooses from a disk. */
export interface ChosenFile {
	readonly name: string;
	readonly mimeType: string;
	readonly buffer: Buffer;
}

/**
 * A user in front of a browser, who does nothing but read, click and type. Each of it is counted. A
 * subclass may show what the user does.
 */
export class User {
	#effort: Effort = { clicks: 0, fields: 0, keys: 0 };

	constructor(
		/** The tab that the user looks at. */
		public page: Page,
	) {}

	get effort(): Effort {
		return this.#effort;
	}

	/**
	 * Called with a sentence for somebody who watches: about what happens next, or about what is on the
	 * screen now.
	 */
	async say(_sentence: string, _about: 'next' | 'now' = 'next'): Promise<void> {}

	/** Reads a text on the screen, as soon as it is there. */
	async read(target: Locator): Promise<string> {
		await this.pointAt(target);
		return (await target.innerText()).trim();
	}

	async click(target: Locator): Promise<void> {
		await this.pointAt(target);
		await target.click();
		this.#add({ clicks: 1 });
	}

	async doubleClick(target: Locator): Promise<void> {
		await this.pointAt(target);
		await target.dblclick();
		this.#add({ clicks: 2 });
	}

	/** Types into a field, in place of what it holds. */
	async type(field: Locator, text: string): Promise<void> {
		await this.click(field);
		await field.fill('');
		await this.pressKeys(field, text);
		this.#add({ fields: 1, keys: text.length });
	}

	/** Pastes into a field, in place of what it holds. */
	async paste(field: Locator, text: string): Promise<void> {
		await this.click(field);
		await field.fill(text);
		this.#add({ fields: 1, keys: 1 });
	}

	async chooseFile(field: Locator, file: ChosenFile): Promise<void> {
		const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.click(field)]);
		await chooser.setFiles(file);
	}

	/** Opens a new tab, pastes an address and presses Enter. */
	async visit(address: string): Promise<void> {
		const tab = await this.page.context().newPage();
		await tab.goto(address);
		this.#add({ fields: 1, keys: 3 });
		await this.turnTo(tab);
	}

	/** Looks at another tab. */
	async turnTo(page: Page): Promise<void> {
		this.page = page;
		await page.bringToFront();
	}

	/** Closes the tab with a key, and returns to another one. */
	async closeTab(next: Page): Promise<void> {
		const { page } = this;
		this.#add({ keys: 1 });
		await this.turnTo(next);
		await page.close();
	}

	protected async pointAt(target: Locator): Promise<void> {
		await target.waitFor();
	}

	protected async pressKeys(field: Locator, text: string): Promise<void> {
		await field.pressSequentially(text);
	}

	#add({ clicks = 0, fields = 0, keys = 0 }: Partial<Effort>): void {
		const sum = this.#effort;
		this.#effort = {
			clicks: sum.clicks + clicks,
			fields: sum.fields + fields,
			keys: sum.keys + keys,
		};
	}
}
