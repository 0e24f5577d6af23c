import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { NO_CHAOS } from '../../tools/simulator/chaos/settings.mts';
import { crossPostVideo } from '../harness/cross-post.mts';
import { lastRun, runWorkflow } from '../harness/engine.mts';
import { createVideo } from '../harness/parameters.mts';
import { FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { chain, node } from '../harness/setting.mts';
import { skipPauses } from '../harness/skip-pauses.mts';

skipPauses();

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

/** A Create whose payload and media are filled in by the model. */
const CREATE = createVideo({
	mediaUrl: "={{ $fromAI('mediaUrl', 'address of the video', 'string') }}",
	payloadMode: 'json',
	payloadJson: "={{ $fromAI('payload', 'title, description, privacy', 'json') }}",
});

async function call(
	parameters: INodeParameters,
	calls: IDataObject[],
	settings: Partial<INode> = {},
) {
	const run = await runWorkflow(
		[
			node('Start', 'start', { items: '[{}]' }),
			node('Agent', 'agent', { calls: JSON.stringify(calls) }),
			node('Pharlo', 'pharloTool', parameters, {
				credentials: { pharloApi: { id: '1', name: 'Pharlo' } },
				...settings,
			}),
		],
		{
			...chain('Start', 'Agent'),
			Pharlo: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
		},
		{ credential: pharlo.credential },
	);
	const result = lastRun(run, 'Agent');
	if (result?.error !== undefined) throw result.error;
	return (result?.data?.main?.[0] ?? []).map(({ json }) => json);
}

const MEDIA = 'https://cdn.example.com/demo.mp4';

test.each<[string, string, unknown]>([
	['an object', 'json', { title: 'By a model', privacy: 'public' }],
	['a string', 'string', '{"title":"By a model","privacy":"public"}'],
])('a model may provide the payload as %s', async (_name, type, payload) => {
	const payloadJson = `={{ $fromAI('payload', 'title and privacy', '${type}') }}`;
	const [result] = await call({ ...CREATE, payloadJson }, [
		{ mediaUrl: MEDIA, payload } as IDataObject,
	]);
	expect(String(result?.answer)).toContain('"status":"pending"');
	expect(pharlo.onlyRequest.body).toMatchObject({
		mediaUrl: MEDIA,
		payload: { title: 'By a model', privacy: 'public' },
	});
});

test('invalid input is explained to the model, with instructions', async () => {
	const [result] = await call(CREATE, [{ mediaUrl: 'demo.mp4', payload: { title: 'x' } }]);
	expect(result?.answer).toContain("'Media URL' is 'demo.mp4', which is not a web address");
	expect(result?.answer).toContain('upload it to a public place');
	const [rejected] = await call(CREATE, [{ mediaUrl: MEDIA, payload: { privacy: 'public' } }]);
	expect(rejected?.answer).toContain('title: This value should not be blank.');
});

test('each call creates a post, but a repeated call does not', async () => {
	const one = { mediaUrl: MEDIA, payload: { title: 'One' } } as IDataObject;
	const two = { mediaUrl: MEDIA, payload: { title: 'Two' } } as IDataObject;
	await call(CREATE, [one, two, one]);
	expect(pharlo.assignments.map(({ payload }) => payload.title).sort()).toEqual(['One', 'Two']);
});

test('after an unknown outcome, the model may simply call again', async () => {
	pharlo.switch({ chaos: { ...NO_CHAOS, rate: 1, kinds: ['resetAfter'] } });
	const [result] = await call(CREATE, [{ mediaUrl: MEDIA, payload: { title: 'One' } }]);
	expect(result?.answer).toContain(
		'Run it again: Pharlo recognizes the same idempotency key (n8n-',
	);
});

test('the same post with reordered fields is not created again', async () => {
	const payload = { title: 'One', privacy: 'public' };
	const reordered = { privacy: 'public', title: 'One' };
	await call(CREATE, [
		{ mediaUrl: MEDIA, payload },
		{ mediaUrl: MEDIA, payload: reordered },
	]);
	expect(pharlo.assignments).toHaveLength(1);
});

test('it can fetch an assignment', async () => {
	const { id } = await pharlo.add('failed');
	const parameters = {
		resource: 'assignment',
		operation: 'get',
		assignmentId: "={{ $fromAI('id', 'ID of the assignment', 'string') }}",
	};
	const [result] = await call(parameters, [{ id }]);
	expect(result?.answer).toContain('UPLOAD_FAILED');
	expect(result?.answer).toContain('requires a login');
});

test('it cannot wait, and the error suggests an alternative', async () => {
	const [result] = await call({ ...CREATE, operation: 'createAndWait', timeLimitMinutes: 60 }, [
		{ mediaUrl: MEDIA, payload: { title: 'One' } },
	]);
	expect(result?.answer).toContain('An AI tool cannot wait until a post is published');
	expect(result?.answer).toContain("Use the operation 'Create'");
	expect(pharlo.requests).toEqual([]);
});

test('it can publish on several connections, which the user has chosen', async () => {
	const parameters = crossPostVideo({
		title: "={{ $fromAI('title', 'title of the video', 'string') }}",
		text: "={{ $fromAI('text', 'what it is about', 'string') }}",
	});
	const [result] = await call(parameters, [
		{ title: 'By a model', text: 'About it', connectionIds: ['elsewhere'] },
	]);
	expect(result?.answer).toContain('Demo Page');
	expect(pharlo.assignments.map(({ connectionId }) => connectionId).sort()).toEqual(
		[FACEBOOK, YOUTUBE].sort(),
	);
	expect(pharlo.assignments[0]?.payload).toMatchObject({ title: 'By a model' });
});
