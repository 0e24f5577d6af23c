import { NodeHelpers, type IDataObject, type INodeParameters } from 'n8n-workflow';

import { Pharlo as PharloNode } from '../../nodes/Pharlo/Pharlo.node.ts';
import type { pause as Pause } from '../../nodes/Pharlo/transport/throttle.ts';
import { OUTPUTS } from '../../tools/schemas/outputs.mts';
import { operationsOf, type Operation } from '../harness/odd-parameters.mts';
import { oddValuesOf } from '../harness/odd-values.mts';
import { outputsIn } from '../harness/output-situations.mts';
import { createVideo } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { node } from '../harness/setting.mts';
import { skipPauses } from '../harness/skip-pauses.mts';
import { callTool } from '../harness/tool.mts';

skipPauses();

// A wait looks again at once.
jest.mock('../../nodes/Pharlo/transport/throttle.ts', () => ({
	...jest.requireActual<{ pause: typeof Pause }>('../../nodes/Pharlo/transport/throttle.ts'),
	pause: async () => await new Promise((resolve) => setImmediate(resolve)),
}));

const { description } = new PharloNode();

/** The fields that an operation offers to the user of a tool; undefined where it has no Output. */
function fieldsOf({ resource, operation }: Operation): string[] | undefined {
	const fields = description.properties.find(
		({ name, displayOptions }) =>
			name === 'fields' &&
			displayOptions?.show?.resource?.includes(resource) === true &&
			displayOptions.show.operation?.includes(operation) === true,
	);
	return fields?.options?.flatMap((option) => ('value' in option ? [String(option.value)] : []));
}

const operations = operationsOf(description).flatMap((operation) => {
	const fields = fieldsOf(operation);
	return fields === undefined ? [] : [{ ...operation, fields }];
});

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

/** The first output of an operation that fails to upload, where it can. */
async function outputOf(operation: Operation, tool?: INodeParameters): Promise<IDataObject> {
	const situation = {
		name: 'a failure of the media',
		stored: {
			status: 'failed' as const,
			errors: [{ code: 'UPLOAD_FAILED', message: 'Media file returned 403' }],
		},
	};
	const [output] = await outputsIn(situation, description, operation, pharlo, tool);
	if (output === undefined) throw new Error('No output');
	return output;
}

/** Not offered: the address of a callback is nothing for a model, and a tool has no file. */
const NOT_OFFERED = ['callbackUrl', 'mediaContentType', 'mediaFile', 'mediaSizeBytes'];

test('every operation that returns assignments, connections or a report offers a choice', () => {
	expect(operations.map(({ name }) => name)).toEqual([
		'assignment: create',
		'assignment: check',
		'assignment: crossPost',
		'assignment: get',
		'assignment: getAll',
		'assignment: update',
		'assignment: updatePublished',
		'assignment: waitForCompletion',
		'connectChannel: waitUntilConnected',
		'connection: get',
		'connection: getAll',
		'connection: refreshToken',
		'connection: update',
	]);
});

describe.each(operations)('$name', ({ fields, ...operation }) => {
	test('a tool that was saved before there was a choice returns what it did', async () => {
		const before = Object.keys(await outputOf(operation));
		expect(Object.keys(await outputOf(operation, {}))).toEqual(before);
	});

	test('Raw is everything that came, and Simplified a part of it', async () => {
		const raw = Object.keys(await outputOf(operation, { output: 'raw' }));
		const simplified = await outputOf(operation, { output: 'simplified' });
		const known = Object.keys(simplified).filter((key) => raw.includes(key));
		expect(known.length).toBeLessThan(raw.length);
		expect(known.length).toBeGreaterThan(3);
		expect(fields).toEqual(expect.arrayContaining(Object.keys(simplified)));
	});

	test('every field is offered that its schema has or that comes out', async () => {
		const { resource, operation: value } = operation;
		const raw = Object.keys(await outputOf(operation, { output: 'raw' }));
		const documented = Object.keys(OUTPUTS[`${resource}/${value}`] ?? {});
		const missing = [...raw, ...documented].filter((key) => !fields.includes(key));
		expect(missing.filter((key) => !NOT_OFFERED.includes(key))).toEqual([]);
	});

	test('Selected Fields are those, whatever comes out', async () => {
		const raw = await outputOf(operation, { output: 'raw' });
		for (const chosen of [fields, fields.join(', ')]) {
			const all = await outputOf(operation, { output: 'selectedFields', fields: chosen });
			expect(Object.keys(all).sort()).toEqual(fields);
			const empty = (json: IDataObject) => fields.filter((key) => (json[key] ?? null) === null);
			// They are made of the errors and the payload, whether they are asked for or not.
			const sent = ({ explanation: _explanation, title: _title, ...json }: IDataObject) =>
				empty(json);
			expect(sent(all)).toEqual(sent(raw));
		}
		const [one = ''] = fields;
		const cut = await outputOf(operation, { output: 'selectedFields', fields: [one] });
		expect(Object.keys(cut)).toEqual([one]);
	});

	test('nothing is sent where Fields or Output is blank or unknown, and the error names it', async () => {
		const odd = oddValuesOf('choice').map(({ value }) => ({ output: value, label: 'Output' }));
		const fieldsThatAreOdd = [
			...oddValuesOf('choices').map(({ value }) => value),
			['id', ''],
			'id,',
		];
		for (const { label, ...tool } of [
			...odd,
			...fieldsThatAreOdd.map((value) => ({
				output: 'selectedFields',
				fields: value,
				label: 'Fields',
			})),
		]) {
			const parameters = Object.fromEntries(
				Object.entries(tool).map(([key, value]) => [key, `={{ ${toExpression(value)} }}`]),
			);
			pharlo.requests.length = 0;
			await expect(outputOf(operation, parameters)).rejects.toThrow(`'${label}' `);
			expect(pharlo.requests).toEqual([]);
		}
	});

	test('what Include Credits adds stays', async () => {
		if (operation.resource === 'connectChannel') return;
		const options = { includeCredits: true };
		const { creditsUsed } = await outputOf(operation, { output: 'simplified', options });
		expect(creditsUsed).toEqual(expect.any(Number));
	});
});

