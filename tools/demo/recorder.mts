import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';

import type { Caption, Frame, Pause, Recording } from './timeline.mts';
import { PICTURE } from './video.mts';

/** Takes pictures of the tab that is followed, whenever it changes. */
export class Recorder {
	readonly #frames: Frame[] = [];
	readonly #captions: Caption[] = [];
	readonly #pauses: Pause[] = [];
	#session: CDPSession | undefined;

	/** @param folder for the frames */
	constructor(readonly folder: string) {}

	/** Records this tab from now on. */
	async follow(page: Page): Promise<void> {
		await this.#session?.detach();
		const session = await page.context().newCDPSession(page);
		this.#session = session;
		session.on('Page.screencastFrame', ({ data, sessionId }) => {
			this.#add(Buffer.from(data, 'base64'));
			// The tab may be closed already.
			session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
		});
		await session.send('Page.startScreencast', {
			format: 'jpeg',
			quality: 92,
			maxWidth: PICTURE.width,
			maxHeight: PICTURE.height,
		});
	}

	#add(picture: Buffer): void {
		const file = `${String(this.#frames.length).padStart(6, '0')}.jpg`;
		writeFileSync(join(this.folder, file), picture);
		this.#frames.push({ file, at: Date.now() });
	}

	/** Shows a caption until the next one. */
	caption(text: string): void {
		this.#captions.push({ text, at: Date.now() });
	}

	/** Milliseconds of all pauses so far. */
	get paused(): number {
		return this.#pauses.reduce((total, { from, to }) => total + to - from, 0);
	}

	/** Waits so that viewers can read or follow. */
	async pause(ms: number): Promise<void> {
		const from = Date.now();
		await sleep(ms);
		this.#pauses.push({ from, to: Date.now() });
	}

	async stop(): Promise<Recording> {
		await this.#session?.detach();
		return {
			frames: this.#frames,
			captions: this.#captions,
			pauses: this.#pauses,
			end: Date.now(),
		};
	}
}
