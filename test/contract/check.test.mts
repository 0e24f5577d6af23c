import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Pharlo as PharloNode } from '../../nodes/Pharlo/Pharlo.node.ts';
import { runPharlo } from '../harness/engine.mts';
import { prepareExecution } from '../harness/executing.mts';
import { Files } from '../harness/files.mts';
import { createFromFile, runOnFiles } from '../harness/input-file.mts';
import { mp4 } from '../harness/media.mts';
import { oddParametersOf, operationsOf, type OddParameter } from '../harness/odd-parameters.mts';
import { oddFieldsOf } from '../harness/odd-payload.mts';
import { itemWith, oddValuesOf } from '../harness/odd-values.mts';
import { connection, createVideo, savedForm } from '../harness/parameters.mts';
import { EXPIRED, FACEBOOK, INACTIVE, Pharlo, YOUTUBE } from '../harness/pharlo.mts';

let pharlo: Pharlo;
let files: Files;
beforeAll(async () => {
	[pharlo, files] = await Promise.all([Pharlo.start(), Files.start()]);
});
afterAll(async () => {
	await Promise.all([pharlo.close(), files.close()]);
});
afterEach(() => pharlo.reset());

const TITLED = { payloadForm: savedForm({ title: '={{ $json.title }}', privacy: 'public' }) };
const SCHEDULED = { publish: 'scheduled', scheduledAt: '={{ $json.at }}' };

async function check(more: INodeParameters = {}, items: IDataObject[] = [{}]) {
	const parameters = { ...createVideo(more), operation: 'check' };
	return await runPharlo(parameters, { credential: pharlo.credential, items });
}

/** The first item of a check. */
async function checked(more: INodeParameters = {}) {
	const { items, error } = await check(more);
	expect(error).toBeUndefined();
	return items[0]?.json ?? {};
}

function sent(): string[] {
	return pharlo.requests.map(({ method, path }) => `${method} ${path.replace('/api/v1', '')}`);
}

test('each missing value is a problem of its own', async () => {
	const json = await checked({ payloadForm: savedForm({ privacy: 'public' }), mediaUrl: '' });
	expect(json.problems).toMatchObject([{ parameter: 'Media URL' }, { parameter: 'Title' }]);
});

describe('a valid assignment', () => {
	test('is described, and nothing is created', async () => {
		expect(await checked(SCHEDULED)).toMatchObject({ valid: false });
		const json = await checked({ ...SCHEDULED, scheduledAt: '2036-01-15T18:00:00' });
		expect(json).toMatchObject({
			valid: true,
			problems: [],
			wouldSend: {
				connectionId: YOUTUBE,
				type: 'video',
				mediaUrl: 'https://cdn.example.com/demo.mp4',
				payload: { title: 'Product Demo', privacy: 'public' },
				scheduledAt: '2036-01-15T18:00:00+01:00',
			},
			publishesAt: { local: '2036-01-15T18:00:00+01:00', utc: '2036-01-15T17:00:00.000Z' },
			connection: { id: YOUTUBE, platform: 'youtube', isActive: true },
			credits: { needed: 3, left: expect.any(Number), enough: true },
			duplicateOf: null,
			media: { seenFrom: null, reachable: null },
		});
		expect(json.wouldSend).not.toHaveProperty('idempotencyKey');
		expect(pharlo.assignments).toEqual([]);
	});

	test('costs a credit for the connections, and nothing without them', async () => {
		const before = pharlo.simulator.simulation.state.credits;
		await checked();
		expect(sent().sort()).toEqual(['GET /billing/status', 'GET /connections', 'GET /platforms']);
		expect(before - pharlo.simulator.simulation.state.credits).toBe(1);
		pharlo.requests.length = 0;
		expect(await checked({ options: { checkConnections: false } })).toMatchObject({
			valid: true,
			connection: { id: null, name: null },
		});
		expect(sent().sort()).toEqual(['GET /billing/status', 'GET /platforms']);
		expect(before - pharlo.simulator.simulation.state.credits).toBe(1);
	});

	test('holds no secret', async () => {
		const { apiKey, webhookSecret } = pharlo.credential;
		const callbackUrl = `https://n8n.example.com/webhook-waiting/1?signature=${'a'.repeat(64)}`;
		const payloadJson = JSON.stringify({ title: apiKey, description: webhookSecret });
		const json = await checked({ payloadMode: 'json', payloadJson, options: { callbackUrl } });
		expect(JSON.stringify(json)).not.toMatch(new RegExp(`${apiKey}|${webhookSecret}|a{64}`));
	});
});

