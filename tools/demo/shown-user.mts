import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';

import { User } from '../newcomer/user.mts';
import type { Recorder } from './recorder.mts';

/** How long it takes to read a letter. People read about 17 in a second. */
const READING_MS = 55;
/** How long it takes to find on the screen what was read. */
const LOOKING_MS = 1000;
const KEY_MS = 35;
const STEP_PIXELS = 45;

/** A user whom somebody watches: the pointer moves visibly, and captions say what happens. */
export class ShownUser extends User {
	#pointer = { x: 600, y: 400 };
	/** How long the recorder will have paused when the caption on the screen has been read. */
	#readAt = 0;

	constructor(
		page: Page,
		readonly recorder: Recorder,
	) {
		super(page);
	}

	override async say(sentence: string, about: 'next' | 'now' = 'next'): Promise<void> {
		await this.recorder.pause(Math.max(0, this.#readAt - this.recorder.paused));
		const readingTime = 1000 + sentence.length * READING_MS;
		// Only pauses have their full length in the video.
		this.#readAt = this.recorder.paused + readingTime;
		this.recorder.caption(sentence);
		await this.recorder.pause(about === 'now' ? readingTime + LOOKING_MS : readingTime / 2);
	}

	override async read(target: Locator): Promise<string> {
		const text = await super.read(target);
		await this.recorder.pause(600);
		return text;
	}

	override async click(target: Locator): Promise<void> {
		await super.click(target);
		await this.recorder.pause(250);
	}

	override async doubleClick(target: Locator): Promise<void> {
		await super.doubleClick(target);
		await this.recorder.pause(250);
	}

	override async paste(field: Locator, text: string): Promise<void> {
		await super.paste(field, text);
		await this.recorder.pause(300);
	}

	override async turnTo(page: Page): Promise<void> {
		await super.turnTo(page);
		await this.recorder.follow(page);
		await page.mouse.move(this.#pointer.x, this.#pointer.y);
	}

	protected override async pointAt(target: Locator): Promise<void> {
		await super.pointAt(target);
		await target.scrollIntoViewIfNeeded();
		const box = await target.boundingBox();
		if (box === null) return;
		const { x, y } = this.#pointer;
		const to = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
		const steps = Math.ceil(Math.hypot(to.x - x, to.y - y) / STEP_PIXELS);
		for (let step = 1; step <= steps; step++) {
			const part = ease(step / steps);
			await this.page.mouse.move(x + (to.x - x) * part, y + (to.y - y) * part);
			await sleep(12);
		}
		this.#pointer = to;
	}

	protected override async pressKeys(field: Locator, text: string): Promise<void> {
		await field.pressSequentially(text, { delay: KEY_MS });
	}
}

/** Starts and ends slowly. */
function ease(part: number): number {
	return part * part * (3 - 2 * part);
}
