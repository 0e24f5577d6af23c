import type { INodeProperties } from 'n8n-workflow';

import { PharloApi } from '../../../credentials/PharloApi.credentials.ts';
import { Pharlo } from '../../../nodes/Pharlo/Pharlo.node.ts';
import { PharloTrigger } from '../../../nodes/Pharlo/PharloTrigger.node.ts';
import { boldIn, readPages, rowsBelow } from '../../harness/markdown.mts';

/** What n8n and Pharlo's console call their own things. */
const OF_OTHERS = [
	'⋯',
	'Community nodes',
	'Create credential',
	'Credentials',
	'Execute step',
	'From file',
	'Import',
	'Install',
	'On Error',
	'production URL',
	'Retry',
	'Retry On Fail',
	'Settings',
];

const description = new Pharlo().description;
const ours = [
	description.displayName,
	new PharloTrigger().description.displayName,
	new PharloApi().displayName,
	...namesIn(description.properties),
	...namesIn(new PharloTrigger().description.properties),
	...namesIn(new PharloApi().properties),
	// A field of the payload form, which Pharlo lists.
	'Privacy',
];

function namesIn(properties: readonly INodeProperties[]): string[] {
	return properties.flatMap((property) => [
		property.displayName,
		...(property.options ?? []).flatMap((option) =>
			'type' in option ? namesIn([option]) : 'value' in option ? [option.name] : [],
		),
	]);
}

/** The operations of each resource, by the names that the panel shows. */
function operationsByResource(): Map<string, string[]> {
	const [resources, ...others] = description.properties;
	const named = new Map<string, string[]>();
	for (const option of resources?.options ?? []) {
		if (!('value' in option)) continue;
		const operations = others.find(
			({ name, displayOptions }) =>
				name === 'operation' && displayOptions?.show?.resource?.includes(option.value) === true,
		);
		named.set(
			option.name,
			(operations?.options ?? []).map(({ name }) => name),
		);
	}
	return named;
}

const operations = operationsByResource();
const bold = readPages().flatMap(({ file, prose }) =>
	[...new Set(boldIn(prose))].map((words): [string, string] => [file, words]),
);

test.each(bold)('%s: %s is the name of something', (_file, words) => {
	const parts = words.split(' → ');
	expect(parts.filter((part) => !ours.includes(part) && !OF_OTHERS.includes(part))).toEqual([]);
	const [resource = '', operation] = parts;
	expect(operation === undefined ? [undefined] : (operations.get(resource) ?? parts)).toContain(
		operation,
	);
});

test.each([
	['docs/publish.md', 'timeoutSeconds', 'how long one try may take, # unless you say otherwise'],
	['docs/wait.md', 'timeLimitMinutes', 'The limit is # minutes unless you choose otherwise'],
	['docs/wait.md', 'checkEverySeconds', 'then about every # ('],
	['docs/connect-channel.md', 'pollSeconds', 'It checks every # seconds'],
])('%s tells the default of %s', (file, name, sentence) => {
	const page = readPages().find((candidate) => candidate.file === file);
	const text = (page?.prose ?? '').replace(/\s+/g, ' ');
	expect(text).toContain(sentence.replace('#', String(defaultOf(name))));
});

function defaultOf(name: string): unknown {
	const all = description.properties.flatMap((property) => [
		property,
		...(property.options ?? []).filter((option) => 'type' in option),
	]);
	return all.find((property) => property.name === name)?.default;
}

test('the front page lists all operations, and no other', () => {
	const [front] = readPages();
	const listed = new Map<string, string[]>();
	let resource = '';
	for (const [first = '', names = ''] of rowsBelow(front?.prose ?? '', 'All operations')) {
		resource = first.replaceAll('*', '') || resource;
		listed.set(resource, [...(listed.get(resource) ?? []), ...names.split(', ')]);
	}
	const sorted = (map: Map<string, string[]>) =>
		[...map].map(([name, list]) => [name, [...list].sort()]).sort();
	expect(sorted(listed)).toEqual(sorted(operations));
});
