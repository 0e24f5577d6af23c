import { until } from '../../tools/playground/n8n-api.mts';
import { readExamples, triggerUrl } from '../../tools/playground/workspace.mts';
import { answering } from '../harness/answering.mts';
import { FACEBOOK, YOUTUBE } from '../harness/pharlo.mts';
import { ScriptedModel } from '../harness/scripted-model.mts';
import { E2eSetup, firstJson, output } from './e2e-setup.mts';
import { CHECKS_AND_CREATES, column, Examples, publishesFile } from './examples.mts';

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

const MISSING = { mediaUrl: 'https://cdn.example.com/missing.mp4' };
test('publish-video-now and react-to-status work together', async () => {
	const react = await examples.import('react-to-status');
	await examples.whilePublished(react, async () => {
		await setup.useCredential({ defaultCallbackUrl: triggerUrl(setup.api.url, react) });
		const created = firstJson(
			await examples.run(await examples.import('publish-video-now')),
			'Publish Video',
		);
		const good = await examples.execution(react, 1);
		expect(firstJson(good, 'Good News').message).toBe(
			`Live at ${(await setup.assignments())[0]?.platformUrl}`,
		);
		expect(firstJson(good, 'Pharlo Trigger').assignmentId).toBe(created.id);

		await examples.run(await examples.import('publish-video-now', MISSING));
		const { message } = firstJson(await examples.execution(react, 2), 'Bad News');
		expect(message).toMatch(/is failed: Media file returned 404$/);
	});
});

