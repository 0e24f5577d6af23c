import { runInNewContext } from 'node:vm';
import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import { Pharlo as PharloNode } from '../../nodes/Pharlo/Pharlo.node.ts';
import type { Assignment } from '../../tools/simulator/state.mts';
import { runPharlo } from '../harness/engine.mts';
import { createVideo } from '../harness/parameters.mts';
import { FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';

jest.mock('../../nodes/Pharlo/transport/throttle.ts', () => ({
	...jest.requireActual<object>('../../nodes/Pharlo/transport/throttle.ts'),
	pause: async () => undefined,
}));

const { properties, builderHint } = new PharloNode().description;

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

/** What n8n's workflow SDK makes of the code that a model writes: the parameters of the node. */
function evaluate(code: string): INodeParameters {
	const sdk = {
		node: ({ config }: { config: { parameters: INodeParameters } }) => config.parameters,
		expr: (text: string) => `=${text}`,
	};
	// Serialized, because objects of another context have other prototypes.
	return JSON.parse(JSON.stringify(runInNewContext(code, sdk))) as INodeParameters;
}

const examples = (builderHint?.extraTypeDefContent ?? []).map(({ content, displayOptions }) => {
	const [, title = '', code = ''] = /<pattern title="(.+)">\n([^]+)<\/pattern>/.exec(content) ?? [];
	return { title, parameters: evaluate(code), show: displayOptions?.show };
});

/** Parameters that an operation takes. */
function propertiesOf({ resource, operation }: INodeParameters): INodeProperties[] {
	return properties.filter(({ displayOptions: { show = {} } = {} }) =>
		[
			[show.resource, resource],
			[show.operation, operation],
		].every(([values, value]) => values === undefined || (values as unknown[]).includes(value)),
	);
}

/** Names that the node does not know: n8n would silently drop them. */
function unknownNames(parameters: INodeParameters, known: readonly INodeProperties[]): string[] {
	return Object.entries(parameters).flatMap(([name, value]) => {
		const found = known.filter((property) => property.name === name);
		const inner = found.find(({ type }) => type === 'collection')?.options;
		if (found.length === 0) return [name];
		return inner === undefined
			? []
			: unknownNames(value as INodeParameters, inner as INodeProperties[]);
	});
}

const STATUSES: Readonly<Record<string, Assignment['status']>> = {
	get: 'published',
	getPost: 'published',
	retry: 'failed',
	updatePublished: 'published',
	waitForCompletion: 'published',
};

/** An item with what the examples take from it. */
async function itemFor(operation: string) {
	const { id } = await pharlo.add(STATUSES[operation] ?? 'pending');
	const ticket = await pharlo.call('POST', 'oauth/tickets', { platform: 'youtube' });
	const ticketId = String(ticket.body.ticketId);
	await fetch(
		`${pharlo.simulator.url}/api/v1/oauth/x/callback?ticket=${ticketId}&answer=allow&accounts=Second+Channel`,
		{
			redirect: 'manual',
		},
	);
	return {
		id,
		ticketId,
		videoUrl: 'https://cdn.example.com/demo.mp4',
		title: 'Product "Demo"',
		description: 'Two\nlines',
		publishAt: '2036-01-15T18:00:00Z',
	};
}

async function run(parameters: INodeParameters) {
	const items = [await itemFor(String(parameters.operation))];
	return await runPharlo(parameters, { credential: pharlo.credential, items });
}

test('every operation has an example, which a model sees only there', () => {
	const all = properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }) =>
			options.map((option) => [
				String(displayOptions?.show?.resource?.[0]),
				'value' in option ? option.value : '',
			]),
		);
	expect(all.length).toBeGreaterThan(20);
	const shown = examples.map(({ parameters: { resource, operation } }) => [resource, operation]);
	expect(shown).toEqual(expect.arrayContaining(all));
	for (const { parameters, show } of examples) {
		expect(show).toEqual({
			resource: [parameters.resource],
			operation: [parameters.operation],
		});
	}
});

test.each(examples)('$title: works as it is', async ({ parameters }) => {
	expect(unknownNames(parameters, propertiesOf(parameters))).toEqual([]);
	const { error } = await run(parameters);
	expect(error).toBeUndefined();
});

test('the examples of Create publish what they say', async () => {
	for (const { parameters } of examples) {
		if (parameters.operation === 'create') await run(parameters);
	}
	const created = pharlo.requests.filter(({ path }) => path === '/api/v1/assignments');
	expect(created.map(({ body }) => body)).toMatchObject([
		{
			connectionId: YOUTUBE,
			type: 'video',
			payload: { title: 'Product "Demo"', description: 'Two\nlines', privacy: 'public' },
		},
		{
			connectionId: FACEBOOK,
			type: 'text',
			payload: { message: 'We are open on Sunday', link: 'https://example.com' },
			scheduledAt: expect.stringContaining('2036-01-15T'),
		},
	]);
});

test('the payloads in the hint are what YouTube and Facebook take', async () => {
	const hint = properties.find(
		({ name, displayOptions }) =>
			name === 'payloadJson' && displayOptions?.show?.operation?.includes('create'),
	)?.builderHint?.propertyHint;
	const [youtube, facebook] = (hint ?? '').match(/\{[^}]+\}/g) ?? [];
	const json = { payloadMode: 'json' };
	const video = await run(createVideo({ ...json, payloadJson: youtube ?? '' }));
	expect(video.error).toBeUndefined();
	const link = (facebook ?? '').replace('https://…', 'https://example.com');
	const text = { connectionId: { __rl: true, mode: 'id', value: FACEBOOK }, contentType: 'text' };
	const post = await run(createVideo({ ...json, ...text, payloadJson: link }));
	expect(post.error).toBeUndefined();
	expect(pharlo.assignments.map(({ payload }) => Object.keys(payload))).toEqual(
		expect.arrayContaining([
			['title', 'description', 'privacy', 'tags', 'madeForKids'],
			['message', 'link'],
		]),
	);
});
