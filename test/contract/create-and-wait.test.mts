import { connection, savedForm } from '../harness/parameters.mts';
import { Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { waitFor, WaitRun } from '../harness/waiting.mts';
import { skipPauses } from '../harness/skip-pauses.mts';

skipPauses();

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

type Options = Partial<Parameters<typeof WaitRun.start>[1]>;

async function start(parameters = waitFor(), options: Options = {}): Promise<WaitRun> {
	return await WaitRun.start(parameters, { credential: pharlo.credential, ...options });
}

const RESUME_URL = /^http:\/\/127\.0\.0\.1\/webhook-waiting\/1(\?signature=[0-9a-f]{64})?$/;
const TITLED = { payloadForm: savedForm({ title: '={{ $json.title }}', privacy: 'public' }) };

test('creates with the resume URL of this execution, and waits', async () => {
	const before = Date.now();
	const run = await start();
	const { method, path, body } = pharlo.onlyRequest;
	expect(`${method} ${path}`).toBe('POST /api/v1/assignments');
	expect(body).toMatchObject({
		callbackUrl: expect.stringMatching(RESUME_URL),
		idempotencyKey: expect.stringMatching(/^n8n-[0-9a-f]{40}$/),
	});
	expect(body).not.toHaveProperty('scheduledAt');
	const limit = (run.waitTill?.getTime() ?? 0) - before;
	expect(limit).toBeGreaterThanOrEqual(60 * 60_000);
	expect(limit).toBeLessThan(61 * 60_000);
	expect(run.error).toBeUndefined();
});

test('later nodes can get what was created, but not the resume URL', async () => {
	const run = await start();
	const [assignment] = pharlo.assignments;
	expect(run.context).toMatchObject({
		assignments: [{ id: assignment?.id, status: 'pending', itemIndex: 0 }],
	});
	expect(JSON.stringify([run.context, run.onTimeOut, run.outputs])).not.toContain(
		'webhook-waiting',
	);
});

test('after the time limit n8n outputs what was created, not the input', async () => {
	const run = await start(waitFor({ timeLimitMinutes: 1 }), { items: [{ row: 7 }] });
	const [assignment] = pharlo.assignments;
	expect(run.onTimeOut).toEqual([
		expect.objectContaining({
			id: assignment?.id,
			status: 'pending',
			outcome: 'timedOut',
			message:
				'Not known yet: pending when the time limit of 1 minute had passed. Check what happened to it with Get.',
		}),
	]);
});

test('the limit counts from the publish time', async () => {
	const run = await start(
		waitFor({ publish: 'scheduled', scheduledAt: '2036-01-15T18:00:00', timeLimitMinutes: 30 }),
	);
	expect(run.waitTill?.toISOString()).toBe('2036-01-15T17:30:00.000Z');
});

test('does not wait for an assignment with a final status', async () => {
	const done = await pharlo.add('published', {
		idempotencyKey: 'mine',
		platformUrl: 'https://youtu.be/done',
	});
	const run = await start(waitFor({}, { idempotency: 'own', idempotencyKey: 'mine' }));
	expect(run.waitTill).toBeUndefined();
	expect(run.outputs).toEqual([
		[expect.objectContaining({ id: done.id, outcome: 'published', idempotencyKey: 'mine' })],
	]);
});

test('one that finishes before the execution is suspended is found by the check', async () => {
	pharlo.switch({ finishAfterMs: 5 });
	const run = await start(waitFor({}, { lookBeforeWaitingSeconds: 0.05 }));
	expect(run.waitTill).toBeUndefined();
	expect(run.outputs[0]).toMatchObject([{ outcome: 'published', status: 'published' }]);
	expect(run.outputs[0]?.[0]).not.toHaveProperty('callbackUrl');
	expect(pharlo.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
		'POST /api/v1/assignments',
		`GET /api/v1/assignments/${pharlo.assignments[0]?.id}`,
	]);
});

test('a failed check loses nothing: the execution waits nevertheless', async () => {
	// Creating it uses the last three credits.
	pharlo.simulator.simulation.state.credits = 3;
	const run = await start(waitFor({}, { lookBeforeWaitingSeconds: 0.01 }));
	expect(pharlo.requests).toHaveLength(2);
	expect(run.waitTill).toBeInstanceOf(Date);
});

test('publishing can be delayed', async () => {
	const before = Date.now();
	const run = await start(waitFor({ timeLimitMinutes: 1 }, { publishDelaySeconds: 20 }));
	const { scheduledAt } = pharlo.onlyRequest.body as { scheduledAt: string };
	expect(scheduledAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
	const delay = Date.parse(scheduledAt) - before;
	expect(delay).toBeGreaterThan(18_000);
	expect(delay).toBeLessThan(25_000);
	expect(run.waitTill?.getTime()).toBe(Date.parse(scheduledAt) + 60_000);
});

test('Retry On Fail sends the same request with the same key', async () => {
	pharlo.switch({
		chaos: { ...pharlo.simulator.simulation.settings.chaos, rate: 1, kinds: ['serverErrorAfter'] },
	});
	const run = await start(waitFor({}, { publishDelaySeconds: 20 }), {
		settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1100 },
	});
	expect(run.error).toBeDefined();
	const bodies = pharlo.requests.map(({ body }) => body);
	// Three tries of ours in each of n8n's two.
	expect(bodies).toHaveLength(6);
	for (const body of bodies) expect(body).toEqual(bodies[0]);
	expect(pharlo.assignments).toHaveLength(1);
});

