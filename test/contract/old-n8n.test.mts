import { runPharlo } from '../harness/engine.mts';
import { createVideo } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { waitFor, WaitRun } from '../harness/waiting.mts';

// n8n before 2.39 has no such export, and forwards only the first output of a node that goes on.
jest.mock('n8n-workflow', () => {
	const actual: Record<string, unknown> = jest.requireActual('n8n-workflow');
	return Object.fromEntries(
		Object.entries(actual).filter(([name]) => name !== 'checkNodesApiVersion'),
	);
});

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());

test('outputs of their own are refused there before anything is created', async () => {
	const run = await WaitRun.start(waitFor({ outputs: 'byOutcome' }), {
		credential: pharlo.credential,
	});
	expect(run.error?.message).toContain("'One for Each Outcome' needs n8n 2.39 or later");
	expect(pharlo.requests).toEqual([]);
});

test('what failed has the form there that the error output takes', async () => {
	const { items, failed } = await runPharlo(createVideo({ mediaUrl: 'demo.mp4' }), {
		credential: pharlo.credential,
		settings: { onError: 'continueErrorOutput' },
	});
	expect(items).toEqual([]);
	expect(failed.map(({ json }) => json)).toEqual([
		{
			error: "'Media URL' holds 'demo.mp4', which is not a web address [item 0]",
			message: { description: expect.stringContaining('public place'), httpCode: null },
		},
	]);
});

test('one output works there', async () => {
	const run = await WaitRun.start(waitFor(), { credential: pharlo.credential });
	expect(run.waitTill).toBeInstanceOf(Date);
});
