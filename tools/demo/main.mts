import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { walk } from '../newcomer/walk.mts';
import { findBrowser, logIn, NO_BROWSER, openBrowser } from '../playground/browser.mts';
import { endAll } from '../playground/child.mts';
import { startFreshN8n } from '../playground/fresh-n8n.mts';
import { build } from '../playground/pack.mts';
import { ROOT } from '../playground/paths.mts';
import { DEFAULTS } from '../simulator/options.mts';
import { startSimulator } from '../simulator/server.mts';
import { SEEDED } from '../simulator/state.mts';
import { showPointer } from './pointer.mts';
import { Recorder } from './recorder.mts';
import { ShownUser } from './shown-user.mts';
import type { Recording } from './timeline.mts';
import { hasFfmpeg, makeVideo, NO_FFMPEG, PICTURE } from './video.mts';

/**
 * Records the demo that n8n's verification asks for: `npm run demo`. It is a newcomer's first hour, in
 * one take, with captions.
 */
const OUTPUT = resolve(ROOT, process.argv[2] ?? 'demo.mp4');

/** Makes texts large enough to be read in a video. */
const SCALE = 1.35;

/** The start of an MP4 file, and a text in place of pictures and sound. */
function video(name: string) {
	const content = `\0\0\0\x18ftypisom\0\0\x02\0isommp41\0\0\0\x28freeThis is no real video, only ${name}.`;
	return { name, mimeType: 'video/mp4', buffer: Buffer.from(content, 'latin1') };
}

async function record(folder: string, undo: Array<() => Promise<void>>): Promise<Recording> {
	const settings = { ...DEFAULTS.settings, pace: 8 };
	const simulator = await startSimulator({ port: 0, settings });
	undo.push(async () => await simulator.close());
	console.log('Starting n8n …');
	const n8n = await startFreshN8n();
	undo.push(n8n.stop);
	const { browser, page } = await openBrowser({
		viewport: {
			width: Math.round(PICTURE.width / SCALE),
			height: Math.round(PICTURE.height / SCALE),
		},
		deviceScaleFactor: SCALE,
	});
	undo.push(async () => await browser.close());
	page.setDefaultTimeout(60_000);
	await showPointer(page.context());
	await logIn(page, n8n.api.url);
	await page.getByTestId('new-workflow-card').waitFor();

	console.log('Recording …');
	const recorder = new Recorder(folder);
	const user = new ShownUser(page, recorder);
	await user.turnTo(page);
	const journey = {
		user,
		editor: page,
		simulatorUrl: simulator.url,
		apiKey: DEFAULTS.apiKey,
		webhookSecret: DEFAULTS.webhookSecret,
		videos: { first: video('demo.mp4'), second: video('tour.mp4'), third: video('news.mp4') },
		formAddress: '',
		turnPageOff() {
			const { connections } = simulator.simulation.state;
			for (const one of connections) if (one.id === SEEDED.demoPage) one.isActive = false;
		},
	};
	await walk(journey, () => ({ requests: 0, credits: 0, assignments: 0 }));
	return await recorder.stop();
}

async function main(): Promise<void> {
	if (findBrowser() === undefined) throw new Error(NO_BROWSER);
	if (!hasFfmpeg()) throw new Error(NO_FFMPEG);
	console.log('Building the package …');
	await build();
	const folder = mkdtempSync(join(tmpdir(), 'pharlo-demo-'));
	const undo = [async () => rmSync(folder, { recursive: true, force: true })];
	try {
		const recording = await record(folder, undo);
		console.log(`Encoding ${recording.frames.length} pictures …`);
		const seconds = await makeVideo(recording, folder, OUTPUT);
		const megabytes = statSync(OUTPUT).size / 1e6;
		console.log(`${OUTPUT}: ${Math.round(seconds)} s, ${megabytes.toFixed(1)} MB`);
	} finally {
		for (const step of undo.reverse()) await step();
		await endAll();
	}
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
