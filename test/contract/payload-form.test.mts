import type { INodeParameters, ResourceMapperFields } from 'n8n-workflow';

import { Pharlo as PharloNode } from '../../nodes/Pharlo/Pharlo.node.ts';
import { searchConnections } from '../../nodes/Pharlo/methods/listSearch.ts';
import * as resourceMapping from '../../nodes/Pharlo/methods/resourceMapping.ts';
import { answering } from '../harness/answering.mts';
import { editing } from '../harness/contexts.mts';
import { runPharlo } from '../harness/engine.mts';
import { connection, createVideo } from '../harness/parameters.mts';
import { FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { skipPauses } from '../harness/skip-pauses.mts';

skipPauses();

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const locator = (mode: string, value: string) => ({ __rl: true, mode, value }) as INodeParameters;

/** The methods that the editor calls for the form of an operation. */
type FormMethod = 'getPayloadFields' | 'getPayloadFieldsForUpdate';

function formMethod(operation: unknown): FormMethod {
	const [form] = new PharloNode().description.properties.filter(
		({ name, displayOptions }) =>
			name === 'payloadForm' && displayOptions?.show?.operation?.includes(String(operation)),
	);
	return form?.typeOptions?.resourceMapper?.resourceMapperMethod as FormMethod;
}

async function open(parameters: INodeParameters, credential = {}): Promise<ResourceMapperFields> {
	return await resourceMapping[formMethod(parameters.operation)].call(
		editing(parameters, { credential: { ...pharlo.credential, ...credential } }),
	);
}

const idsOf = (form: ResourceMapperFields) => form.fields.map(({ id }) => id);
const paths = () => pharlo.requests.map(({ path }) => path);
const VIDEO = ['title', 'description', 'privacy', 'tags', 'categoryId', 'madeForKids'];
const POST = ['message', 'link', 'privacy'];

describe('is generated from Pharlo’s list for platform and content type', () => {
	test.each(['list', 'map', 'schema'] as const)('in the shape %s', async (capabilities) => {
		pharlo.switch({ capabilities });
		expect(idsOf(await open(createVideo()))).toEqual(VIDEO);
		const post = createVideo({ connectionId: connection(FACEBOOK), contentType: 'text' });
		expect(idsOf(await open(post))).toEqual(POST);
	});

	test.each(['flat-list', 'flat-map', 'flat-schema'] as const)(
		'in the shape %s, without content types',
		async (capabilities) => {
			pharlo.switch({ capabilities });
			expect(idsOf(await open(createVideo()))).toEqual(VIDEO);
		},
	);

	test('shows required marks, defaults, choices and limits', async () => {
		const form = await open(createVideo());
		const byId = new Map(form.fields.map((field) => [field.id, field]));
		expect(byId.get('title')).toMatchObject({
			displayName: 'Title (max 100)',
			type: 'string',
			required: true,
			rules: { kind: 'text', maxLength: 100 },
		});
		expect(byId.get('privacy')).toMatchObject({
			displayName: 'Privacy',
			type: 'options',
			defaultValue: 'private',
			options: [
				{ name: 'Public', value: 'public' },
				{ name: 'Unlisted', value: 'unlisted' },
				{ name: 'Private', value: 'private' },
			],
		});
		expect(byId.get('tags')).toMatchObject({
			displayName: 'Tags (comma-separated)',
			rules: { kind: 'list', maxTotalLength: 500 },
		});
		expect(byId.get('madeForKids')).toMatchObject({ type: 'boolean', defaultValue: false });
	});

	test('has a form for an undocumented content type', async () => {
		const form = await open(createVideo({ contentType: 'short' }));
		expect(idsOf(form)).toEqual(['title', 'description', 'privacy', 'loopAudio']);
	});

	test('values are validated by its limits and sent in its types', async () => {
		const parameters = createVideo({ connectionId: connection(FACEBOOK) });
		const { fields } = await open(parameters);
		pharlo.requests.length = 0;
		const run = async (value: INodeParameters) =>
			await runPharlo(
				{
					...parameters,
					payloadForm: { mappingMode: 'defineBelow', value, schema: fields } as never,
				},
				{ credential: pharlo.credential },
			);
		const bad = await run({ description: 'x', thumbnailSecond: '={{ "soon" }}' });
		expect(bad.error?.message).toBe("'Thumbnail Second' is not a number");
		expect(pharlo.requests).toEqual([]);
		await run({ description: 'x', thumbnailSecond: '7', recordedAt: '2026-01-15T09:00:00' });
		expect(pharlo.onlyRequest.body).toMatchObject({
			payload: { description: 'x', thumbnailSecond: 7, recordedAt: '2026-01-15T09:00:00+01:00' },
		});
	});
});

describe('falls back with an explanation if the list cannot be parsed', () => {
	const noteOf = (form: ResourceMapperFields) => form.fields[0];

	test('to the documented fields', async () => {
		pharlo.switch({ capabilities: 'junk' });
		const form = await open(createVideo());
		expect(idsOf(form)).toEqual(['_note', ...VIDEO]);
		expect(noteOf(form)).toMatchObject({
			displayName: 'Note',
			readOnly: true,
			defaultValue: "Standard fields. Pharlo's own list is not readable.",
		});
	});

	test('the note is not part of the payload', async () => {
		pharlo.switch({ capabilities: 'junk' });
		const { fields } = await open(createVideo());
		const value = { _note: 'Pharlo’s list …', title: 'Product Demo' };
		await runPharlo(
			createVideo({ payloadForm: { mappingMode: 'defineBelow', value, schema: fields } as never }),
			{ credential: pharlo.credential },
		);
		expect(pharlo.requests.at(-1)?.body).toMatchObject({ payload: { title: 'Product Demo' } });
		expect(pharlo.requests.at(-1)?.body).not.toHaveProperty('payload._note');
	});

	test('to JSON if nothing is documented', async () => {
		pharlo.switch({ capabilities: 'junk' });
		const form = await open(createVideo({ contentType: 'short' }));
		expect(form.fields).toEqual([]);
		expect(form.emptyFieldsNotice).toContain('is not readable');
		expect(form.emptyFieldsNotice).toContain("Set 'Specify Payload' to 'Using JSON'.");
	});

	test.each([404, 500])('for response %i', async (status) => {
		const server = await answering((_request, response) => {
			response.writeHead(status, { 'content-type': 'application/json' });
			response.end('{"error":"Not today"}');
		});
		const form = await open(
			{ operation: 'update', platform: locator('list', 'youtube'), contentType: 'video' },
			{ baseUrl: server.url },
		);
		await server.close();
		expect(idsOf(form)).toEqual(['_note', ...VIDEO]);
		expect(noteOf(form)?.defaultValue).toContain('Not today');
	});

	test('but an invalid key is an error', async () => {
		const update = { operation: 'update', platform: locator('list', 'youtube') };
		await expect(open(update, { apiKey: 'wrong' })).rejects.toThrow(
			'Pharlo does not accept the API key',
		);
	});
});

describe('sends no more requests than needed', () => {
	test('one for an unknown connection, none for one from the list', async () => {
		const { simulation } = pharlo.simulator;
		const [first] = simulation.state.connections;
		if (first === undefined) throw new Error('No connection');
		simulation.state.connections.push(
			{ ...first, id: 'typed-in', platform: 'facebook' },
			{ ...first, id: 'from-list' },
		);
		await open(createVideo({ connectionId: connection('typed-in') }));
		await open(createVideo({ connectionId: connection('typed-in'), contentType: 'text' }));
		expect(paths()).toEqual([
			'/api/v1/connections/typed-in',
			'/api/v1/platforms/facebook/capabilities',
			'/api/v1/platforms/facebook/capabilities',
		]);
		await searchConnections.call(editing({}, { credential: pharlo.credential }));
		await open(createVideo({ connectionId: connection('from-list') }));
		expect(paths().slice(3)).toEqual([
			'/api/v1/connections',
			'/api/v1/platforms/youtube/capabilities',
		]);
	});

	test('platforms and capabilities are free of charge', async () => {
		const before = pharlo.simulator.simulation.state.credits;
		await open({ operation: 'update', platform: locator('list', 'youtube'), contentType: 'video' });
		expect(pharlo.simulator.simulation.state.credits).toBe(before);
	});
});

describe('which platform', () => {
	const byExpression = { connectionId: locator('id', '={{ $json.channel }}') };

	test('with a connection by expression, the selected platform applies', async () => {
		const form = await open(
			createVideo({ ...byExpression, platform: locator('list', 'facebook'), contentType: 'link' }),
		);
		expect(idsOf(form)).toEqual(POST);
		expect(paths()).toEqual(['/api/v1/platforms/facebook/capabilities']);
	});

	test('with an expression that cannot be resolved yet, it has to be selected', async () => {
		const form = await open(
			createVideo({ ...byExpression, platform: locator('list', 'connection') }),
		);
		expect(form.emptyFieldsNotice).toContain('choose the platform');
		expect(pharlo.requests).toEqual([]);
	});

	test('a connection from the list determines it, whatever was selected before', async () => {
		const form = await open(
			createVideo({
				connectionId: locator('list', YOUTUBE),
				platform: locator('list', 'facebook'),
			}),
		);
		expect(idsOf(form)).toEqual(VIDEO);
	});

	test.each(['create', 'createAndWait'])('no connection, no form for %s', async (operation) => {
		const form = await open(createVideo({ operation, connectionId: connection('') }));
		expect(form.emptyFieldsNotice).toContain('Choose a connection');
	});

	test('a connection from the list determines it for Create and Wait as well', async () => {
		const form = await open(
			createVideo({
				operation: 'createAndWait',
				connectionId: locator('list', YOUTUBE),
				platform: locator('list', 'connection'),
			}),
		);
		expect(idsOf(form)).toEqual(VIDEO);
		expect(form.fields.find(({ id }) => id === 'title')?.required).toBe(true);
	});

	test('without a platform, an update only requires selecting one', async () => {
		const form = await open({
			resource: 'assignment',
			operation: 'update',
			platform: locator('list', ''),
			contentType: 'video',
		});
		expect(form.emptyFieldsNotice).toMatch(/^Choose the platform/);
	});

	test.each(['update', 'updatePublished'])(
		'%s depends on it and has no required fields',
		async (operation) => {
			const form = await open({
				resource: 'assignment',
				operation,
				platform: locator('list', 'youtube'),
				contentType: 'video',
			});
			expect(idsOf(form)).toEqual(VIDEO);
			expect(form.fields.some(({ required }) => required)).toBe(false);
			expect(form.fields.some((field) => 'defaultValue' in field)).toBe(false);
		},
	);
});

test('says which content types the platform takes, where it does not take the chosen one', async () => {
	const { fields, emptyFieldsNotice } = await open(createVideo({ contentType: 'reel' }));
	expect(fields).toEqual([]);
	expect(emptyFieldsNotice).toBe(
		'YouTube takes Video and Short, not Reel. Choose another Content Type.',
	);
});