test('publish-and-wait resumes by itself, after success and failure', async () => {
	const good = await examples.run(await examples.import('publish-and-wait'));
	expect(firstJson(good, 'Good News').message).toMatch(/^Live at https:\/\/youtu\.be\//);
	const bad = await examples.run(await examples.import('publish-and-wait', MISSING));
	expect(firstJson(bad, 'Bad News').message).toMatch(/is failed: Media file returned 404$/);
});

test('announce-when-live posts the address of the video, and nothing if publishing fails', async () => {
	await examples.run(await examples.import('announce-when-live'));
	const [post, video] = await setup.assignments();
	expect(video?.platformUrl).toMatch(/^https:\/\/youtu\.be\//);
	expect(post).toMatchObject({
		platform: 'facebook',
		type: 'link',
		payload: { message: 'New: Product Demo', link: video?.platformUrl },
	});

	const bad = await examples.run(await examples.import('announce-when-live', MISSING));
	expect(firstJson(bad, 'What Went Wrong').message).toContain('Media file returned 404');
	expect(await setup.assignments()).toHaveLength(3);
});

test('cross-post-and-tell posts on every channel, and tells the links and what was not published', async () => {
	const run = await examples.run(await examples.import('cross-post-and-tell'));
	const posts = await setup.assignments();
	const urlOn = (id: string) => posts.find(({ connectionId }) => connectionId === id)?.platformUrl;
	expect(posts).toHaveLength(2);
	expect(firstJson(run, 'The Links').message).toBe(
		`2 of 3 published:\nDemo Channel: ${urlOn(YOUTUBE)}\nDemo Page: ${urlOn(FACEBOOK)}`,
	);
	expect(column(run, 'Not Published', 'message')).toEqual([
		expect.stringMatching(/token has expired.*'Holiday Page'/),
	]);
});

test('cross-post-calendar schedules the valid rows on their channels, and lists the wrong one', async () => {
	const workflow = await examples.import('cross-post-calendar');
	const run = await examples.run(workflow);
	expect(column(run, 'Planned', 'connectionId')).toEqual([YOUTUBE, FACEBOOK, YOUTUBE]);
	expect((await setup.assignments()).map(({ externalId }) => externalId).sort()).toEqual([
		'row-1',
		'row-1',
		'row-2',
	]);
	expect(output(run, 'What Is Wrong').map(({ json }) => json)).toEqual([
		{
			row: 'row-3',
			problem: expect.stringContaining('which is inactive'),
			help: expect.stringContaining('Activate it'),
		},
		{
			row: 'row-3',
			problem: expect.stringMatching(/^Not published on 'Demo Page'/),
			help: expect.stringContaining('Correct the other one'),
		},
	]);
	const again = await examples.run(workflow);
	expect(column(again, 'Planned', 'id')).toEqual(column(run, 'Planned', 'id'));
	expect(await setup.assignments()).toHaveLength(3);
});

test('announce-when-all-live names the links of all, and announces nothing if one failed', async () => {
	await examples.run(await examples.import('announce-when-all-live'));
	const [announcement, ...posts] = await setup.assignments();
	expect(posts).toHaveLength(2);
	expect(announcement).toMatchObject({ platform: 'facebook', type: 'text' });
	for (const { platformUrl } of posts) {
		expect(platformUrl).toMatch(/^https:/);
		expect(announcement?.payload.message).toContain(platformUrl);
	}

	const bad = await examples.run(await examples.import('announce-when-all-live', MISSING));
	expect(firstJson(bad, 'What Failed').message).toMatch(
		/^0 of 2 published:\nDemo Channel: .*404.*\nDemo Page: .*404/,
	);
	expect(await setup.assignments()).toHaveLength(5);
});

test('schedule-from-list schedules each row once, however often it runs; change-plan reschedules and cancels', async () => {
	const workflow = await examples.import('schedule-from-list');
	const first = await examples.run(workflow);
	const again = await examples.run(workflow);
	expect(output(first, 'Schedule Video')).toHaveLength(3);
	expect(column(again, 'Schedule Video', 'id')).toEqual(column(first, 'Schedule Video', 'id'));
	expect(await plans()).toMatchObject({
		'row-1': ['pending', '09:00:00'],
		'row-2': ['pending', '18:30:00'],
		'row-3': ['pending', '18:30:00'],
	});

	const change = await examples.import('change-plan');
	await examples.run(change);
	expect(await plans()).toMatchObject({
		'row-1': ['pending', '20:00:00'],
		'row-2': ['cancelled', '18:30:00'],
		'row-3': ['pending', '18:30:00'],
	});
	const late = await examples.run(change);
	expect(column(late, 'Done', 'status')).toEqual(['pending']);
	expect(firstJson(late, 'Too Late')).toMatchObject({
		message: expect.stringMatching(/^row-2: Pharlo did not cancel the assignment/),
		help: expect.stringContaining('This one is cancelled'),
	});
});

/** Returns status and local time of each scheduled row. */
async function plans(): Promise<Record<string, [string, string]>> {
	return Object.fromEntries(
		(await setup.assignments()).map(({ externalId, status, scheduledAt }) => [
			externalId ?? '',
			[status, timeIn('Europe/Berlin', scheduledAt)],
		]),
	);
}

function timeIn(timeZone: string, instant: string | null | undefined): string {
	return new Date(instant ?? '').toLocaleTimeString('de-DE', { timeZone });
}

test('same-video-prime-time schedules each channel once, in its own time zone', async () => {
	const workflow = await examples.import('same-video-prime-time');
	await examples.run(workflow);
	const again = await examples.run(workflow);
	expect(column(again, 'Schedule', 'alreadyExisted')).toEqual([true, true]);
	const planned = await setup.assignments();
	expect(planned).toHaveLength(2);
	const of = (name: string) => planned.find(({ platform }) => platform === name)?.scheduledAt;
	expect(timeIn('Europe/Berlin', of('youtube'))).toBe('18:30:00');
	expect(timeIn('America/New_York', of('facebook'))).toBe('19:00:00');
});

test('list-what-failed schedules the valid rows and lists the others', async () => {
	const run = await examples.run(await examples.import('list-what-failed'));
	expect(column(run, 'Planned', 'idempotencyKey')).toEqual(['list-ok-1', 'list-ok-2']);
	expect(output(run, 'What Failed').map(({ json }) => json)).toEqual([
		{
			row: 'late',
			problem: "'Date and Time' is in the past: 2025-07-01 09:00 in Europe/Berlin",
			help: "Choose a later time, or set 'Publish' to 'Now'.",
		},
		{
			row: 'no-video',
			problem: "'Media URL' is 'scenes.mp4', which is not a web address",
			help: expect.stringContaining('upload it to a public place'),
		},
	]);
	expect(await setup.assignments()).toHaveLength(2);
});

test('check-calendar tells the good rows from the wrong ones, and creates nothing', async () => {
	const run = await examples.run(await examples.import('check-calendar'));
	expect(column(run, 'Good Rows', 'row')).toEqual(['row-1']);
	expect(output(run, 'Wrong Rows').map(({ json }) => json)).toEqual([
		{ row: 'row-2', why: expect.stringContaining("'Title'") },
		{ row: 'row-3', why: expect.stringContaining("'Date and Time' is in the past") },
	]);
	expect(await setup.assignments()).toEqual([]);
});

test('agent-that-checks creates one private post, and says what became of it', async () => {
	const model = await ScriptedModel.start();
	try {
		await setup.useModel(model.credential);
		model.follow(CHECKS_AND_CREATES);
		const run = await examples.run(await examples.import('agent-that-checks'));
		expect(firstJson(run, 'Agent').output).toMatch(/^It is (?!failed)[a-z]+\.$/);
	} finally {
		await model.close();
	}
	expect((await setup.assignments()).map(({ payload }) => payload)).toEqual([
		{
			title: 'Spring collection',
			description: 'Six bags and two hats.',
			privacy: 'private',
		},
	]);
});

test('retry-failed-hourly retries failed assignments', async () => {
	const { workflow: listener, url } = await setup.listen();
	await setup.useCredential({ defaultCallbackUrl: url });
	await examples.run(
		await examples.import('publish-video-now', { mediaUrl: 'https://cdn.example.com/flaky.mp4' }),
	);
	const { assignmentId, status } = firstJson(
		await examples.execution(listener, 1),
		'Pharlo Trigger',
	);
	expect(status).toBe('failed');

	const retried = await examples.run(await examples.import('retry-failed-hourly'), 'Every Hour');
	expect(column(retried, 'Queued Again', 'id')).toEqual([assignmentId]);
	const live = firstJson(await examples.execution(listener, 2), 'Pharlo Trigger');
	expect(live).toMatchObject({ assignmentId, status: 'published' });
});

test('weekly-report counts what finished in the last seven days', async () => {
	for (const changes of [{}, {}, MISSING]) {
		await examples.run(await examples.import('publish-and-wait', changes));
	}
	await examples.run(await examples.import('schedule-from-list'));
	const run = await examples.run(await examples.import('weekly-report'), 'Every Monday');
	expect(firstJson(run, 'Report').report).toMatch(
		/^This week: (1 failed on youtube, 2 published on youtube|2 published on youtube, 1 failed on youtube)$/,
	);
});

test('check-connections lists inactive connections, renews tokens, and reports what only the owner can fix', async () => {
	await setup.simulator('PUT', `connections/${FACEBOOK}`, {
		tokenExpiresAt: '2026-01-01T00:00:00Z',
	});
	const run = await examples.run(await examples.import('check-connections'), 'Every Morning');
	expect(column(run, 'Is Off', 'message')).toEqual([
		'Old Channel is switched off: switch it on with Connection → Update.',
	]);
	expect(column(run, 'Needs Its Owner', 'message')).toEqual([
		expect.stringMatching(/^Holiday Page: Pharlo did not .*reconnect the channel/),
	]);
	expect(column(run, 'Renewed', 'name')).toEqual(['Demo Page']);
});

describe.each(['connection', 'none'])('where tickets name: %s', (ticketNames) => {
	test('connect-channel connects the right customers, although their links are open together', async () => {
		await setup.simulator('PUT', 'settings', { ticketNames });
		const connect = await examples.import('connect-channel', { pollSeconds: 1 });
		await examples.whilePublished(connect, async () => {
			const links = [await openLink(42), await openLink(43)];
			for (const [index, ticket] of [...links.entries()].reverse()) {
				await answerLink(ticket, 'allow', `Channel ${index}`);
			}
			for (const run of await setup.executionsOf(connect, 2)) {
				expect(output(run, 'Not Connected')).toEqual([]);
			}
			const { connections } = await setup.state();
			const owners = connections.map(({ name, externalId }) => [name, externalId]);
			expect(owners).toContainEqual(['Channel 0', '42']);
			expect(owners).toContainEqual(['Channel 1', '43']);

			await answerLink(await openLink(44), 'deny', 'Channel 2');
			expect(firstJson(await examples.execution(connect, 3), 'Not Connected').message).toBe(
				'Customer 44: The user denied access',
			);
		});
	});
});

test('connect-channel ends with the link that nobody has opened', async () => {
	await setup.simulator('PUT', 'settings', { ticketMinutes: 0.02 });
	const connect = await examples.import('connect-channel');
	await examples.whilePublished(connect, async () => {
		await openLink(42);
		// The browser has its answer before n8n lists the execution.
		const started = await until('the execution of the link', async () => {
			const [newest] = await setup.api.executions(connect.id);
			return newest;
		});
		// n8n looks once a minute for executions to resume.
		const run = await setup.api.finished(started.id, 90_000);
		expect(firstJson(run, 'Not Connected').message).toBe('Customer 42: the link is expired');
	});
}, 120_000);

/** Opens the link of the app as a customer, and returns the ticket of the page that it leads to. */
async function openLink(customer: number): Promise<string> {
	const address = `${setup.api.url}/webhook/connect-youtube?customer=${customer}`;
	const link = await fetch(address, { redirect: 'manual' });
	const { pathname, searchParams } = new URL(link.headers.get('location') ?? '');
	expect(pathname).toBe('/api/v1/oauth/youtube/authorize');
	return searchParams.get('ticket') ?? '';
}

/** Answers the page, and follows the redirect as soon as the execution waits for it. */
async function answerLink(ticket: string, answer: string, accounts: string): Promise<void> {
	const query = new URLSearchParams({ ticket, answer, accounts });
	const callback = `${setup.simulatorUrl}/api/v1/oauth/youtube/callback?${query}`;
	const back = (await fetch(callback, { redirect: 'manual' })).headers.get('location') ?? '';
	const page = await until('the execution to wait', async () => {
		const response = await fetch(back);
		return response.ok ? await response.text() : undefined;
	});
	expect(page).toContain('Thank you');
}

test('post-from-webhook posts an article once, and reports errors to the caller', async () => {
	await examples.whilePublished(await examples.import('post-from-webhook'), async () => {
		const call = async (body: object) => {
			const response = await fetch(`${setup.api.url}/webhook/new-article`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
			return { status: response.status, body: (await response.json()) as Record<string, unknown> };
		};
		const article = { id: 7, title: 'Seven', url: 'https://shop.example.com/7' };
		const first = await call(article);
		const again = await call(article);
		const bad = await call({ id: 8, title: 'Eight', url: 'no address' });
		expect(first).toMatchObject({ status: 200, body: { alreadyExisted: false } });
		expect(again).toMatchObject({ status: 200, body: { ...first.body, alreadyExisted: true } });
		expect(bad.status).toBe(422);
		expect(bad.body.error).toContain('link: This value is not a valid URL.');
		expect((await setup.assignments()).map(({ payload }) => payload)).toEqual([
			{ message: 'Seven', link: 'https://shop.example.com/7' },
		]);
	});
});

test('post-new-articles posts each new article of a feed once', async () => {
	const item = (guid: string, date: Date) =>
		`<item><title>Article ${guid}</title><link>https://blog.example.com/${guid}</link><guid isPermaLink="false">${guid}</guid><pubDate>${date.toUTCString()}</pubDate></item>`;
	const items = [item('old', new Date('2025-01-01')), item('new', new Date())];
	const feed = await answering((_request, response) => {
		response.writeHead(200, { 'content-type': 'application/rss+xml' });
		response.end(
			`<rss version="2.0"><channel><title>Blog</title>${items.join('')}</channel></rss>`,
		);
	});
	try {
		const workflow = await examples.import('post-new-articles', { url: feed.url });
		const first = await examples.run(workflow, 'Every Hour');
		expect(column(first, 'Newly Posted', 'idempotencyKey')).toEqual(['feed-new']);
		items.push(item('newer', new Date()));
		const second = await examples.run(workflow, 'Every Hour');
		expect(column(second, 'Known Already', 'idempotencyKey')).toEqual(['feed-new']);
		expect(column(second, 'Newly Posted', 'idempotencyKey')).toEqual(['feed-newer']);
	} finally {
		await feed.close();
	}
	const links = (await setup.assignments()).map(({ payload }) => payload.link).sort();
	expect(links).toEqual(['https://blog.example.com/new', 'https://blog.example.com/newer']);
});

test('every example without a file is tested here', () => {
	const others = [...readExamples()].filter(([, example]) => !publishesFile(example));
	expect(examples.imported).toEqual(others.map(([file]) => file).sort());
});
