import type { IDataObject } from 'n8n-workflow';

import { savedForm } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { waitFor, WaitRun } from '../harness/waiting.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const ITEMS = [
	{ title: 'Known', row: 'row-1' },
	{ title: 'New', row: 'row-2' },
];
const TITLED = { payloadForm: savedForm({ title: '={{ $json.title }}', privacy: 'public' }) };
const OWN_KEY = { idempotency: 'own', idempotencyKey: '={{ $json.row }}' };

async function start(
	older: object,
	onError: 'continueRegularOutput' | 'stopWorkflow' = 'continueRegularOutput',
): Promise<{ run: WaitRun; id: string }> {
	const { id } = await pharlo.add('pending', {
		idempotencyKey: 'row-1',
		externalId: 'of-another-execution',
		callbackUrl: 'https://n8n.example.com/webhook-waiting/7',
		...older,
	});
	const run = await WaitRun.start(waitFor(TITLED, OWN_KEY), {
		credential: pharlo.credential,
		items: ITEMS,
		settings: { onError },
	});
	return { run, id };
}

test.each([
	['shows its callback URL', {}, 'which reports to another address'],
	['hides its callback URL', { callbackUrl: null }, 'which may report to another address'],
])(
	'does not wait for a post of another execution that %s, but for the others',
	async (_name, older, which) => {
		const { run, id } = await start(older);
		const waiting = run.context.assignments as IDataObject[];
		expect(waiting.map(({ itemIndex }) => itemIndex)).toEqual([1]);
		const done = await run.callback({
			assignmentId: String(waiting[0]?.id),
			status: 'published',
			timestamp: new Date().toISOString(),
		});
		expect(done.response.workflowData?.[0]?.map(({ json }) => json)).toMatchObject([
			{
				error: `The idempotency key belongs to the assignment ${id}, ${which}`,
			},
			{ outcome: 'published' },
		]);
	},
);

test('if the workflow stops at it, the error lists the assignments that were created', async () => {
	const { run } = await start({}, 'stopWorkflow');
	const created = pharlo.assignments.find(({ idempotencyKey }) => idempotencyKey === 'row-2');
	expect(run.error?.message).toContain('reports to another address');
	expect(run.error?.description).toContain(`Already created in this run: ${String(created?.id)}`);
});

test('one that has a final status already is output with the others, and says where it is', async () => {
	const platformUrl = 'https://youtu.be/done';
	const { run, id } = await start({ status: 'published', platformUrl });
	expect((run.context.assignments as IDataObject[]).map(({ status }) => status)).toEqual([
		'published',
		'pending',
	]);
	expect(run.onTimeOut).toMatchObject([
		{ id, outcome: 'published', platformUrl },
		{ outcome: 'timedOut' },
	]);
	expect(pharlo.requests.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET', 'GET']);
});

test('a failed check loses none of them: the execution waits nevertheless', async () => {
	// Creating them uses the last six credits.
	pharlo.simulator.simulation.state.credits = 6;
	const run = await WaitRun.start(waitFor(TITLED, { lookBeforeWaitingSeconds: 0.01 }), {
		credential: pharlo.credential,
		items: ITEMS,
	});
	expect(pharlo.requests.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET']);
	expect(run.waitTill).toBeInstanceOf(Date);
	expect(run.context.assignments).toHaveLength(2);
});

test('an item with an invalid key does not hide that the others were created', async () => {
	const idempotency = '={{ $json.row === "row-1" ? "never" : "own" }}';
	const run = await WaitRun.start(waitFor(TITLED, { ...OWN_KEY, idempotency }), {
		credential: pharlo.credential,
		items: ITEMS,
		settings: { onError: 'continueRegularOutput' },
	});
	expect(pharlo.assignments).toHaveLength(1);
	expect(run.waitTill).toBeInstanceOf(Date);
	expect(run.onTimeOut).toMatchObject([
		{ error: expect.stringContaining("'Idempotency' is 'never'") },
		{ id: pharlo.assignments[0]?.id, outcome: 'timedOut' },
	]);
});

test('a check delay that is not a number is invalid, and nothing is created', async () => {
	const run = await WaitRun.start(
		waitFor({}, { ...OWN_KEY, lookBeforeWaitingSeconds: '={{ "soon" }}' }),
		{ credential: pharlo.credential, items: ITEMS },
	);
	expect(run.error?.message).toBe(
		"'Check Before Waiting (Seconds)' is not a number of at least 0 and up to 3600",
	);
	expect(pharlo.requests).toEqual([]);
});

test('a publish delay that is not a number is invalid, and nothing is created', async () => {
	const run = await WaitRun.start(waitFor({}, { publishDelaySeconds: '={{ "later" }}' }), {
		credential: pharlo.credential,
	});
	expect(run.error?.message).toBe(
		"'Publish Delay (Seconds)' is not a number of at least 0 and up to 86400",
	);
	expect(pharlo.requests).toEqual([]);
});
