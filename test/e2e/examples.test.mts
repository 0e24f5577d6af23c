import { z } from 'zod';

import { until, type Execution } from '../../tools/playground/n8n-api.mts';
import { readExamples, triggerUrl } from '../../tools/playground/workspace.mts';
import { answering } from '../harness/answering.mts';
import { createVideo } from '../harness/parameters.mts';
import { EXPIRED, FACEBOOK, YOUTUBE } from '../harness/pharlo.mts';
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
		expect(firstJson(good, 'Tell the Team It Is Live').message).toBe(
			`Live at ${(await setup.assignments())[0]?.platformUrl}`,
		);
		expect(firstJson(good, 'Pharlo Trigger').assignmentId).toBe(created.id);

		await examples.run(await examples.import('publish-video-now', MISSING));
		const { message } = firstJson(await examples.execution(react, 2), 'Tell the Team What Failed');
		expect(message).toMatch(/is failed: Media file returned 404$/);
	});
});

test('publish-and-wait resumes by itself, after success and failure', async () => {
	const good = await examples.run(await examples.import('publish-and-wait'));
	expect(firstJson(good, 'Tell the Team It Is Live').message).toMatch(
		/^Live at https:\/\/youtu\.be\//,
	);
	const bad = await examples.run(await examples.import('publish-and-wait', MISSING));
	expect(firstJson(bad, 'Tell the Team What Failed').message).toMatch(
		/is failed: Media file returned 404$/,
	);
});

test('cross-post-and-announce names the links of all channels, once all are live', async () => {
	await setup.simulator('PUT', `connections/${EXPIRED}`, {
		tokenExpiresAt: '2099-01-01T00:00:00Z',
	});
	await examples.run(await examples.import('cross-post-and-announce'));
	const [announcement, ...posts] = await setup.assignments();
	expect(posts.map(({ connectionId }) => connectionId).sort()).toEqual(
		[EXPIRED, FACEBOOK, YOUTUBE].sort(),
	);
	expect(announcement).toMatchObject({ platform: 'facebook', type: 'text' });
	for (const { platformUrl } of posts) {
		expect(platformUrl).toMatch(/^https:/);
		expect(announcement?.payload.message).toContain(platformUrl);
	}
});

test('cross-post-and-announce announces nothing if a channel is missing, and tells which and why', async () => {
	const run = await examples.run(await examples.import('cross-post-and-announce'));
	const posts = await setup.assignments();
	const urlOn = (id: string) => posts.find(({ connectionId }) => connectionId === id)?.platformUrl;
	expect(posts).toHaveLength(2);
	const message = String(firstJson(run, 'Tell the Team What Is Missing').message);
	expect(message).toMatch(/^2 of 3 published:\n/);
	expect(message).toContain(`Demo Channel: ${urlOn(YOUTUBE)}\n`);
	expect(message).toContain(`Demo Page: ${urlOn(FACEBOOK)}`);
	expect(message).toMatch(/token has expired.*'Holiday Page'/);

	await setup.simulator('PUT', `connections/${EXPIRED}`, {
		tokenExpiresAt: '2099-01-01T00:00:00Z',
	});
	const bad = await examples.run(await examples.import('cross-post-and-announce', MISSING));
	expect(firstJson(bad, 'Tell the Team What Is Missing').message).toMatch(
		/^0 of 3 published:\n(.+: .*404.*\n?){3}$/,
	);
	expect(await setup.assignments()).toHaveLength(5);
});

test('cross-post-calendar schedules each channel at its own time, and lists the wrong row', async () => {
	const workflow = await examples.import('cross-post-calendar');
	const run = await examples.run(workflow);
	expect(column(run, 'Cross-Post', 'connectionId')).toEqual([YOUTUBE, FACEBOOK, YOUTUBE]);
	const planned = await setup.assignments();
	const times = planned.map(({ externalId, platform, scheduledAt }) => [
		externalId,
		platform,
		timeIn(platform === 'youtube' ? 'Europe/Berlin' : 'America/New_York', scheduledAt),
	]);
	expect(times.sort()).toEqual([
		['row-1', 'facebook', '19:00:00'],
		['row-1', 'youtube', '09:00:00'],
		['row-2', 'youtube', '18:30:00'],
	]);
	expect(column(run, 'Tell Which Posts Are Scheduled', 'message')).toContainEqual(
		expect.stringMatching(/^row-1 on Demo Page: \d{4}-/),
	);
	expect(output(run, 'Tell Which Rows Are Wrong').map(({ json }) => json)).toEqual([
		{
			row: 'row-3',
			problem: expect.stringContaining('which is inactive'),
			help: expect.stringContaining('Turn it on'),
		},
		{
			row: 'row-3',
			problem: expect.stringMatching(/^Not published on 'Demo Page'/),
			help: expect.stringContaining('Correct the other one'),
		},
	]);
	const again = await examples.run(workflow);
	expect(column(again, 'Cross-Post', 'id')).toEqual(column(run, 'Cross-Post', 'id'));
	expect(await setup.assignments()).toHaveLength(3);
});

