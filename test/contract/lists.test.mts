import type { INodeParameters } from 'n8n-workflow';

import * as listSearch from '../../nodes/Pharlo/methods/listSearch.ts';
import { Pharlo as PharloNode } from '../../nodes/Pharlo/Pharlo.node.ts';
import { getConnections, getPlatforms } from '../../nodes/Pharlo/methods/loadOptions.ts';
import { editing } from '../harness/contexts.mts';
import { runPharlo } from '../harness/engine.mts';
import { createVideo } from '../harness/parameters.mts';
import { Pharlo, YOUTUBE } from '../harness/pharlo.mts';

const { searchConnections, searchTimezones } = listSearch;

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

/** The search cache is per credential ID. */
function context(parameters: INodeParameters = createVideo(), credential = {}, id = '1') {
	return editing(parameters, { credential: { ...pharlo.credential, ...credential } }, id);
}

describe('connections', () => {
	test('show platform, name and problems, with one request', async () => {
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
		await searchConnections.call(context());
		const { results } = await searchConnections.call(context(), filter);
		expect(results).toHaveLength(count);
	});

	test('opening a list of 30 sends one request, searching it none', async () => {
		const { connections } = pharlo.simulator.simulation.state;
		const [first] = connections;
		if (first === undefined) throw new Error('No connection');
		for (let index = 0; index < 26; index++) connections.push({ ...first, id: `s${index}` });
		const opened = await searchConnections.call(context());
		expect(opened.results).toHaveLength(30);
		for (const typed of ['d', 'de', 'dem', 'demo p']) {
			await searchConnections.call(context(), typed);
		}
		expect(pharlo.requests).toHaveLength(1);
	});

	test('searching a list of 120 fetches each page once, however much is typed', async () => {
		const { connections } = pharlo.simulator.simulation.state;
		const [first] = connections;
		if (first === undefined) throw new Error('No connection');
		for (let index = 0; index < 116; index++) {
			connections.push({ ...first, id: `l${index}`, name: `Channel ${index}` });
		}
		const own = () => context(createVideo(), {}, 'of-this-test');
		for (const typed of ['c', 'ch', 'channel 11']) {
			await searchConnections.call(own(), typed);
		}
		const { results } = await searchConnections.call(own(), 'channel 115');
		expect(results.map(({ value }) => value)).toEqual(['l115']);
		expect(pharlo.requests).toHaveLength(3);
	});

	test('a long list is paginated', async () => {
		const { connections } = pharlo.simulator.simulation.state;
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

	test('an invalid key is an error, not an empty list', async () => {
		await expect(
			searchConnections.call(context(createVideo(), { apiKey: 'wrong' })),
		).rejects.toThrow('Pharlo does not accept the API key');
	});
});

/** Returns the method that the editor calls for an operation's list of platforms. */
function platformSearch(operation: string) {
	const [platform] = new PharloNode().description.properties.filter(
		({ name, displayOptions }) =>
			name === 'platform' && displayOptions?.show?.operation?.includes(operation),
	);
	const method = platform?.modes?.[0]?.typeOptions?.searchListMethod;
	return listSearch[method as 'searchPlatforms' | 'searchPlatformsOrConnection'];
}

test('platforms; if a connection is selected, its platform comes first', async () => {
	const platforms = [
		{ name: 'YouTube', value: 'youtube' },
		{ name: 'Facebook', value: 'facebook' },
	];
	const update = await platformSearch('update').call(context());
	expect(update.results).toEqual(platforms);
	for (const operation of ['create', 'createAndWait']) {
		const create = await platformSearch(operation).call(context());
		expect(create.results).toEqual([
			{ name: 'Platform of the Connection', value: 'connection' },
			...platforms,
		]);
	}
});

describe('time zones', () => {
	test('the workflow’s comes first with its name, without a request', async () => {
		const { results } = await searchTimezones.call(context());
		expect(results[0]).toEqual({
			name: 'Workflow Time Zone (Europe/Berlin)',
			value: 'workflow',
		});
		expect(results.map(({ value }) => value)).toContain('America/New_York');
		expect(pharlo.requests).toEqual([]);
	});

	test('a space matches an underscore', async () => {
		const { results } = await searchTimezones.call(context(), 'new york');
		expect(results.map(({ value }) => value)).toEqual(['America/New_York']);
	});
});

test('the trigger lists connections and platforms for its filters', async () => {
	const { connections } = pharlo.simulator.simulation.state;
	const [first] = connections;
	if (first === undefined) throw new Error('No connection');
	for (let index = 0; index < 60; index++) connections.push({ ...first, id: `c${index}` });
	const listed = (await getConnections.call(context({}, {}, 'of-the-trigger'))).map(
		({ value }) => value,
	);
	expect(listed).toEqual(connections.map(({ id }) => id));
	expect((await getPlatforms.call(context())).map(({ value }) => value)).toEqual([
		'youtube',
		'facebook',
	]);
});

describe.each(['assignment', 'connection'])('the platform of a list of %ss', (resource) => {
	async function list(platform: string) {
		const parameters = { resource, operation: 'getAll', returnAll: true, filters: { platform } };
		return await runPharlo(parameters, { credential: pharlo.credential });
	}

	test.each(['youtube', 'YouTube', ' YOUTUBE '])('may be written %j', async (platform) => {
		await pharlo.add('pending');
		const { items } = await list(platform);
		expect(items.length).toBeGreaterThan(0);
		expect(new Set(items.map(({ json }) => json.platform))).toEqual(new Set(['youtube']));
	});

	test('is refused by name if Pharlo does not have it', async () => {
		const { error } = await list('myspace');
		expect(error?.message).toContain(
			"'Platform Name or ID' is 'myspace', which is no platform of Pharlo",
		);
		expect(error?.description).toContain('youtube, facebook');
		expect(pharlo.requests.map(({ path }) => path)).toEqual(['/api/v1/platforms']);
	});
});
