import { savedForm } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { resumedWith, waitFor, WaitRun } from '../harness/waiting.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const TITLED = { payloadForm: savedForm({ title: '={{ $json.title }}', privacy: 'public' }) };

function options() {
	return { credential: pharlo.credential, items: [{ title: 'Product Demo' }] };
}

describe('Simplify', () => {
	const essentials = [
		'outcome',
		'platformUrl',
		'message',
		'title',
		'id',
		'status',
		'platform',
		'connectionId',
		'externalId',
		'errors',
	];

	test('is on by default, and what people look for comes first', async () => {
		const { simplify: _left, ...parameters } = waitFor(TITLED);
		const run = await WaitRun.start(parameters, options());
		const [assignment] = pharlo.assignments;
		const event = {
			assignmentId: assignment?.id,
			status: 'published',
			platformUrl: 'https://youtu.be/x',
			timestamp: new Date().toISOString(),
		};
		const [[json = {}] = []] = resumedWith(await run.callback(event)) ?? [];
		expect(Object.keys(json).slice(0, essentials.length)).toEqual(essentials);
		expect(json).toMatchObject({
			outcome: 'published',
			platformUrl: 'https://youtu.be/x',
			title: 'Product Demo',
			id: assignment?.id,
			alreadyExisted: false,
		});
		expect(json).not.toHaveProperty('payload');
	});

	test('off, the output has everything, in the same order', async () => {
		const run = await WaitRun.start(waitFor(TITLED), options());
		const [json = {}] = run.onTimeOut;
		expect(Object.keys(json).slice(0, 4)).toEqual(['outcome', 'message', 'title', 'id']);
		expect(json).toMatchObject({ title: 'Product Demo', status: 'pending', type: 'video' });
	});

	test('the title of a post that existed already is its own, if Pharlo tells it', async () => {
		await pharlo.add('published', {
			idempotencyKey: 'mine',
			platformUrl: 'https://youtu.be/done',
			payload: { title: 'An Earlier Title' },
		});
		const parameters = waitFor(TITLED, { idempotency: 'own', idempotencyKey: 'mine' });
		const { outputs } = await WaitRun.start(parameters, options());
		expect(outputs).toMatchObject([[{ title: 'An Earlier Title', alreadyExisted: true }]]);
	});
});
