import { savedForm } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { skipPauses } from '../harness/skip-pauses.mts';
import { resumedWith, waitFor, WaitRun } from '../harness/waiting.mts';

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

const OWN_KEY = { idempotency: 'own', idempotencyKey: 'mine' };
const RESUME_URL = 'http://127.0.0.1/webhook-waiting/1?signature=abc';
const FORMS = ['200', '201', '409'] as const;

/** Pharlo carries out the first request, but its response is lost. All others arrive. */
function loseFirstResponse(): void {
	const { chaos } = pharlo.simulator.simulation.settings;
	pharlo.switch({ chaos: { ...chaos, rate: 1, kinds: ['resetAfter'] } });
	const stop = pharlo.onRequest(() => {
		stop();
		pharlo.switch({ chaos });
	});
}

describe('an assignment that had ended', () => {
	test.each(FORMS)('tells where it is, for a credit (%s)', async (repeatedKey) => {
		pharlo.switch({ repeatedKey });
		const { id } = await pharlo.add('published', {
			idempotencyKey: 'mine',
			externalId: 'mine',
			platformUrl: 'https://youtu.be/done',
			callbackUrl: 'https://n8n.example.com/webhook-waiting/7?signature=abc',
		});
		const run = await start(waitFor({}, OWN_KEY));
		expect(run.waitTill).toBeUndefined();
		expect(run.outputs[0]).toEqual([
			expect.objectContaining({
				id,
				outcome: 'published',
				platformUrl: 'https://youtu.be/done',
				message: 'Published at https://youtu.be/done',
			}),
		]);
		// The list in which it was found after a 409 has told it.
		const found =
			repeatedKey === '409' ? 'GET /api/v1/assignments' : `GET /api/v1/assignments/${id}`;
		expect(pharlo.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'POST /api/v1/assignments',
			found,
		]);
		expect(JSON.stringify([run.context, run.outputs])).not.toContain('webhook-waiting');
	});

	test.each(FORMS)('tells why it failed (%s)', async (repeatedKey) => {
		pharlo.switch({ repeatedKey });
		await pharlo.add('failed', { idempotencyKey: 'mine', externalId: 'mine' });
		const run = await start(waitFor({}, OWN_KEY));
		expect(run.waitTill).toBeUndefined();
		expect(run.outputs[0]).toMatchObject([
			{
				outcome: 'failed',
				errors: [{ code: 'UPLOAD_FAILED', message: 'Media file returned 403' }],
				message: 'Not published: Media file returned 403',
				explanation: expect.stringContaining('requires a login'),
			},
		]);
		expect(pharlo.requests).toHaveLength(2);
	});

	test('is output as it is if it cannot be fetched', async () => {
		await pharlo.add('failed', { idempotencyKey: 'mine' });
		pharlo.simulator.simulation.state.credits = 0;
		const run = await start(waitFor({}, OWN_KEY));
		expect(run.error).toBeUndefined();
		expect(run.outputs[0]).toMatchObject([{ outcome: 'failed' }]);
	});
});

