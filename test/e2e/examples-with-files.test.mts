import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

import { until, type StoredWorkflow } from '../../tools/playground/n8n-api.mts';
import { readExamples } from '../../tools/playground/workspace.mts';
import { answering } from '../harness/answering.mts';
import { mp4 } from '../harness/media.mts';
import { FIRST_WITH_OUTPUTS } from '../suites/waiting-checks.mts';
import { E2eSetup, firstJson, output, readableFolder } from './e2e-setup.mts';
import { column, Examples, publishesFile } from './examples.mts';

let setup: E2eSetup;
let examples: Examples;
beforeAll(async () => {
	setup = await E2eSetup.prepare();
	examples = new Examples(setup);
});
beforeEach(async () => {
	await setup.simulator('POST', 'reset');
	await setup.useCredential();
});

function sha256(content: Buffer): string {
	return createHash('sha256').update(content).digest('hex');
}

/** The files that Pharlo has downloaded, by the title of their posts, once all are published. */
async function downloads(): Promise<Record<string, string | null | undefined>> {
	const published = await until('all posts to be published', async () => {
		const assignments = await setup.assignments();
		return assignments.every(({ status }) => status === 'published') ? assignments : undefined;
	});
	return Object.fromEntries(
		published.map(({ payload, media }) => [String(payload.title), media?.sha256]),
	);
}

const replySchema = z.object({ formWaitingUrl: z.string() });

/** Fills in the form as a browser does, and returns the page at its end. */
async function sendForm(title: string, content: Buffer): Promise<string> {
	const form = new FormData();
	form.set('field-0', title);
	form.set('field-1', new File([new Uint8Array(content)], 'film.mp4', { type: 'video/mp4' }));
	const address = `${setup.api.url}/form/post-a-video`;
	const reply = await (await fetch(address, { method: 'POST', body: form })).json();
	const { formWaitingUrl } = replySchema.parse(reply);
	const status = new URL(formWaitingUrl);
	status.pathname += '/n8n-execution-status';
	await until('the end of the form', async () => {
		const text = await (await fetch(status)).text();
		return text === 'form-waiting' ? text : undefined;
	});
	const page = await (await fetch(formWaitingUrl)).text();
	await fetch(formWaitingUrl, { method: 'POST', body: new FormData() });
	return page;
}

test('post-from-form posts a video once, and tells the sender what has happened', async () => {
	const video = mp4();
	const workflow = await examples.import('post-from-form');
	await examples.whilePublished(workflow, async () => {
		expect(await sendForm('Seven', video)).toContain('film.mp4 is being posted.');
		expect(await sendForm('Seven', video)).toContain('film.mp4 was posted before.');
		const refused = await sendForm('Eight', Buffer.from('%PDF-1.7'));
		expect(refused).toContain('a file of the type application/pdf');
		// What the form has received is stored elsewhere, and moved when the execution ends.
		await examples.execution(workflow, 3);
		expect(await downloads()).toEqual({ Seven: sha256(video) });
	});
});

test('post-from-folder posts each file once, also when another one is wrong', async () => {
	const folder = join(readableFolder, 'videos');
	mkdirSync(folder);
	const [first, second] = [mp4(2000), mp4(3000)];
	writeFileSync(join(folder, 'First Video.mp4'), first);
	writeFileSync(join(folder, 'Report.mp4'), '%PDF-1.7');
	const workflow = await examples.import('post-from-folder', { fileSelector: `${folder}/*.mp4` });
	const run = await examples.run(workflow, 'Every Hour');
	expect(column(run, 'Newly Published', 'mediaFile')).toEqual(['First Video.mp4']);
	expect(column(run, 'Tell What Failed', 'message')).toEqual([
		expect.stringMatching(/^Report\.mp4: .* a file of the type application\/pdf/),
	]);

	writeFileSync(join(folder, 'Second.MP4.mp4'), second);
	const again = await examples.run(workflow, 'Every Hour');
	expect(column(again, 'Skip It', 'mediaFile')).toEqual(['First Video.mp4']);
	expect(column(again, 'Newly Published', 'mediaFile')).toEqual(['Second.MP4.mp4']);
	expect(await downloads()).toEqual({
		'First Video': sha256(first),
		'Second.MP4': sha256(second),
	});
});

test('post-from-folder has nothing to do in an empty folder', async () => {
	const fileSelector = join(readableFolder, 'nothing', '*.mp4');
	const workflow = await examples.import('post-from-folder', { fileSelector });
	expect(output(await examples.run(workflow, 'Every Hour'), 'Publish Video')).toEqual([]);
	expect(await setup.assignments()).toEqual([]);
});

test('render-and-publish publishes what was rendered, and shares its link once it is live', async () => {
	const video = mp4();
	const service = await answering((_request, response) => {
		response.writeHead(200, { 'content-type': 'video/mp4' }).end(video);
	});
	try {
		const workflow = await examples.import('render-and-publish', { url: service.url });
		if (!(await setup.api.isAtLeast(FIRST_WITH_OUTPUTS))) return await expectRefusal(workflow);
		const good = await examples.run(workflow);
		expect(output(good, 'Publish and Wait', 1)[0]?.binary).toHaveProperty(
			'data.mimeType',
			'video/mp4',
		);
		const [shared, post] = await setup.assignments();
		expect(post?.media?.sha256).toBe(sha256(video));
		expect(post?.platformUrl).toMatch(/^https:\/\/youtu\.be\//);
		expect(shared).toMatchObject({
			platform: 'facebook',
			type: 'link',
			payload: { message: 'New: This week: everything in blue', link: post?.platformUrl },
		});

		// n8n has nothing for bots.
		await setup.simulator('PUT', 'settings', { mediaFetch: { userAgent: 'PharloBot/1.0' } });
		const bad = await examples.run(workflow);
		expect(firstJson(bad, 'Tell the Team What Failed').message).toMatch(/^Not published: /);
		expect(await setup.assignments()).toHaveLength(3);
	} finally {
		await service.close();
	}
});

/** Older versions of n8n have no output for each outcome, so nothing is created. */
async function expectRefusal(workflow: StoredWorkflow): Promise<void> {
	await expect(examples.run(workflow)).rejects.toThrow();
	expect(await setup.assignments()).toEqual([]);
}

test('every example with a file is tested here', () => {
	const others = [...readExamples()].filter(([, example]) => publishesFile(example));
	expect(examples.imported).toEqual(others.map(([file]) => file).sort());
});