function toExpression(value: unknown): string {
	return value === undefined || Number.isNaN(value) ? String(value) : JSON.stringify(value);
}

const BY_ID = { resource: 'assignment', operation: 'get', assignmentId: "={{ $fromAI('id') }}" };

describe('a Get that was saved with Simplify', () => {
	test.each<[string, INodeParameters, 'simplified' | 'raw']>([
		['left alone', {}, 'simplified'],
		['off', { simplify: false }, 'raw'],
		['off by an expression', { simplify: '={{ "false" }}' }, 'raw'],
		['on by an expression', { simplify: '={{ 1 }}' }, 'simplified'],
		[
			'left to the model',
			{ simplify: "={{ $fromAI('all', '', 'boolean') ? false : true }}" },
			'raw',
		],
		['off, and Output simplified', { simplify: false, output: 'simplified' }, 'simplified'],
		['on, and Output raw', { output: 'raw' }, 'raw'],
	])('%s', async (_name, parameters, expected) => {
		const { id } = await pharlo.add('failed');
		const [answer = ''] = await callTool(pharlo, { ...BY_ID, ...parameters }, [{ id, all: true }]);
		const [json = {}] = JSON.parse(answer) as IDataObject[];
		expect('payload' in json).toBe(expected === 'raw');
		expect('explanation' in json).toBe(expected === 'simplified');
	});
});

describe('Output in the panel', () => {
	/** The values of what is shown, with defaults, as n8n gives them to the panel. */
	function shown(type: string, parameters: INodeParameters): INodeParameters {
		const { properties } = description;
		const stored = node('Pharlo', type, { ...BY_ID, ...parameters });
		const shownFor = { ...description, name: type };
		return (
			NodeHelpers.getNodeParameters(properties, stored.parameters, true, false, stored, shownFor) ??
			{}
		);
	}

	test.each<[string, INodeParameters, INodeParameters]>([
		['pharlo', {}, { simplify: true }],
		['pharlo', { simplify: false, output: 'raw' }, { simplify: false }],
		['pharloTool', {}, { simplify: true, output: 'simplified' }],
		['pharloTool', { simplify: false }, { simplify: false, output: 'raw' }],
		['pharloTool', { output: 'selectedFields' }, { output: 'selectedFields', fields: [] }],
	])('%s with %j shows %j', (type, parameters, expected) => {
		const { simplify, output, fields } = shown(type, parameters);
		expect({ simplify, output, fields }).toMatchObject(expected);
		expect(output === undefined).toBe(type === 'pharlo');
	});
});

test.each(['raw', 'simplified', 'selectedFields'])('%s has no secret', async (output) => {
	const token = 'a'.repeat(64);
	const { id } = await pharlo.add('failed', {
		mediaUrl: `https://n8n.example.com/rest/binary-data/signed?token=${FILE_TOKEN}`,
		callbackUrl: `https://n8n.example.com/webhook-waiting/1/pharlo?signature=${token}`,
		payload: { title: `https://n8n.example.com/webhook-waiting/1?signature=${token}` },
		errors: [{ code: 'X', message: `${FILE_ADDRESS} and signature=${token}` }],
	});
	for (const simplify of [true, false]) {
		const fields = output === 'selectedFields' ? ['mediaUrl', 'payload', 'errors'] : [];
		const parameters = { ...BY_ID, output, fields, simplify };
		const many = { ...parameters, operation: 'getAll', returnAll: true };
		for (const one of [parameters, many]) {
			const [answer] = await callTool(pharlo, one, [{ id }]);
			expect(answer).toContain('"errors"');
			expect(answer).not.toContain(token);
			expect(answer).not.toContain(FILE_TOKEN);
		}
	}
});

const FILE_TOKEN = `eyJhbGciOiJIUzI1NiJ9.${'b'.repeat(40)}.${'c'.repeat(43)}`;
const FILE_ADDRESS = `https://n8n.example.com/rest/binary-data/signed?token=${FILE_TOKEN}`;

test('a Check that is invalid reaches the model, although its items have outputs of their own', async () => {
	const check = createVideo({ operation: 'check', mediaUrl: 'demo.mp4', outputs: 'byValidity' });
	const [answer] = await callTool(pharlo, check, [{}]);
	expect(answer).toContain('"valid":false');
});
