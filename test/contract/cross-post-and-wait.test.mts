import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { addConnections, askedOf, crossPostVideo } from '../harness/cross-post.mts';
import { FACEBOOK, INACTIVE, Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { skipPauses } from '../harness/skip-pauses.mts';
import { resumedWith, WaitRun } from '../harness/waiting.mts';

skipPauses();

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

async function start(
	connectionIds: string[],
	more: INodeParameters = {},
	options: INodeParameters = {},
	items: IDataObject[] = [{}],
): Promise<WaitRun> {
	const parameters = crossPostVideo({
		operation: 'crossPostAndWait',
		connectionIds,
		timeLimitMinutes: 60,
		outputs: 'byOutcome',
		options: { lookBeforeWaitingSeconds: 0, ...options },
		...more,
	});
	return await WaitRun.start(parameters, { credential: pharlo.credential, items });
}

/** What Pharlo reports of a connection's post. */
async function report(run: WaitRun, connectionId: string, status: string) {
	const assignment = pharlo.assignments.find((one) => one.connectionId === connectionId);
	if (assignment === undefined) throw new Error(`No post on ${connectionId}`);
	const errors = status === 'failed' ? [{ code: 'UPLOAD_FAILED', message: 'Too long' }] : [];
	Object.assign(assignment, { status, errors });
	const timestamp = new Date().toISOString();
	const event = { assignmentId: assignment.id, status, timestamp, errors };
	return resumedWith(await run.callback(event));
}

test('continues when all posts of the item have ended, each by the output of its outcome', async () => {
	const [third = '', fourth = ''] = addConnections(pharlo, YOUTUBE, 2);
	const run = await start([YOUTUBE, FACEBOOK, third, fourth]);
	expect(run.waitTill).toBeDefined();
	expect(askedOf(pharlo)).toHaveLength(4);
	expect(new Set(askedOf(pharlo).map(({ externalId }) => externalId)).size).toBe(1);
	expect(await report(run, YOUTUBE, 'published')).toBeUndefined();
	expect(await report(run, FACEBOOK, 'failed')).toBeUndefined();
	expect(await report(run, third, 'cancelled')).toBeUndefined();
	const outputs = await report(run, fourth, 'published');
	const summary = '2 of 4 published';
	expect(outputs).toMatchObject([
		[],
		[
			{ outcome: 'published', connectionName: 'Demo Channel', summary },
			{ outcome: 'published', connectionName: 'Demo Channel 3', summary },
		],
		[
			{
				outcome: 'failed',
				connectionName: 'Demo Page',
				message: 'Not published: Too long',
				summary,
			},
		],
		[{ outcome: 'cancelled', connectionName: 'Demo Channel 2', summary }],
	]);
});

test('at the time limit there is an item for each post, although there was one input item', async () => {
	const run = await start([YOUTUBE, FACEBOOK]);
	expect(run.onTimeOut).toMatchObject([
		{ outcome: 'timedOut', connectionId: YOUTUBE, summary: '0 of 2 published' },
		{ outcome: 'timedOut', connectionId: FACEBOOK, summary: '0 of 2 published' },
	]);
});

test('what was skipped is told with what was published', async () => {
	const run = await start([INACTIVE, YOUTUBE], { outputs: 'one' }, { ifInvalid: 'skip' });
	const outputs = await report(run, YOUTUBE, 'published');
	expect(outputs).toMatchObject([
		[
			{ outcome: 'published', summary: '1 of 2 published' },
			{ outcome: 'skipped', connectionId: INACTIVE, summary: '1 of 2 published' },
		],
	]);
});

test('100 posts wait together, and their reports resume the execution once', async () => {
	const all = [YOUTUBE, ...addConnections(pharlo, YOUTUBE, 99)];
	const run = await start(all);
	expect(run.onTimeOut).toHaveLength(100);
	const results = await Promise.all(all.map(async (id) => await report(run, id, 'published')));
	const [outputs, ...more] = results.filter((result) => result !== undefined);
	expect(more).toEqual([]);
	expect(outputs?.[1]).toHaveLength(100);
	expect(outputs?.[1]?.[0]).toMatchObject({ summary: '100 of 100 published' });
});