describe('is rejected before anything is created', () => {
	test.each([
		['no webhook secret', waitFor(), { webhookSecret: '  ' }, "'Webhook Secret' of the Pharlo"],
		[
			'a URL that Pharlo cannot reach',
			waitFor(),
			{ baseUrl: 'https://pharlo.example' },
			'Pharlo cannot reach this n8n at http://127.0.0.1',
		],
		['no limit', waitFor({ timeLimitMinutes: '={{ 0 }}' }), {}, "'Time Limit (Minutes)' is not"],
		['no media', waitFor({ mediaUrl: '' }), {}, "'Media URL' is empty"],
	])('%s', async (_name, parameters, credential, message) => {
		const run = await start(parameters, { credential: { ...pharlo.credential, ...credential } });
		expect(run.error?.message).toContain(message);
		expect(run.error).toHaveProperty('description', expect.stringMatching(/\w{20}|\w+ \w+/));
		expect(run.waitTill).toBeUndefined();
		expect(pharlo.requests).toEqual([]);
	});
});

describe('several items', () => {
	const items = [{ title: 'One' }, { title: 'Two' }, { title: 'Three' }];

	test('share an external ID, so that one request finds them all', async () => {
		const run = await start(waitFor(TITLED), { items });
		const ids = new Set(pharlo.assignments.map(({ externalId }) => externalId));
		expect([...ids]).toEqual([expect.stringMatching(/^n8n-batch-[0-9a-f]{40}$/)]);
		expect(run.context).toMatchObject({ externalId: [...ids][0] });
		expect(run.onTimeOut.map(({ id }) => id)).toEqual(
			pharlo.assignments.map(({ id }) => id).reverse(),
		);
	});

	test('keep an external ID that the user sets for all of them', async () => {
		await start(waitFor(TITLED, { externalId: 'campaign' }), { items });
		expect(pharlo.assignments.map(({ externalId }) => externalId)).toEqual([
			'campaign',
			'campaign',
			'campaign',
		]);
	});

	test('with different external IDs are rejected, and the error suggests Loop Over Items', async () => {
		const run = await start(waitFor(TITLED, { externalId: '={{ $json.title }}' }), { items });
		expect(run.error?.message).toContain("'External ID' differs between the items");
		expect(run.error).toHaveProperty('description', expect.stringContaining('Loop Over Items'));
		expect(pharlo.requests).toEqual([]);
	});

	test('are checked with one request', async () => {
		pharlo.switch({ finishAfterMs: 0 });
		const run = await start(waitFor(TITLED, { lookBeforeWaitingSeconds: 0.05 }), { items });
		expect(run.waitTill).toBeUndefined();
		expect(run.outputs[0]?.map(({ outcome }) => outcome)).toEqual(Array(3).fill('published'));
		expect(pharlo.requests.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST', 'GET']);
		expect(pharlo.requests[3]?.query).toMatchObject({
			externalId: pharlo.assignments[0]?.externalId,
		});
	});

	test('an invalid one stops all before any request', async () => {
		const run = await start(waitFor(TITLED), { items: [{ title: 'One' }, { title: '' }] });
		expect(run.error?.message).toBe("'Title' is empty");
		expect(pharlo.requests).toEqual([]);
	});

	test('after an API error, the message lists those that were created', async () => {
		const run = await start(waitFor({ ...TITLED, connectionId: connection('={{ $json.to }}') }), {
			items: [
				{ title: 'One', to: YOUTUBE },
				{ title: 'Two', to: '00000000-0000-4000-8000-000000000000' },
			],
		});
		expect(run.error?.message).toContain('Connection not found');
		expect(run.error).toHaveProperty(
			'description',
			expect.stringContaining(`Already created in this run: ${pharlo.assignments[0]?.id}.`),
		);
	});

	test('if the workflow continues on error, the valid ones are waited for', async () => {
		const run = await start(waitFor(TITLED), {
			items: [{ title: 'One' }, { title: '' }, { title: 'Three' }],
			settings: { onError: 'continueRegularOutput' },
		});
		expect(pharlo.assignments).toHaveLength(2);
		expect(run.onTimeOut).toMatchObject([
			{ outcome: 'timedOut' },
			{ error: "'Title' is empty" },
			{ outcome: 'timedOut' },
		]);
		expect(run.waitTill).toBeInstanceOf(Date);
	});
});

test('does not wait for a post with the same key that has another callback URL', async () => {
	const { id } = await pharlo.add('processing', {
		idempotencyKey: 'mine',
		callbackUrl: 'http://127.0.0.1/webhook-waiting/77?signature=abc',
	});
	const run = await start(waitFor({}, { idempotency: 'own', idempotencyKey: 'mine' }));
	expect(run.error?.message).toBe(
		`The idempotency key belongs to the assignment ${id}, which reports to another address`,
	);
	expect(run.waitTill).toBeUndefined();
});

test.each([2, 0])(
	'an execution that n8n retries neither duplicates its post nor waits for it, with a check after %s s',
	async (lookBeforeWaitingSeconds) => {
		const parameters = waitFor({}, { lookBeforeWaitingSeconds });
		const resumeToken = 'kept-by-retry';
		await start(parameters, { executionId: '7', resumeToken });
		const repeated = await start(parameters, { executionId: '8', resumeToken });
		expect(pharlo.assignments).toHaveLength(1);
		expect(repeated.error?.message).toContain(
			`belongs to the assignment ${pharlo.assignments[0]?.id}, which reports to another address`,
		);
		expect(repeated.error).toHaveProperty(
			'description',
			expect.stringContaining('Wait for Completion'),
		);
		expect(repeated.waitTill).toBeUndefined();
	},
);
