import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Pharlo as PharloNode } from '../../nodes/Pharlo/Pharlo.node.ts';
import { PharloTrigger } from '../../nodes/Pharlo/PharloTrigger.node.ts';
import type { pause as Pause } from '../../nodes/Pharlo/transport/throttle.ts';
import { ROOT } from '../../tools/playground/paths.mts';
import {
	EVENT_SCHEMA,
	outputSchemas,
	SCHEMA_FOLDER,
	schemaFile,
} from '../../tools/schemas/files.mts';
import { answering } from '../harness/answering.mts';
import { crossPostVideo } from '../harness/cross-post.mts';
import { runPharlo } from '../harness/engine.mts';
import { Files } from '../harness/files.mts';
import { createFromFile, runOnFiles } from '../harness/input-file.mts';
import { mp4 } from '../harness/media.mts';
import { operationsOf } from '../harness/odd-parameters.mts';
import { inventedSamples, mismatches, readOutputSchema } from '../harness/output-schema.mts';
import { outputsIn, SITUATIONS } from '../harness/output-situations.mts';
import { connection } from '../harness/parameters.mts';
import { Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import type { RunOptions } from '../harness/setting.mts';
import { skipPauses } from '../harness/skip-pauses.mts';
import { resumedWith, waitFor, WaitRun } from '../harness/waiting.mts';

skipPauses();

// A wait looks again at once, so that many of them can be tried.
jest.mock('../../nodes/Pharlo/transport/throttle.ts', () => ({
	...jest.requireActual<{ pause: typeof Pause }>('../../nodes/Pharlo/transport/throttle.ts'),
	pause: async () => await new Promise((resolve) => setImmediate(resolve)),
}));

const { description } = new PharloNode();
const operations = operationsOf(description);
const folder = join(ROOT, SCHEMA_FOLDER);

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const PUBLISHED = {
	platformPostId: 'dQw4w9WgXcQ',
	platformUrl: 'https://youtu.be/dQw4w9WgXcQ',
	errors: [],
};

function schemaOf(path: string) {
	const [resource = '', operation = ''] = path.split('/');
	return readOutputSchema(join(folder, schemaFile(resource, operation)));
}

function expectSchema(path: string, outputs: readonly IDataObject[]): void {
	const schema = schemaOf(path);
	expect(outputs.flatMap((output) => mismatches(schema, output))).toEqual([]);
}

test('every operation has a schema, the trigger has one, and nothing else', () => {
	const files = readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
	const expected = operations.map(({ resource, operation }) => schemaFile(resource, operation));
	expect(files.sort()).toEqual([...expected, EVENT_SCHEMA].sort());
});

test('there are schemas for the versions of the nodes, and for no other', () => {
	const { version } = new PharloTrigger().description;
	expect(readdirSync(folder).sort()).toEqual([
		...[description.version].flat().map((one) => `v${one}.0.0`),
		...[version].flat().map((one) => `v${one}.0.0.json`),
	]);
});

test('the files are what `npm run schemas` writes', () => {
	for (const [path, schema] of outputSchemas()) {
		expect(JSON.parse(readFileSync(join(folder, path), 'utf8'))).toEqual(schema);
	}
});

describe.each(SITUATIONS)('$name', (situation) => {
	test('the second Create finds what the first one has made', async () => {
		const [create] = operations.filter(({ name }) => name === 'assignment: create');
		if (create === undefined) throw new Error('No Create');
		const outputs = await outputsIn(situation, description, create, pharlo);
		expect(outputs).toHaveLength(2);
		expect(outputs[1]?.id).toBe(outputs[0]?.id);
	});

	test.each(operations)('$name returns what its schema says', async (operation) => {
		const outputs = await outputsIn(situation, description, operation, pharlo);
		expect(outputs).not.toEqual([]);
		expectSchema(`${operation.resource}/${operation.operation}`, outputs);
	});
});

test.each(operations)('$name: each sample is what comes out at times', async (operation) => {
	const outputs: IDataObject[] = [];
	for (const situation of SITUATIONS) {
		outputs.push(...(await outputsIn(situation, description, operation, pharlo)));
	}
	if (['assignment: createAndWait', 'assignment: crossPostAndWait'].includes(operation.name)) {
		const onOne = crossPostVideo({ connectionIds: [YOUTUBE] });
		const run = await waitForFirst({ ...onOne, operation: operation.operation });
		const [resumed = []] = resumedWith(await run.callback(eventOf('published', PUBLISHED))) ?? [];
		outputs.push(...resumed);
	}
	const path = `${operation.resource}/${operation.operation}`;
	expect(inventedSamples(schemaOf(path), outputs)).toEqual([]);
});

test('capabilities say whose they are, although Pharlo may not', async () => {
	const server = await answering((_request, response) =>
		response.setHeader('content-type', 'application/json').end('{"video":{}}'),
	);
	const { items } = await runPharlo(
		{ resource: 'platform', operation: 'getCapabilities', platform: connection('youtube') },
		{ credential: { ...pharlo.credential, baseUrl: server.url } },
	);
	await server.close();
	expect(items.map(({ json }) => json)).toEqual([{ platform: 'youtube', video: {} }]);
});

describe('Create and Wait, when a callback ends the wait', () => {
	test.each([
		['published', PUBLISHED],
		['failed', { errors: [{ code: 'UPLOAD_FAILED', message: 'Media file returned 403' }] }],
		['cancelled', { errors: [] }],
	])('%s', async (status, more) => {
		const run = await waitForFirst({ simplify: true });
		const [outputs = []] = resumedWith(await run.callback(eventOf(status, more))) ?? [];
		expect(outputs).toMatchObject([{ outcome: status }]);
		expectSchema('assignment/createAndWait', outputs);
	});

	test('none came in time', async () => {
		const { onTimeOut } = await waitForFirst({ simplify: true });
		expect(onTimeOut).toMatchObject([{ outcome: 'timedOut' }]);
		expectSchema('assignment/createAndWait', onTimeOut);
	});
});

describe('a file of the input item', () => {
	let files: Files;
	beforeAll(async () => {
		files = await Files.start();
	});
	afterAll(async () => await files.close());

	const file = { content: mp4() };

	test('Create', async () => {
		const { credential } = pharlo;
		const { items } = await runOnFiles(files, [[file]], createFromFile(), { credential });
		const outputs = items.map(({ json }) => json);
		expect(outputs).toMatchObject([{ mediaFile: 'demo.mp4' }]);
		expectSchema('assignment/create', outputs);
	});

	test('Create and Wait', async () => {
		const run = await waitForFirst(
			{ media: 'file', binaryPropertyName: 'data', mediaUrl: '' },
			{ restApiUrl: files.restApiUrl, types: { start: files.source([[file]]) } },
		);
		const [outputs = []] = resumedWith(await run.callback(eventOf('published'))) ?? [];
		expect(outputs).toMatchObject([{ outcome: 'published', mediaFile: 'demo.mp4' }]);
		expectSchema('assignment/createAndWait', outputs);
	});
});

/** Runs Create and Wait until it waits. */
async function waitForFirst(
	parameters: INodeParameters = {},
	options: Partial<RunOptions> = {},
): Promise<WaitRun> {
	return await WaitRun.start(waitFor(parameters, { lookBeforeWaitingSeconds: 0.01 }), {
		credential: pharlo.credential,
		...options,
	});
}

function eventOf(status: string, more: object = {}) {
	const assignmentId = pharlo.assignments[0]?.id;
	return { assignmentId, status, timestamp: '2036-01-15T18:00:00Z', ...more };
}

const ONLY_IN_REQUESTS = 'Documented for requests only.';
const NUMBERS = 'The documentation does not show the numbers of a post.';

/** What comes out in the simulator although no schema has it, by resource, with the reason. */
const NOT_SHOWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	assignment: {
		callbackUrl: ONLY_IN_REQUESTS,
		explanation: 'Only for a failure that the media has caused.',
		mediaContentType: ONLY_IN_REQUESTS,
		mediaSizeBytes: ONLY_IN_REQUESTS,
		mediaUrl: 'The node leaves it out where it is the address of a file of n8n.',
		scheduledAtLocal: 'Only of posts that were scheduled.',
		updatedAt: 'Not documented.',
	},
	connectChannel: {
		connectionId: 'Pharlo may not name the connection.',
		connectionIds: 'Pharlo may not name the connections.',
		expiresAt: 'Documented for a new link only.',
		externalId: ONLY_IN_REQUESTS,
		organizationId: ONLY_IN_REQUESTS,
		platform: 'Not documented for a ticket.',
	},
	connection: { externalId: ONLY_IN_REQUESTS, organizationId: ONLY_IN_REQUESTS },
	platform: { contentTypes: 'The documentation does not show the JSON of capabilities.' },
	statistics: {
		assignmentId: NUMBERS,
		comments: NUMBERS,
		likes: NUMBERS,
		platformPostId: NUMBERS,
		views: NUMBERS,
	},
	webhookDelivery: { lastError: 'Only failed deliveries have it.' },
};

test.each(operations)(
	'$name shows all that it returns, or there is a reason',
	async (operation) => {
		const shown = schemaOf(`${operation.resource}/${operation.operation}`).properties;
		const outputs = await outputsIn({ name: 'defaults' }, description, operation, pharlo);
		const keys = new Set(outputs.flatMap((output) => Object.keys(output)));
		const reasons = NOT_SHOWN[operation.resource] ?? {};
		expect([...keys].filter((key) => !(key in shown) && !(key in reasons))).toEqual([]);
	},
);
