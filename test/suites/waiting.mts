import { until } from '../../tools/playground/n8n-api.mts';
import { savedForm } from '../harness/parameters.mts';
import {
	expectFirstBranch,
	expectRefusal,
	FIRST_WITH_OUTPUTS,
	refuseAll,
} from './waiting-checks.mts';
import { handedOn, WaitingWorld } from './waiting-world.mts';
import type { Stage } from './stage.mts';

/** Create and Wait in a real n8n, whatever processes it is made of. */
export function waitingSuite(open: () => Promise<Stage>): void {
	let stage: Stage;
	let world: WaitingWorld;
	beforeAll(async () => {
		stage = await open();
		world = await WaitingWorld.enter(stage);
	}, 240_000);
	afterAll(async () => {
		// What was started has to end, also when what came after it did not work.
		try {
			await world.leave();
		} finally {
			await stage.stop();
		}
	});
	afterEach(() => {
		world.pharlo.clear();
		world.pharlo.switch({ finishAfterMs: null, retrySeconds: [] });
	});

	/** What the details of a failure are called, where they come with the error output. */
	const detailsKey = async (): Promise<string> =>
		(await stage.api.isAtLeast(FIRST_WITH_OUTPUTS)) ? 'details' : 'message';

	test('sleeps, survives a SIGKILL, refuses whatever is not meant, and goes on once', async () => {
		const waiter = await world.publishWorkflow({ options: { lookBeforeWaitingSeconds: 0 } });
		const { assignments, execution } = await waiter.wait();
		const [assignment] = assignments;
		if (assignment === undefined) throw new Error('Nothing created');
		const url = assignment.callbackUrl ?? '';
		expect(url).toMatch(/\/webhook-waiting\/\d+(\?|$)/);
		expect(await world.running()).toBe(0);
		expect(handedOn(execution, 'After 0')).toEqual([]);

		await refuseAll(world, url, assignment.id);
		await stage.crash();
		await refuseAll(world, url, assignment.id);
		expect(await world.running()).toBe(0);
		expect((await stage.api.execution(execution.id)).status).toBe('waiting');

		const final = {
			assignmentId: assignment.id,
			status: 'published',
			platformUrl: 'https://youtu.be/x',
			errors: [],
			timestamp: '2026-04-23T10:02:35Z',
		};
		expect(await world.post(url, final)).toEqual({
			status: 200,
			text: '{"received":true,"resumed":true}',
		});
		const ended = await stage.api.finished(execution.id);
		expect(ended.status).toBe('success');
		expect(handedOn(ended, 'After 0')).toEqual([
			{
				id: assignment.id,
				status: 'published',
				outcome: 'published',
				message: 'Published at https://youtu.be/x',
				platformUrl: 'https://youtu.be/x',
				errors: [],
				platform: 'youtube',
				type: 'video',
				connectionId: assignment.connectionId,
				scheduledAt: null,
				createdAt: assignment.createdAt,
				idempotencyKey: assignment.idempotencyKey,
				alreadyExisted: false,
			},
		]);
		expect(await world.post(url, final)).toMatchObject({ status: 409 });
		expect(await world.post(url, { ...final, status: 'failed' })).toMatchObject({ status: 409 });
		expect(
			(await stage.api.execution(execution.id)).data.resultData.runData['After 0'],
		).toHaveLength(1);
		expect(await stage.api.executions(waiter.workflow.id)).toHaveLength(1);
	});

	test('50 items: one resume, 50 paired results, in their order', async () => {
		const waiter = await world.publishWorkflow(ROWS);
		const rows = Array.from({ length: 50 }, (_, row) => ({ row }));
		const { assignments, execution } = await waiter.wait(rows);
		const reads = (): number =>
			world.pharlo.requests.filter(({ method, query }) => method === 'GET' && 'externalId' in query)
				.length;
		// The one look before sleeping.
		expect(reads()).toBe(1);
		const shuffled = [...assignments].sort((a, b) => a.id.localeCompare(b.id));
		const { lifecycle } = world.pharlo.simulator;
		const [first, ...rest] = shuffled;
		if (first === undefined) throw new Error('Nothing created');
		lifecycle.move(first, 'published');
		await until('the first question after the others', async () =>
			reads() === 2 ? true : undefined,
		);
		expect((await stage.api.execution(execution.id)).status).toBe('waiting');
		for (const assignment of rest.slice(0, 30)) lifecycle.move(assignment, 'published');
		for (const assignment of rest.slice(30)) lifecycle.fail(assignment, 'UPLOAD_FAILED', '403');

		const ended = await stage.api.finished(execution.id);
		const results = handedOn(ended, 'After 0');
		expect(results.map(({ id }) => id)).toEqual(assignments.map(({ id }) => id));
		expect(results.map(({ status }) => status)).toEqual(assignments.map(({ status }) => status));
		expect(results.filter(({ outcome }) => outcome === 'failed')).toHaveLength(19);
		expect(results.every((result) => !('callbackUrl' in result))).toBe(true);
		expect(ended.data.resultData.runData['After 0']).toHaveLength(1);
		const paired = ended.data.resultData.runData.Wait?.at(-1)?.data?.main?.[0] ?? [];
		expect(paired.map(({ pairedItem }) => pairedItem)).toEqual(
			rows.map(({ row }) => ({ item: row })),
		);
		// Those that came within a second to one process have asked together.
		expect(reads()).toBeLessThanOrEqual(6 * stage.receivers);
	});

	test('what was not published leaves by the error output, with all that is known of it', async () => {
		const waiter = await world.publishWorkflow({}, { onError: 'continueErrorOutput' });
		const { assignments, execution } = await waiter.wait();
		const [assignment] = assignments;
		if (assignment === undefined) throw new Error('Nothing created');
		world.pharlo.simulator.lifecycle.fail(assignment, 'UPLOAD_FAILED', 'Media file returned 403');
		const ended = await stage.api.finished(execution.id);
		expect(handedOn(ended, 'After 0')).toEqual([]);
		expect(handedOn(ended, 'After 1')).toEqual([
			{
				row: 0,
				error: 'Not published: Media file returned 403',
				[await detailsKey()]: {
					description: expect.stringContaining('requires a login') as unknown,
					httpCode: null,
					assignment: expect.objectContaining({
						id: assignment.id,
						status: 'failed',
						outcome: 'failed',
						errors: [{ code: 'UPLOAD_FAILED', message: 'Media file returned 403' }],
					}) as unknown,
				},
			},
		]);
	});

	test('each outcome leaves by its own output, where n8n can do that', async () => {
		const waiter = await world.publishWorkflow({ outputs: 'byOutcome', ...ROWS });
		if (!(await stage.api.isAtLeast(FIRST_WITH_OUTPUTS))) return await expectRefusal(waiter);
		const { assignments, execution } = await waiter.wait([{ row: 0 }, { row: 1 }, { row: 2 }]);
		const [one, two, three] = assignments;
		if (one === undefined || two === undefined || three === undefined) throw new Error('Missing');
		const { lifecycle } = world.pharlo.simulator;
		lifecycle.move(one, 'published');
		lifecycle.move(two, 'cancelled');
		lifecycle.fail(three, 'TOKEN_EXPIRED', 'Reconnect the channel');
		const ended = await stage.api.finished(execution.id);
		expect(handedOn(ended, 'After 0')).toEqual([]);
		expect(handedOn(ended, 'After 1')).toMatchObject([{ id: one.id, outcome: 'published' }]);
		expect(handedOn(ended, 'After 2')).toMatchObject([
			{ id: two.id, outcome: 'cancelled', message: 'Not published: it was cancelled' },
			{ id: three.id, outcome: 'failed', message: 'Not published: Reconnect the channel' },
		]);
	});

	test('when the time is up the next node learns what was created', async () => {
		const limit = { timeLimitMinutes: '={{ 0.01 }}', options: { lookBeforeWaitingSeconds: 0 } };
		const plain = await (await world.publishWorkflow(limit)).wait();
		const branches = (await stage.api.isAtLeast(FIRST_WITH_OUTPUTS))
			? await (await world.publishWorkflow({ ...limit, outputs: 'byOutcome' })).wait()
			: undefined;
		const failing = await (
			await world.publishWorkflow(limit, { onError: 'continueErrorOutput' })
		).wait();
		const example = await world.importExample('publish-and-wait.json');
		const started = await stage.api.runManually(example, 'When clicking ‘Execute workflow’');
		const unheard = await until('the example to create', async () =>
			world.pharlo.assignments.find(({ payload }) => payload.description === 'See what is new'),
		);
		await until('the example to sleep', async () =>
			(await stage.api.execution(started)).status === 'waiting' ? true : undefined,
		);
		// It is published, but nobody tells.
		unheard.status = 'published';
		unheard.platformUrl = 'https://youtu.be/unheard';
		// n8n looks for what is due once a minute.
		const [first, second] = await Promise.all(
			[plain, failing].map(
				async ({ execution }) => await stage.api.finished(execution.id, 120_000),
			),
		);
		if (first === undefined || second === undefined) throw new Error('?');
		const expected = ({ assignments }: typeof plain) => ({
			id: assignments[0]?.id,
			status: 'pending',
			outcome: 'timedOut',
			message: expect.stringMatching(
				/^Not known yet: pending when the time limit of 0.01/,
			) as unknown,
			idempotencyKey: assignments[0]?.idempotencyKey,
		});
		expect(handedOn(first, 'After 0')).toMatchObject([expected(plain)]);
		if (branches !== undefined) {
			const ended = await stage.api.finished(branches.execution.id, 120_000);
			expectFirstBranch(ended, expected(branches));
		}
		expect(handedOn(second, 'After 0')).toEqual([]);
		expect(handedOn(second, 'After 1')).toMatchObject([
			{
				error: expect.stringMatching(/^Not known yet/) as unknown,
				[await detailsKey()]: { assignment: expected(failing) },
			},
		]);
		expect(handedOn(first, 'Context')).toMatchObject([{ id: plain.assignments[0]?.id }]);
		const story = await stage.api.finished(started, 120_000);
		expect(handedOn(story, 'Publish and Wait')).toMatchObject([{ outcome: 'timedOut' }]);
		expect(handedOn(story, 'Good News')).toMatchObject([
			{ message: 'Live at https://youtu.be/unheard' },
		]);
		const [late] = plain.assignments;
		if (late === undefined) throw new Error('Nothing created');
		const answer = await world.post(late.callbackUrl ?? '', {
			assignmentId: late.id,
			status: 'published',
		});
		expect(answer.status).toBe(409);
	}, 150_000);

	test.each([
		['Pharlo reports again', { lookBeforeWaitingSeconds: 0 }, [0.2, 1, 3]],
		['it is looked once', {}, []],
		[
			'publishing starts a little later',
			{ lookBeforeWaitingSeconds: 0, publishDelaySeconds: 3 },
			[],
		],
	])(
		'a post that ends at once is not missed: %s',
		async (_name, options, retrySeconds) => {
			const waiter = await world.publishWorkflow({ options });
			const started: string[] = [];
			for (let run = 0; run < RUNS; run++) {
				world.pharlo.switch({
					retrySeconds,
					pace: 0,
					finishAfterMs: [0, 10, 50, 100, 300][run % 5] ?? 0,
				});
				started.push(...(await waiter.start()).map(({ id }) => id));
			}
			const ended = await until(
				'all executions to end',
				async () => {
					const all = await stage.api.executions(waiter.workflow.id);
					const done = all.filter(({ status }) => status === 'success');
					return done.length === RUNS ? done : undefined;
				},
				60_000,
			);
			const results = await Promise.all(
				ended.map(async ({ id }) => handedOn(await stage.api.execution(id), 'After 0')),
			);
			expect(results.map(([result]) => result?.id).sort()).toEqual(started.sort());
			expect(results.every(([result, more]) => result?.outcome === 'published' && !more)).toBe(
				true,
			);
		},
		120_000,
	);
}

/** As many as it takes to hit each delay a few times; more are run by the benchmark. */
const RUNS = Number(process.env.RACE_RUNS ?? 15);

const ROWS = { payloadForm: savedForm({ title: '=Video {{ $json.row }}', privacy: 'public' }) };
