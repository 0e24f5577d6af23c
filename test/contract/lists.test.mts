import type { INodeParameters } from 'n8n-workflow';

import {
	searchConnections,
	searchPlatforms,
	searchTimezones,
} from '../../nodes/Pharlo/methods/listSearch.ts';
import { getPayloadFields } from '../../nodes/Pharlo/methods/payloadForm.ts';
import { PharloTrigger } from '../../nodes/PharloTrigger/PharloTrigger.node.ts';
import { editing } from '../harness/contexts.mts';
import { connection, createVideo } from '../harness/parameters.mts';
import { FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

function context(parameters: INodeParameters = createVideo(), credential = {}) {
	return editing(parameters, { credential: { ...pharlo.credential, ...credential } });
}

describe('connections', () => {
	test('show platform, name and what is unhealthy, in one request', async () => {
		const { results, paginationToken } = await searchConnections.call(context());
		expect(results.map(({ name }) => name)).toEqual([
			'YouTube · Demo Channel',
			'Facebook · Demo Page',
			'YouTube · Old Channel (inactive)',
			'Facebook · Holiday Page (token expired)',
		]);
		expect(results[0]?.value).toBe(YOUTUBE);
		expect(paginationToken).toBeUndefined();
		expect(pharlo.onlyRequest).toMatchObject({
			path: '/api/v1/connections',
			query: { includeInactive: 'true', page: '1', limit: '50' },
		});
	});

	test.each([
		['demo', 2],
		['YOUTUBE', 2],
		['inactive', 1],
		[YOUTUBE, 1],
		['nothing like it', 0],
	])('searching for "%s" finds %i', async (filter, count) => {
		const { results } = await searchConnections.call(context(), filter);
		expect(results).toHaveLength(count);
	});

	test('more than a page comes in pages', async () => {
		const { connections } = pharlo.simulator.world.state;
		const [first] = connections;
		if (first === undefined) throw new Error('No connection');
		for (let index = 0; index < 60; index++) {
			connections.push({ ...first, id: `c${index}`, name: `Channel ${index}` });
		}
		const page1 = await searchConnections.call(context());
		expect(page1.results).toHaveLength(50);
		const page2 = await searchConnections.call(
			context(),
			undefined,
			page1.paginationToken as string,
		);
		expect(page2.results).toHaveLength(14);
		expect(page2.paginationToken).toBeUndefined();
	});

	test('a bad key shows as such, not as an empty list', async () => {
		await expect(
			searchConnections.call(context(createVideo(), { apiKey: 'wrong' })),
		).rejects.toThrow('Pharlo does not accept the API key');
	});
});

test('platforms; where a connection is chosen, its own comes first', async () => {
	const platforms = [
		{ name: 'YouTube', value: 'youtube' },
		{ name: 'Facebook', value: 'facebook' },
	];
	const update = await searchPlatforms.call(context({ operation: 'update' }));
	expect(update.results).toEqual(platforms);
	const create = await searchPlatforms.call(context());
	expect(create.results).toEqual([
		{ name: 'Platform of the Connection', value: 'connection' },
		...platforms,
	]);
});

describe('time zones', () => {
	test('the workflow’s comes first and is named, nothing is asked', async () => {
		const { results } = await searchTimezones.call(context());
		expect(results[0]).toEqual({
			name: 'Workflow Time Zone (Europe/Berlin)',
			value: 'workflow',
		});
		expect(results.map(({ value }) => value)).toContain('America/New_York');
		expect(pharlo.requests).toEqual([]);
	});

	test('a space finds what is written with an underscore', async () => {
		const { results } = await searchTimezones.call(context(), 'new york');
		expect(results.map(({ value }) => value)).toEqual(['America/New_York']);
	});
});

describe('payload form', () => {
	async function fields(parameters: INodeParameters) {
		return await getPayloadFields.call(context(parameters));
	}
	const idsOf = (form: Awaited<ReturnType<typeof fields>>) => form.fields.map(({ id }) => id);

	test('follows the platform of the connection', async () => {
		const video = await fields(createVideo());
		expect(idsOf(video)).toEqual([
			'title',
			'description',
			'privacy',
			'tags',
			'categoryId',
			'madeForKids',
		]);
		const post = await fields(
			createVideo({ connectionId: connection(FACEBOOK), contentType: 'text' }),
		);
		expect(idsOf(post)).toEqual(['message', 'link', 'privacy']);
	});

	test('asks once for a connection that it has not seen, and never for one from the list', async () => {
		const { world } = pharlo.simulator;
		const [first] = world.state.connections;
		if (first === undefined) throw new Error('No connection');
		world.state.connections.push(
			{ ...first, id: 'typed-in', platform: 'facebook' },
			{ ...first, id: 'from-list' },
		);
		await fields(createVideo({ connectionId: connection('typed-in') }));
		await fields(createVideo({ connectionId: connection('typed-in'), contentType: 'text' }));
		expect(pharlo.onlyRequest.path).toBe('/api/v1/connections/typed-in');
		await searchConnections.call(context());
		await fields(createVideo({ connectionId: connection('from-list') }));
		expect(pharlo.requests.map(({ path }) => path)).toEqual([
			'/api/v1/connections/typed-in',
			'/api/v1/connections',
		]);
	});

	test('shows required marks, defaults, choices and limits', async () => {
		const form = await fields(createVideo());
		const byId = new Map(form.fields.map((field) => [field.id, field]));
		expect(byId.get('title')).toMatchObject({
			required: true,
			type: 'string',
			displayName: 'Title (max 100 characters)',
			rules: { maxLength: 100 },
		});
		expect(byId.get('privacy')).toMatchObject({
			type: 'options',
			defaultValue: 'private',
			options: [
				{ name: 'Private', value: 'private' },
				{ name: 'Public', value: 'public' },
				{ name: 'Unlisted', value: 'unlisted' },
			],
		});
		expect(byId.get('madeForKids')).toMatchObject({ type: 'boolean', defaultValue: false });
	});

	test('says why there is none', async () => {
		const short = await fields(createVideo({ contentType: 'short' }));
		expect(short.fields).toEqual([]);
		expect(short.emptyFieldsNotice).toContain("Set 'Payload As' to 'JSON'");
		const nothing = await fields(createVideo({ connectionId: connection('') }));
		expect(nothing.emptyFieldsNotice).toContain('Choose a connection');
	});

	const locator = (mode: string, value: string) => ({ __rl: true, mode, value }) as INodeParameters;

	test('with the connection by expression the chosen platform counts, nothing is asked', async () => {
		const form = await fields(
			createVideo({
				connectionId: locator('id', '={{ $json.channel }}'),
				platform: locator('list', 'facebook'),
				contentType: 'link',
			}),
		);
		expect(idsOf(form)).toEqual(['message', 'link', 'privacy']);
		expect(pharlo.requests).toEqual([]);
	});

	test('an expression that cannot be resolved yet asks for the platform', async () => {
		const form = await fields(
			createVideo({
				connectionId: locator('id', '={{ $json.channel }}'),
				platform: locator('list', 'connection'),
			}),
		);
		expect(form.emptyFieldsNotice).toContain('or the platform');
		expect(pharlo.requests).toEqual([]);
	});

	test('a connection from the list tells its platform, whatever was chosen before', async () => {
		const form = await fields(
			createVideo({
				connectionId: locator('list', YOUTUBE),
				platform: locator('list', 'facebook'),
			}),
		);
		expect(idsOf(form)).toContain('madeForKids');
	});

	test.each(['update', 'updatePublished'])(
		'of %s goes by the platform, requires nothing',
		async (operation) => {
			const form = await fields({
				resource: 'assignment',
				operation,
				platform: { __rl: true, mode: 'list', value: 'youtube' },
				contentType: 'video',
			});
			expect(form.fields).toHaveLength(6);
			expect(form.fields.some(({ required }) => required)).toBe(false);
			expect(form.fields.some((field) => 'defaultValue' in field)).toBe(false);
			expect(pharlo.requests).toEqual([]);
		},
	);
});

test('the trigger offers connections and platforms to filter by', async () => {
	const { getConnections, getPlatforms } = new PharloTrigger().methods.loadOptions;
	const { connections } = pharlo.simulator.world.state;
	const [first] = connections;
	if (first === undefined) throw new Error('No connection');
	for (let index = 0; index < 60; index++) connections.push({ ...first, id: `c${index}` });
	const offered = (await getConnections.call(context())).map(({ value }) => value);
	expect(offered).toEqual(connections.map(({ id }) => id));
	expect((await getPlatforms.call(context())).map(({ value }) => value)).toEqual([
		'youtube',
		'facebook',
	]);
});