describe('where Pharlo does not return callback URLs', () => {
	beforeEach(() => pharlo.switch({ returnsCallbackUrl: false }));

	test.each(FORMS)('the post of an own key is not waited for (%s)', async (repeatedKey) => {
		pharlo.switch({ repeatedKey });
		const { id } = await pharlo.add('pending', {
			idempotencyKey: 'mine',
			externalId: 'mine',
			createdAt: '2026-01-01T00:00:00Z',
		});
		const run = await start(waitFor({}, OWN_KEY));
		expect(run.error?.message).toBe(
			`The idempotency key belongs to the assignment ${id}, which may report to another address`,
		);
		expect(run.error?.description).toContain('Follow it with Wait for Completion and this ID');
		expect(run.waitTill).toBeUndefined();
		expect(pharlo.assignments).toHaveLength(1);
	});

	test('the post of another execution is not waited for, if n8n retries that one', async () => {
		const resumeToken = 'kept-by-retry';
		const first = await start(waitFor(), { executionId: '7', resumeToken });
		expect(first.waitTill).toBeInstanceOf(Date);
		const [assignment] = pharlo.assignments;
		if (assignment === undefined) throw new Error('Nothing created');
		assignment.createdAt = new Date(Date.now() - 10_000).toISOString();
		const repeated = await start(waitFor(), { executionId: '8', resumeToken, mode: 'retry' });
		expect(pharlo.assignments).toHaveLength(1);
		expect(repeated.error?.message).toBe(
			`The idempotency key belongs to the assignment ${assignment.id}, which may report to another address`,
		);
		expect(repeated.waitTill).toBeUndefined();
	});

	test.each(['manual', 'retry'] as const)(
		'one whose response was lost is waited for, because this execution asked for it (%s)',
		async (mode) => {
			loseFirstResponse();
			const run = await start(waitFor(), { mode });
			expect(pharlo.requests.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET']);
			expect(pharlo.assignments).toHaveLength(1);
			expect(run.error).toBeUndefined();
			expect(run.waitTill).toBeInstanceOf(Date);
			const result = await run.callback({
				assignmentId: pharlo.assignments[0]?.id,
				status: 'published',
			});
			expect(resumedWith(result)).toMatchObject([[{ outcome: 'published' }]]);
		},
	);

	test('Retry On Fail waits for what its first attempt has created under an own key', async () => {
		const titled = { payloadForm: savedForm({ title: '={{ $json.title }}', privacy: 'public' }) };
		const keys = { idempotency: 'own', idempotencyKey: '={{ $json.title }}' };
		// The balance is enough for the first of two; before n8n tries again there is more.
		pharlo.simulator.simulation.state.credits = 3;
		const stop = pharlo.onRequest(() => {
			if (pharlo.requests.length === 2) pharlo.simulator.simulation.state.credits = 100;
		});
		const run = await start(waitFor(titled, keys), {
			items: [{ title: 'One' }, { title: 'Two' }],
			settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 },
		});
		stop();
		expect(pharlo.requests.filter(({ method }) => method === 'POST')).toHaveLength(4);
		expect(pharlo.assignments).toHaveLength(2);
		expect(run.error).toBeUndefined();
		expect(run.waitTill).toBeInstanceOf(Date);
	});
});

test.each(FORMS)(
	'an existing one that reports to this execution is waited for (%s)',
	async (form) => {
		pharlo.switch({ repeatedKey: form });
		const { id } = await pharlo.add('processing', {
			idempotencyKey: 'mine',
			externalId: 'mine',
			callbackUrl: RESUME_URL,
			createdAt: '2026-01-01T00:00:00Z',
		});
		const run = await start(waitFor({}, OWN_KEY));
		expect(run.error).toBeUndefined();
		expect(run.waitTill).toBeInstanceOf(Date);
		expect(JSON.stringify([run.context, run.onTimeOut, run.outputs])).not.toContain(
			'webhook-waiting',
		);
		const result = await run.callback({ assignmentId: id, status: 'published' });
		expect(resumedWith(result)).toMatchObject([[{ id, outcome: 'published' }]]);
	},
);

test('what Pharlo says after a 409 is enough, if the assignment itself cannot be fetched', async () => {
	pharlo.switch({ repeatedKey: '409' });
	await pharlo.add('processing', {
		idempotencyKey: 'mine',
		externalId: 'mine',
		callbackUrl: RESUME_URL,
	});
	// For the list that finds it, and nothing more.
	pharlo.simulator.simulation.state.credits = 1;
	const run = await start(waitFor({}, OWN_KEY));
	expect(pharlo.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET']);
	expect(run.error).toBeUndefined();
	expect(run.waitTill).toBeInstanceOf(Date);
});

test('an error lists as created only what was created in the same run', async () => {
	const titled = { payloadForm: savedForm({ title: '={{ $json.title }}', privacy: 'public' }) };
	const keys = { idempotency: 'own', idempotencyKey: '={{ $json.title }}' };
	const [pending, published] = [
		await pharlo.add('pending', { idempotencyKey: 'Pending' }),
		await pharlo.add('published', { idempotencyKey: 'Published' }),
	];
	const run = await start(waitFor(titled, keys), {
		items: [{ title: 'Pending' }, { title: 'Published' }, { title: 'New' }],
	});
	expect(run.error?.message).toContain(pending.id);
	const created = pharlo.assignments.find(({ idempotencyKey }) => idempotencyKey === 'New');
	expect(run.error?.description).toContain(`Already created in this run: ${String(created?.id)}.`);
	expect(run.error?.description).not.toContain(published.id);
});
