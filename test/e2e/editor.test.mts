import type { INodeParameters, ResourceMapperFields, INodeListSearchResult } from 'n8n-workflow';

import { connection, createVideo } from '../harness/parameters.mts';
import { FACEBOOK } from '../harness/pharlo.mts';
import { E2eWorld, PHARLO } from './world.mts';

let world: E2eWorld;
beforeAll(async () => {
	world = await E2eWorld.enter();
});

/** Asks n8n the way its editor does while a panel is open. */
async function ask<T>(kind: string, methodName: string, parameters: INodeParameters, more = {}) {
	return await world.api.call<T>('POST', `/rest/dynamic-node-parameters/${kind}`, {
		nodeTypeAndVersion: { name: PHARLO, version: 1 },
		currentNodeParameters: parameters,
		path: 'parameters.x',
		methodName,
		credentials: { pharloApi: world.credential },
		...more,
	});
}

test('the list of connections', async () => {
	const { results } = await ask<INodeListSearchResult>(
		'resource-locator-results',
		'searchConnections',
		createVideo(),
	);
	expect(results.map(({ name }) => name)).toContain('YouTube · Demo Channel');
	expect(results.map(({ name }) => name)).toContain('YouTube · Old Channel (inactive)');
});

test('the list of time zones', async () => {
	const { results } = await ask<INodeListSearchResult>(
		'resource-locator-results',
		'searchTimezones',
		createVideo(),
		{ filter: 'berlin' },
	);
	expect(results).toEqual([{ name: 'Europe/Berlin', value: 'Europe/Berlin' }]);
});

test('the form keeps its rules on the way to the editor', async () => {
	const video = await ask<ResourceMapperFields>(
		'resource-mapper-fields',
		'getPayloadFields',
		createVideo(),
	);
	expect(video.fields[0]).toMatchObject({ id: 'title', required: true, rules: { maxLength: 100 } });
	const post = await ask<ResourceMapperFields>(
		'resource-mapper-fields',
		'getPayloadFields',
		createVideo({ connectionId: connection(FACEBOOK), contentType: 'text' }),
	);
	expect(post.fields.map(({ id }) => id)).toEqual(['message', 'link', 'privacy']);
});
