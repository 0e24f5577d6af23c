import type { INodeParameters, ResourceMapperFields, INodeListSearchResult } from 'n8n-workflow';

import { connection, createVideo } from '../harness/parameters.mts';
import { FACEBOOK } from '../harness/pharlo.mts';
import { E2eSetup, PHARLO } from './e2e-setup.mts';

let setup: E2eSetup;
beforeAll(async () => {
	setup = await E2eSetup.prepare();
});

/** Calls n8n like its editor does while a node is open. */
async function loadFromNode<T>(
	kind: string,
	methodName: string,
	parameters: INodeParameters,
	more = {},
) {
	return await setup.api.call<T>('POST', `/rest/dynamic-node-parameters/${kind}`, {
		nodeTypeAndVersion: { name: PHARLO, version: 1 },
		currentNodeParameters: parameters,
		path: 'parameters.x',
		methodName,
		credentials: { pharloApi: setup.credential },
		...more,
	});
}

test('the list of connections', async () => {
	const { results } = await loadFromNode<INodeListSearchResult>(
		'resource-locator-results',
		'searchConnections',
		createVideo(),
	);
	expect(results.map(({ name }) => name)).toContain('YouTube · Demo Channel');
	expect(results.map(({ name }) => name)).toContain('YouTube · Old Channel (inactive)');
});

test('the list of time zones', async () => {
	const { results } = await loadFromNode<INodeListSearchResult>(
		'resource-locator-results',
		'searchTimezones',
		createVideo(),
		{ filter: 'berlin' },
	);
	expect(results).toEqual([{ name: 'Europe/Berlin', value: 'Europe/Berlin' }]);
});

test('the form reaches the editor with its rules', async () => {
	const video = await loadFromNode<ResourceMapperFields>(
		'resource-mapper-fields',
		'getPayloadFields',
		createVideo(),
	);
	expect(video.fields[0]).toMatchObject({ id: 'title', required: true, rules: { maxLength: 100 } });
	const post = await loadFromNode<ResourceMapperFields>(
		'resource-mapper-fields',
		'getPayloadFields',
		createVideo({ connectionId: connection(FACEBOOK), contentType: 'text' }),
	);
	expect(post.fields.map(({ id }) => id)).toEqual(['message', 'link', 'privacy']);
});
