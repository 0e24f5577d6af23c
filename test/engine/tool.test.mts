import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { NO_CHAOS } from '../../tools/simulator/chaos/settings.mts';
import { crossPostVideo } from '../harness/cross-post.mts';
import { createVideo } from '../harness/parameters.mts';
import { FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { skipPauses } from '../harness/skip-pauses.mts';
import { callTool } from '../harness/tool.mts';

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

async function call(parameters: INodeParameters, calls: IDataObject[]): Promise<string[]> {
	return await callTool(pharlo, parameters, calls);
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
	expect(result).toContain('"status":"pending"');
	expect(pharlo.onlyRequest.body).toMatchObject({
		mediaUrl: MEDIA,
		payload: { title: 'By a model', privacy: 'public' },
	});
});

test('invalid input is explained to the model, with instructions', async () => {
	const [result] = await call(CREATE, [{ mediaUrl: 'demo.mp4', payload: { title: 'x' } }]);
	expect(result).toContain("'Media URL' is 'demo.mp4', which is not a web address");
	expect(result).toContain('upload it to a public place');
	const [rejected] = await call(CREATE, [{ mediaUrl: MEDIA, payload: { privacy: 'public' } }]);
	expect(rejected).toContain('title: This value should not be blank.');
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
	expect(result).toContain('Run it again: Pharlo recognizes the same idempotency key (n8n-');
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
	expect(result).toContain('UPLOAD_FAILED');
	expect(result).toContain('requires a login');
});

test('it cannot wait, and the error suggests an alternative', async () => {
	const [result] = await call({ ...CREATE, operation: 'createAndWait', timeLimitMinutes: 60 }, [
		{ mediaUrl: MEDIA, payload: { title: 'One' } },
	]);
	expect(result).toContain('An AI tool cannot wait until a post is published');
	expect(result).toContain("Use the operation 'Create'");
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
	expect(result).toContain('Demo Page');
	expect(pharlo.assignments.map(({ connectionId }) => connectionId).sort()).toEqual(
		[FACEBOOK, YOUTUBE].sort(),
	);
	expect(pharlo.assignments[0]?.payload).toMatchObject({ title: 'By a model' });
});