test('schedule-from-list checks all rows, and schedules each valid one once, however often it runs', async () => {
	const workflow = await examples.import('schedule-from-list');
	const first = await examples.run(workflow);
	const again = await examples.run(workflow);
	expect(column(first, 'Tell Which Rows Are Scheduled', 'row')).toEqual([
		'row-1',
		'row-2',
		'row-3',
	]);
	expect(output(first, 'Tell Which Rows Are Wrong').map(({ json }) => json)).toEqual([
		{
			row: 'late',
			problem: expect.stringMatching(
				/^'Date and Time' is in the past: 2025-07-01 09:00 in Europe\/Berlin\. Choose a later time/,
			),
		},
	]);
	expect(column(again, 'Schedule Video', 'id')).toEqual(column(first, 'Schedule Video', 'id'));
	expect(await plans()).toMatchObject({
		'row-1': ['pending', '09:00:00'],
		'row-2': ['pending', '18:30:00'],
		'row-3': ['pending', '18:30:00'],
	});
});

test('change-plan moves, edits, cancels and retries, and tells what came too late', async () => {
	await examples.run(await examples.import('schedule-from-list'));
	await setup.pharlo({
		...createVideo(),
		payloadMode: 'json',
		payloadJson: '{"title":"Broken","privacy":"public"}',
		options: { externalId: 'row-4' },
	});
	const idOf = async (row: string) =>
		(await setup.assignments()).find(({ externalId }) => externalId === row)?.id ?? '';
	await setup.simulator('POST', `assignments/${await idOf('row-4')}/fail`, {
		code: 'UPLOAD_FAILED',
		message: 'Media file returned 503',
	});
	const change = await examples.import('change-plan');
	const early = await examples.run(change);
	expect(outputOfAllRuns(early, 'Tell What Was Refused')).toMatchObject([
		{ message: expect.stringMatching(/^row-3: Pharlo did not update what is published/) },
	]);
	expect(await plans()).toMatchObject({
		'row-1': ['pending', '20:00:00'],
		'row-2': ['cancelled', '18:30:00'],
		'row-3': ['pending', '18:30:00'],
	});
	const retried = (await setup.assignments()).find(({ externalId }) => externalId === 'row-4');
	expect(retried?.status).not.toBe('failed');

	await live(await idOf('row-3'));
	const late = await examples.run(change);
	const [edited] = (await setup.assignments()).filter(({ externalId }) => externalId === 'row-3');
	expect(edited?.payload).toMatchObject({ title: 'Your questions, answered', privacy: 'public' });
	expect(outputOfAllRuns(late, 'Tell What Was Done')).toEqual([
		{ message: 'row-1: move, now pending' },
		{ message: 'row-3: edit, now published' },
	]);
	expect(outputOfAllRuns(late, 'Tell What Was Refused')).toContainEqual({
		message: expect.stringMatching(/^row-2: Pharlo did not cancel the assignment/),
		help: expect.stringContaining('This one is cancelled'),
	});
});

/** What a node put out each time that it ran, which is once for each branch that leads to it. */
function outputOfAllRuns(run: Execution, name: string): unknown[] {
	const runs = run.data.resultData.runData[name] ?? [];
	return runs.flatMap(({ data }) => (data?.main?.[0] ?? []).map(({ json }) => json));
}

/** Lets the simulator publish an assignment, before its time. */
async function live(id: string): Promise<void> {
	await until('it to be live', async () => {
		const { status } = advancedSchema.parse(
			await setup.simulator('POST', `assignments/${id}/advance`),
		);
		return status === 'published' ? status : undefined;
	});
}

const advancedSchema = z.object({ status: z.string() });

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

