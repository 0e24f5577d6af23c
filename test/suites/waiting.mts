import { until } from '../../tools/playground/n8n-api.mts';
import { savedForm } from '../harness/parameters.mts';
import {
	expectFirstBranch,
	expectUnsupportedOutputs,
	FIRST_WITH_OUTPUTS,
	expectAllRejected,
} from './waiting-checks.mts';
import { outputItems, WaitingSetup } from './waiting-setup.mts';
import type { N8nInstance } from './n8n-instance.mts';

/** Tests Create and Wait in a real n8n of one or more processes. */
export function waitingSuite(open: () => Promise<N8nInstance>): void {
	let n8n: N8nInstance;
	let setup: WaitingSetup;
	beforeAll(async () => {
		n8n = await open();
		setup = await WaitingSetup.start(n8n);
	}, 240_000);
	afterAll(async () => {
		// n8n has to be stopped even if the first step fails.
		try {
			await setup.stop();
		} finally {
			await n8n.stop();
		}
	});
	afterEach(() => {
		setup.pharlo.clear();
		setup.pharlo.switch({ finishAfterMs: null, retrySeconds: [] });
	});

	/** The name of the field with error details on the error output. */
	const detailsKey = async (): Promise<string> =>
		(await n8n.api.isAtLeast(FIRST_WITH_OUTPUTS)) ? 'details' : 'message';

	test('waits, survives a SIGKILL, rejects invalid callbacks, and resumes once', async () => {
		const waiter = await setup.publishWorkflow({ options: { lookBeforeWaitingSeconds: 0 } });
		const { assignments, execution } = await waiter.wait();
		const [assignment] = assignments;
		if (assignment === undefined) throw new Error('Nothing created');
		const url = assignment.callbackUrl ?? '';
		expect(url).toMatch(/\/webhook-waiting\/\d+(\?|$)/);
		expect(await setup.running()).toBe(0);
		expect(outputItems(execution, 'After 0')).toEqual([]);

		await expectAllRejected(setup, url, assignment.id);
		await n8n.crash();
		await expectAllRejected(setup, url, assignment.id);
		expect(await setup.running()).toBe(0);
		expect((await n8n.api.execution(execution.id)).status).toBe('waiting');

		const final = {
			assignmentId: assignment.id,
			status: 'published',
			platformUrl: 'https://youtu.be/x',
			errors: [],
			timestamp: '2026-04-23T10:02:35Z',
		};
		expect(await setup.post(url, final)).toEqual({
			status: 200,
			text: '{"received":true,"resumed":true}',
		});
		const ended = await n8n.api.finished(execution.id);
		expect(ended.status).toBe('success');
		expect(outputItems(ended, 'After 0')).toEqual([
			{
				id: assignment.id,
				title: 'Product Demo',
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
		expect(await setup.post(url, final)).toMatchObject({ status: 409 });
		expect(await setup.post(url, { ...final, status: 'failed' })).toMatchObject({ status: 409 });
		expect((await n8n.api.execution(execution.id)).data.resultData.runData['After 0']).toHaveLength(
			1,
		);
		expect(await n8n.api.executions(waiter.workflow.id)).toHaveLength(1);
	});

	test('50 items: one resume, 50 paired results in order', async () => {
		const waiter = await setup.publishWorkflow(ROWS);
		const rows = Array.from({ length: 50 }, (_, row) => ({ row }));
		const { assignments, execution } = await waiter.wait(rows);
		const fetches = (): number =>
			setup.pharlo.requests.filter(({ method, query }) => method === 'GET' && 'externalId' in query)
				.length;
		// The check before the execution is suspended.
		expect(fetches()).toBe(1);
		const shuffled = [...assignments].sort((a, b) => a.id.localeCompare(b.id));
		const { lifecycle } = setup.pharlo.simulator;
		const [first, ...rest] = shuffled;
		if (first === undefined) throw new Error('Nothing created');
		lifecycle.move(first, 'published');
		await until('the first request for the other assignments', async () =>
			fetches() === 2 ? true : undefined,
		);
		expect((await n8n.api.execution(execution.id)).status).toBe('waiting');
		for (const assignment of rest.slice(0, 30)) lifecycle.move(assignment, 'published');
		for (const assignment of rest.slice(30)) lifecycle.fail(assignment, 'UPLOAD_FAILED', '403');

		const ended = await n8n.api.finished(execution.id);
		const results = outputItems(ended, 'After 0');
		expect(results.map(({ id }) => id)).toEqual(assignments.map(({ id }) => id));
		expect(results.map(({ status }) => status)).toEqual(assignments.map(({ status }) => status));
		expect(results.filter(({ outcome }) => outcome === 'failed')).toHaveLength(19);
		expect(results.every((result) => !('callbackUrl' in result))).toBe(true);
		expect(ended.data.resultData.runData['After 0']).toHaveLength(1);
		const paired = ended.data.resultData.runData.Wait?.at(-1)?.data?.main?.[0] ?? [];
		expect(paired.map(({ pairedItem }) => pairedItem)).toEqual(
			rows.map(({ row }) => ({ item: row })),
		);
		// Callbacks that reach a process within the same second share one request.
		expect(fetches()).toBeLessThanOrEqual(6 * n8n.receivers);
	});

	test('failed posts go to the error output, with all known details', async () => {
		const waiter = await setup.publishWorkflow({}, { onError: 'continueErrorOutput' });
		const { assignments, execution } = await waiter.wait();
		const [assignment] = assignments;
		if (assignment === undefined) throw new Error('Nothing created');
		setup.pharlo.simulator.lifecycle.fail(assignment, 'UPLOAD_FAILED', 'Media file returned 403');
		const ended = await n8n.api.finished(execution.id);
		expect(outputItems(ended, 'After 0')).toEqual([]);
		expect(outputItems(ended, 'After 1')).toEqual([
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

	test('each outcome has its own output, if n8n supports it', async () => {
		const waiter = await setup.publishWorkflow({ outputs: 'byOutcome', ...ROWS });
		if (!(await n8n.api.isAtLeast(FIRST_WITH_OUTPUTS)))
			return await expectUnsupportedOutputs(waiter);
		const { assignments, execution } = await waiter.wait([{ row: 0 }, { row: 1 }, { row: 2 }]);
		const [one, two, three] = assignments;
		if (one === undefined || two === undefined || three === undefined) throw new Error('Missing');
		const { lifecycle } = setup.pharlo.simulator;
		lifecycle.move(one, 'published');
		lifecycle.move(two, 'cancelled');
		lifecycle.fail(three, 'TOKEN_EXPIRED', 'Reconnect the channel');
		const ended = await n8n.api.finished(execution.id);
		expect(outputItems(ended, 'After 0')).toEqual([]);
		expect(outputItems(ended, 'After 1')).toMatchObject([{ id: one.id, outcome: 'published' }]);
		expect(outputItems(ended, 'After 2')).toMatchObject([
			{ id: two.id, outcome: 'cancelled', message: 'Not published: it was cancelled' },
			{ id: three.id, outcome: 'failed', message: 'Not published: Reconnect the channel' },
		]);
	});

	test('after the time limit the next node receives what was created', async () => {
		const limit = { timeLimitMinutes: '={{ 0.01 }}', options: { lookBeforeWaitingSeconds: 0 } };
		const plain = await (await setup.publishWorkflow(limit)).wait();
		const branches = (await n8n.api.isAtLeast(FIRST_WITH_OUTPUTS))
			? await (await setup.publishWorkflow({ ...limit, outputs: 'byOutcome' })).wait()
			: undefined;
		const failing = await (
			await setup.publishWorkflow(limit, { onError: 'continueErrorOutput' })
		).wait();
		const example = await setup.importExample('publish-and-wait.json');
		const started = await n8n.api.runManually(example, 'When clicking ‘Execute workflow’');
		const unreported = await until('the example to create', async () =>
			setup.pharlo.assignments.find(({ payload }) => payload.description === 'See what is new'),
		);
		await until('the example to be suspended', async () =>
			(await n8n.api.execution(started)).status === 'waiting' ? true : undefined,
		);
		// It is published, but no callback is sent.
		unreported.status = 'published';
		unreported.platformUrl = 'https://youtu.be/unreported';
		// n8n checks for due executions once a minute.
		const [first, second] = await Promise.all(
			[plain, failing].map(async ({ execution }) => await n8n.api.finished(execution.id, 120_000)),
		);
		if (first === undefined || second === undefined) throw new Error('Missing execution');
		const expected = ({ assignments }: typeof plain) => ({
			id: assignments[0]?.id,
			status: 'pending',
			outcome: 'timedOut',
			message: expect.stringMatching(
				/^Not known yet: pending when the time limit of 0.01/,
			) as unknown,
			idempotencyKey: assignments[0]?.idempotencyKey,
		});
		expect(outputItems(first, 'After 0')).toMatchObject([expected(plain)]);
		if (branches !== undefined) {
			const ended = await n8n.api.finished(branches.execution.id, 120_000);
			expectFirstBranch(ended, expected(branches));
		}
		expect(outputItems(second, 'After 0')).toEqual([]);
		expect(outputItems(second, 'After 1')).toMatchObject([
			{
				error: expect.stringMatching(/^Not known yet/) as unknown,
				[await detailsKey()]: { assignment: expected(failing) },
			},
		]);
		expect(outputItems(first, 'Context')).toMatchObject([{ id: plain.assignments[0]?.id }]);
		const exampleExecution = await n8n.api.finished(started, 120_000);
		expect(outputItems(exampleExecution, 'Publish and Wait')).toMatchObject([
			{ outcome: 'timedOut' },
		]);
		expect(outputItems(exampleExecution, 'Tell the Team It Is Live')).toMatchObject([
			{ message: 'Live at https://youtu.be/unreported' },
		]);
		const [late] = plain.assignments;
		if (late === undefined) throw new Error('Nothing created');
		const response = await setup.post(late.callbackUrl ?? '', {
			assignmentId: late.id,
			status: 'published',
		});
		expect(response.status).toBe(409);
	}, 150_000);

	test.each([
		['Pharlo retries the callback', { lookBeforeWaitingSeconds: 0 }, [0.2, 1, 3]],
		['it is checked once', {}, []],
		['publishing is delayed', { lookBeforeWaitingSeconds: 0, publishDelaySeconds: 3 }, []],
	])(
		'a post that finishes immediately is not missed: %s',
		async (_name, options, retrySeconds) => {
			const waiter = await setup.publishWorkflow({ options });
			const started: string[] = [];
			for (let run = 0; run < RUNS; run++) {
				setup.pharlo.switch({
					retrySeconds,
					pace: 0,
					finishAfterMs: [0, 10, 50, 100, 300][run % 5] ?? 0,
				});
				started.push(...(await waiter.start()).map(({ id }) => id));
			}
			const ended = await until(
				'all executions to end',
				async () => {
					const all = await n8n.api.executions(waiter.workflow.id);
					const done = all.filter(({ status }) => status === 'success');
					return done.length === RUNS ? done : undefined;
				},
				60_000,
			);
			const results = await Promise.all(
				ended.map(async ({ id }) => outputItems(await n8n.api.execution(id), 'After 0')),
			);
			expect(results.map(([result]) => result?.id).sort()).toEqual(started.sort());
			expect(results.every(([result, more]) => result?.outcome === 'published' && !more)).toBe(
				true,
			);
		},
		120_000,
	);
}

/** Enough to hit each delay a few times; the benchmark runs more. */
const RUNS = Number(process.env.RACE_RUNS ?? 15);

const ROWS = { payloadForm: savedForm({ title: '=Video {{ $json.row }}', privacy: 'public' }) };
