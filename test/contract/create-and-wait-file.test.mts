import { Files, type MadeFile } from '../harness/files.mts';
import { mp4 } from '../harness/media.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { skipPauses } from '../harness/skip-pauses.mts';
import { waitFor, WaitRun } from '../harness/waiting.mts';

skipPauses();

let pharlo: Pharlo;
let files: Files;
beforeAll(async () => {
	[pharlo, files] = await Promise.all([Pharlo.start(), Files.start()]);
});
afterAll(async () => {
	await Promise.all([pharlo.close(), files.close()]);
});
afterEach(() => pharlo.reset());

const uploaded: MadeFile = { content: mp4(), kept: 'temporary' };
const FROM_FILE = { media: 'file', binaryPropertyName: 'data', mediaUrl: '' };

async function start(
	items: readonly (readonly MadeFile[])[],
	more = {},
	options: Partial<Parameters<typeof WaitRun.start>[1]> = {},
): Promise<WaitRun> {
	return await WaitRun.start(waitFor({ ...FROM_FILE, ...more }), {
		credential: pharlo.credential,
		executionId: '31',
		restApiUrl: files.restApiUrl,
		types: { start: files.source(items) },
		...options,
	});
}

const STORED = expect.stringMatching(/executions\/31\/binary_data/);
const HANDED_ON = { data: { id: STORED, fileName: 'demo.mp4', mimeType: 'video/mp4' } };

/** The binary data of what n8n passes on when the time limit has passed. */
function passedOn({ run }: WaitRun) {
	const [entry] = run.data.executionData?.nodeExecutionStack ?? [];
	return (entry?.data.main?.[0] ?? []).map(({ binary }) => binary);
}

test('a callback makes the execution hand on the stored file', async () => {
	const run = await start([[uploaded], [{ content: mp4(3000) }]]);
	expect(pharlo.assignments).toHaveLength(2);
	const [first, second] = pharlo.assignments;
	const event = { status: 'published', timestamp: new Date().toISOString() };
	await run.callback({ ...event, assignmentId: first?.id });
	const { response } = await run.callback({ ...event, assignmentId: second?.id });
	const items = response.workflowData?.[0] ?? [];
	expect(items.map(({ json }) => json.mediaFile)).toEqual(['demo.mp4', 'demo.mp4']);
	expect(items.map(({ binary }) => binary)).toMatchObject([HANDED_ON, HANDED_ON]);
});

test('after the time limit n8n outputs the stored file, not the temporary one', async () => {
	const run = await start([[uploaded]]);
	expect(passedOn(run)).toMatchObject([HANDED_ON]);
	expect(run.onTimeOut[0]).toMatchObject({ mediaFile: 'demo.mp4', outcome: 'timedOut' });
});

test('one that ended before the wait hands on its file as well', async () => {
	pharlo.switch({ finishAfterMs: 0 });
	const run = await start([[uploaded]], {
		options: { lookBeforeWaitingSeconds: 0.05 },
	});
	expect(run.waitTill).toBeUndefined();
	const [output] = run.run.data.resultData.runData.Pharlo?.at(-1)?.data?.main ?? [];
	expect(output?.map(({ binary }) => binary)).toMatchObject([HANDED_ON]);
	expect(run.outputs[0]).toMatchObject([{ outcome: 'published', mediaFile: 'demo.mp4' }]);
	expect(run.outputs[0]?.[0]).not.toHaveProperty('mediaUrl');
});

test('no token is stored with the execution, whatever Pharlo returns', async () => {
	const runs = [await start([[uploaded]])];
	pharlo.switch({ finishAfterMs: 0, repeatedKey: '409' });
	const known = { idempotency: 'own', idempotencyKey: 'row-1', lookBeforeWaitingSeconds: 0.05 };
	runs.push(await start([[uploaded]], { options: known }));
	runs.push(await start([[uploaded]], { options: known }));
	expect(pharlo.assignments[0]?.mediaUrl).toContain('token=');
	expect(JSON.stringify(runs.map(({ run }) => run))).not.toContain('token=');
});

test('a workflow that does not save its executions keeps the file while it waits', async () => {
	const run = await start(
		[[uploaded]],
		{ publish: 'scheduled', scheduledAt: '2036-01-15T18:00:00' },
		{ mode: 'webhook', workflowSettings: { saveDataSuccessExecution: 'none' } },
	);
	expect(run.error).toBeUndefined();
	expect(pharlo.assignments).toHaveLength(1);
});

test('an item without a file: nothing is created, and nothing is waited for', async () => {
	const before = await files.stored();
	const run = await start([[uploaded], []]);
	expect(run.error?.message).toContain("'Input Data Field Name' is 'data'");
	expect(pharlo.requests).toEqual([]);
	expect(run.waitTill).toBeUndefined();
	expect(await files.stored()).toHaveLength(before.length + 1);
});