describe('the media', () => {
	test('is asked for only where the user wants it, and is seen from n8n', async () => {
		const mediaUrl = 'https://no-such-host.invalid.example.com/demo.mp4';
		expect(await checked({ mediaUrl })).toMatchObject({ media: { seenFrom: null } });
		expect(await checked({ mediaUrl, options: { checkMediaUrl: true } })).toMatchObject({
			valid: true,
			media: { seenFrom: 'n8n', reachable: false, reason: expect.any(String) },
		});
	});

	test('of the input item is looked at, and stored nowhere', async () => {
		const before = await files.stored();
		const parameters = { ...createFromFile(), operation: 'check' };
		const items = [[{ content: mp4(), kept: 'temporary' as const }], []];
		const run = await runOnFiles(files, items, parameters, { credential: pharlo.credential });
		expect(run.items.map(({ json }) => json)).toMatchObject([
			{
				valid: true,
				wouldSend: { mediaFile: 'demo.mp4', mediaSizeBytes: 2000 },
				media: { reachable: true, type: 'video/mp4', size: 2000 },
			},
			{ valid: false, problems: [{ parameter: 'Input Data Field Name' }] },
		]);
		expect(JSON.stringify(run.items)).not.toContain('token=');
		// Only what the node before has stored.
		expect(await files.stored()).toHaveLength(before.length + 1);
	});
});

describe('what Pharlo would refuse', () => {
	test.each([
		['an inactive connection', INACTIVE, 'Connection', 'inactive', 'Connection → Update'],
		['an unknown connection', 'b'.repeat(8), 'Connection', 'none of the connections', 'Choose'],
	])('%s', async (_name, id, parameter, what, whatToDo) => {
		const { valid, problems } = await checked({ connectionId: connection(id) });
		expect(valid).toBe(false);
		expect(problems).toContainEqual({
			parameter,
			what: expect.stringContaining(what),
			whatToDo: expect.stringContaining(whatToDo),
		});
	});

	test('expired access is a warning, because Pharlo may renew it by itself', async () => {
		const { problems, warnings } = await checked({
			connectionId: connection(EXPIRED),
			contentType: 'text',
			payloadMode: 'json',
			payloadJson: '{"message": "a"}',
		});
		expect(problems).toEqual([]);
		expect(warnings).toMatchObject([
			{ what: expect.stringContaining("access to 'Holiday Page' has expired") },
		]);
	});

	test('a content type that the platform does not take', async () => {
		const { problems } = await checked({
			contentType: 'image',
			payloadMode: 'json',
			payloadJson: '{"title": "a"}',
		});
		expect(problems).toEqual([
			{
				parameter: 'Content Type',
				what: "'Content Type' is image, which YouTube does not take",
				whatToDo: 'YouTube takes Video and Short.',
			},
		]);
	});

	test('too few credits for all', async () => {
		pharlo.simulator.simulation.state.credits = 10;
		const { items } = await check(
			TITLED,
			['a', 'b', 'c', 'd'].map((title) => ({ title })),
		);
		expect(items).toHaveLength(4);
		expect(items[0]?.json).toMatchObject({
			valid: false,
			problems: [{ what: expect.stringContaining('12 needed, 10 left') }],
			credits: { needed: 12, left: 10, enough: false },
		});
	});
});

test('an invalid item is a result, and stops nothing', async () => {
	const { items, error } = await check(TITLED, [{ title: 'a' }, { title: '' }, { title: 'c' }]);
	expect(error).toBeUndefined();
	expect(items.map(({ json }) => json.valid)).toEqual([true, false, true]);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
	]);
	expect(items[1]?.json.problems).toEqual([
		{ parameter: 'Title', what: expect.any(String), whatToDo: expect.any(String) },
	]);
});

