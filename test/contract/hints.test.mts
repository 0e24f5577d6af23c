import { runPharlo, runWorkflow } from '../harness/engine.mts';
import { createVideo } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { chain, node } from '../harness/setting.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const SCHEDULED = createVideo({ publish: 'scheduled', scheduledAt: '2036-01-15T18:00:00' });

test('Create says that nothing is live yet, and that nobody is told', async () => {
	const { credential } = pharlo;
	const { hints } = await runPharlo(SCHEDULED, { credential, items: [{}, {}, {}] });
	expect(hints.map(({ message, type }) => [type, message])).toEqual([
		['info', 'Created, not live yet: 3 of 3 wait for the publish time.'],
		['info', expect.stringContaining('Nobody is told what becomes of 3 of 3 posts')],
	]);
});

test('in a loop over one item each, only the first pass has hints', async () => {
	const run = await runWorkflow(
		[
			node('Start', 'start', { items: JSON.stringify(Array(100).fill({})) }),
			node('Loop', 'oneByOne'),
			node('Pharlo', 'pharlo', SCHEDULED, {
				credentials: { pharloApi: { id: '1', name: 'Pharlo' } },
			}),
		],
		{
			...chain('Start', 'Loop', 'Pharlo'),
			Pharlo: { main: [[{ node: 'Loop', type: 'main', index: 0 }]] },
		},
		{ credential: pharlo.credential },
	);
	const runs = run.data.resultData.runData.Pharlo ?? [];
	expect(runs).toHaveLength(100);
	expect(runs.map(({ hints = [] }) => hints.length)).toEqual([2, ...Array<number>(99).fill(0)]);
});

test('Retry Failed says that it found nothing', async () => {
	const parameters = { resource: 'assignment', operation: 'retryFailed', limit: 50, filters: {} };
	const { credential } = pharlo;
	expect((await runPharlo(parameters, { credential })).hints).toMatchObject([
		{ message: 'No failed assignments were found.' },
	]);
	await pharlo.add('failed');
	expect((await runPharlo(parameters, { credential })).hints).toEqual([]);
});

test('where Pharlo refuses a content type, the error says which platform takes which', async () => {
	const { error } = await runPharlo(
		createVideo({ contentType: 'image', payloadMode: 'json', payloadJson: '{"title": "a"}' }),
		{ credential: pharlo.credential, items: [{}, {}] },
	);
	expect(error?.description).toContain('YouTube takes Video and Short.');
	expect(error?.description).toContain('Facebook takes Video, Image, Link, Text, Reel and Story.');
	expect(pharlo.requests.filter(({ path }) => path.endsWith('/platforms'))).toHaveLength(1);
});