test('agent-that-checks creates one private post, and says what became of it', async () => {
	const model = await ScriptedModel.start();
	try {
		await setup.useModel(model.credential);
		model.follow(CHECKS_AND_CREATES);
		const run = await examples.run(await examples.import('agent-that-checks'));
		expect(firstJson(run, 'Publishing Agent').output).toMatch(/^It is (?!failed)[a-z]+\.$/);
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
	expect(column(retried, 'Retry Failed', 'id')).toEqual([assignmentId]);
	const live = firstJson(await examples.execution(listener, 2), 'Pharlo Trigger');
	expect(live).toMatchObject({ assignmentId, status: 'published' });
	expect(column(retried, 'Tell the Team It Is Live', 'message')).toEqual([
		`Live after a retry: ${String(live.platformUrl)}`,
	]);
});

test('retry-failed-hourly tells what fails again', async () => {
	const broken = await examples.run(await examples.import('publish-and-wait', MISSING));
	const { id } = firstJson(broken, 'Publish and Wait');
	const retried = await examples.run(await examples.import('retry-failed-hourly'), 'Every Hour');
	expect(column(retried, 'Tell the Team What Failed', 'message')).toEqual([
		expect.stringMatching(new RegExp(`^${String(id)}: Not published: Media file returned 404`)),
	]);
});

test('report-without-public-address tells each published post once', async () => {
	const workflow = await examples.import('report-without-public-address');
	const tell = async () =>
		column(await examples.run(workflow, 'Every Hour'), 'Tell the Team It Is Live', 'message');
	expect(await tell()).toEqual([]);
	await examples.run(await examples.import('publish-and-wait'));
	await examples.run(await examples.import('publish-and-wait', MISSING));
	const [, first] = await setup.assignments();
	expect(await tell()).toEqual([`Live at ${first?.platformUrl}`]);
	expect(await tell()).toEqual([]);
	await examples.run(await examples.import('publish-and-wait'));
	const [second] = await setup.assignments();
	expect(await tell()).toEqual([`Live at ${second?.platformUrl}`]);
});

test('weekly-report tells posts with their views, channels and credits', async () => {
	for (const changes of [{}, {}, MISSING]) {
		await examples.run(await examples.import('publish-and-wait', changes));
	}
	await examples.run(await examples.import('schedule-from-list'));
	const run = await examples.run(await examples.import('weekly-report'), 'Every Monday');
	const lines = String(firstJson(run, 'Send the Report').report).split('\n');
	expect(lines.slice(0, 4)).toEqual([
		'This week with Pharlo:',
		'Published on youtube: Product Demo, 100 views',
		'Published on youtube: Product Demo, 100 views',
		'Failed on youtube: Product Demo',
	]);
	expect(lines).toContain('Demo Channel: 1202 subscribers, 48200 views');
	// The platform gives no statistics of a page whose access has expired.
	expect(lines).toContain('Holiday Page: unknown subscribers, unknown views');
	expect(lines.at(-1)).toMatch(/^\d+ credits left$/);
	expect(output(run, 'Send the Report')).toHaveLength(1);
});

test('morning-check names inactive and expired channels, low credits and failed callbacks', async () => {
	await setup.simulator('PUT', `connections/${FACEBOOK}`, {
		tokenExpiresAt: '2026-01-01T00:00:00Z',
	});
	const morning = await examples.import('morning-check');
	const run = await examples.run(morning, 'Every Morning');
	expect(column(run, 'Name the Inactive Channel', 'message')).toEqual([
		'Old Channel is inactive: activate it with Connection → Update.',
	]);
	expect(column(run, 'Name the Expired Channel', 'message')).toEqual([
		expect.stringMatching(/^Holiday Page: Pharlo did not .*reconnect the channel/),
	]);
	expect(column(run, 'Refresh the Token', 'name')).toEqual(['Demo Page']);
	expect(output(run, 'Name the Credits Left')).toEqual([]);
	expect(output(run, 'Name the Failed Callback')).toEqual([]);

	const nobody = `${setup.api.url}/webhook/nobody`;
	await setup.useCredential({ defaultCallbackUrl: nobody });
	await setup.simulator('PUT', 'settings', { retrySeconds: [] });
	await examples.run(await examples.import('publish-video-now'));
	await until('a callback to fail', async () => {
		const deliveries = await setup.deliveries();
		return deliveries.find(({ status }) => status === 'failed');
	});
	await setup.simulator('PUT', 'credits', { credits: 20 });
	const bad = await examples.run(morning, 'Every Morning');
	expect(column(bad, 'Name the Failed Callback', 'message')).toContainEqual(
		expect.stringMatching(/^The callback of post .+ to .+\/webhook\/nobody failed with 404\.$/),
	);
	expect(column(bad, 'Name the Credits Left', 'message')).toEqual([
		expect.stringMatching(/^\d+ credits are left until 20\d\d-/),
	]);
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
				expect(output(run, 'Tell the Team Who Is Missing')).toEqual([]);
			}
			const { connections } = await setup.state();
			const owners = connections.map(({ name, externalId }) => [name, externalId]);
			expect(owners).toContainEqual(['Channel 0', '42']);
			expect(owners).toContainEqual(['Channel 1', '43']);

			await answerLink(await openLink(44), 'deny', 'Channel 2');
			expect(
				firstJson(await examples.execution(connect, 3), 'Tell the Team Who Is Missing').message,
			).toBe('Customer 44: The user denied access');
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
		expect(firstJson(run, 'Tell the Team Who Is Missing').message).toBe(
			'Customer 42: the link is expired',
		);
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
		expect(column(second, 'Skip It', 'idempotencyKey')).toEqual(['feed-new']);
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