test('an output for valid and for invalid items', async () => {
	const rows = [{ title: 'a' }, { title: '' }];
	const { outputs } = await check({ ...TITLED, outputs: 'byValidity' }, rows);
	expect(outputs.map((items) => items.map(({ json }) => json.valid))).toEqual([[true], [false]]);
});

describe('the run as a whole', () => {
	test('two items with one key', async () => {
		const options = { idempotency: 'own', idempotencyKey: 'row-1' };
		const { items } = await check({ ...TITLED, options }, [{ title: 'a' }, { title: 'b' }]);
		expect(items[1]?.json.warnings).toMatchObject([
			{ what: expect.stringContaining('idempotency key of item 0') },
		]);
	});

	test('two posts to one channel in the same minute', async () => {
		const { items } = await check({ ...TITLED, ...SCHEDULED }, [
			{ title: 'a', at: '2036-01-15T18:00:00' },
			{ title: 'b', at: '2036-01-15T18:00:40' },
			{ title: 'c', at: '2036-01-15T18:01:00' },
		]);
		const warned = items.map(({ json }) => JSON.stringify(json.warnings).includes('same minute'));
		expect(warned).toEqual([false, true, false]);
	});

	test('a key that has made an assignment, where the user wants to know', async () => {
		const existing = await pharlo.add('published', {
			idempotencyKey: 'row-1',
			externalId: 'row-1',
		});
		const own = { idempotency: 'own', idempotencyKey: 'row-1' };
		expect(await checked({ options: own })).toMatchObject({ duplicateOf: null });
		expect(await checked({ options: { ...own, findExisting: true } })).toMatchObject({
			valid: true,
			duplicateOf: existing.id,
		});
	});
});

test('an API key that is not accepted stops the node', async () => {
	const credential = { ...pharlo.credential, apiKey: 'ds_live_wrong' };
	const { error } = await runPharlo({ ...createVideo(), operation: 'check' }, { credential });
	expect(error?.message).toContain('does not accept the API key');
});

/**
 * Check runs the code of Create up to sending. Every parameter of Create is tried with every odd value, and
 * with a good one: what Create refuses must be invalid in the same words, and what it creates valid.
 */
describe('Check and Create agree', () => {
	const { description } = new PharloNode();
	const create = operationsOf(description).find(({ name }) => name === 'assignment: create');
	const parameters =
		create === undefined
			? []
			: [...oddParametersOf(description, create), ...oddFieldsOf(description, create)];

	/** What an operation says of one item: the error's words, or undefined where it is fine. */
	async function verdict(
		operation: 'check' | 'create',
		parameter: OddParameter,
		value: unknown,
	): Promise<unknown> {
		const execute = prepareExecution(
			{ ...parameter.parameters, operation },
			{
				credential: pharlo.credential,
				resumeToken: 'a'.repeat(64),
				restApiUrl: 'http://127.0.0.1/rest',
			},
		);
		const { items, error } = await execute([itemWith(value) as IDataObject]);
		if (error !== undefined) return (error as Error).message;
		if (operation === 'create') return undefined;
		const [problem] = items?.[0]?.json.problems as IDataObject[];
		return problem?.what;
	}

	test.each(parameters.map((parameter) => [parameter.path, parameter] as const))(
		'%s',
		async (_path, parameter) => {
			const values = [{ name: 'good', value: parameter.good }, ...oddValuesOf(parameter.kind)];
			const differing: unknown[] = [];
			for (const { name, value } of values) {
				pharlo.reset();
				const refused = await verdict('create', parameter, value);
				pharlo.clear();
				const problem = await verdict('check', parameter, value);
				if (problem !== refused) differing.push({ name, refused, problem });
				expect(sent().filter((line) => !line.startsWith('GET'))).toEqual([]);
			}
			expect(differing).toEqual([]);
			expect(values.length).toBeGreaterThan(3);
		},
	);

	test('nothing of Create is left out', () => {
		expect(parameters.length).toBeGreaterThan(40);
		expect(FACEBOOK).not.toBe(YOUTUBE);
	});
});
