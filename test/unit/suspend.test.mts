import { isDeepStrictEqual } from 'node:util';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Wait } from '../../domain/wait.ts';
import type { Run } from '../../nodes/Pharlo/execution/itemContext.ts';
import {
	getResumeUrl,
	getStoredWait,
	storeWait,
	suspend,
} from '../../nodes/Pharlo/waiting/suspend.ts';
import { inputErrorOf } from '../harness/inputError.mts';
import { FakeWebhook } from '../harness/webhook-context.mts';

const WAIT: Wait = {
	assignments: [
		{ id: 'a', status: 'pending', itemIndex: 0, title: 'One' },
		{ id: 'c', status: 'published', itemIndex: 2, platformUrl: 'https://youtu.be/c' },
	],
	failures: [{ itemIndex: 1, json: { error: "'Title' is empty" } }],
	files: [{ itemIndex: 0, binary: { data: { id: 'filesystem-v2:x', mimeType: 'video/mp4' } } }],
	externalId: 'n8n-batch-1',
	limitMinutes: 30,
	byOutcome: true,
	summarizes: true,
	simplified: false,
};

/** Waits without files have none, those of one post for each item no summary; the last came later. */
const OPTIONAL = ['files', 'summarizes', 'simplified'];
const REQUIRED = Object.keys(WAIT).filter((field) => !OPTIONAL.includes(field));

describe('getResumeUrl', () => {
	const PUBLIC = 'https://n8n.example.com/webhook-waiting/7?signature=abc';
	const LOCAL = 'http://localhost:5678/webhook-waiting/7?signature=abc';

	function runWith(resumeUrl: string, more: object = {}, isTool = false): Run {
		const credential = { webhookSecret: 'secret', baseUrl: 'https://pharlo.io', ...more };
		return { credential, isTool, resumeUrl } as unknown as Run;
	}

	test.each([
		['both are public', PUBLIC, 'https://pharlo.io'],
		['the base URL is blank', PUBLIC, ''],
		['both are in this network', LOCAL, 'http://127.0.0.1:4010'],
		['Pharlo is in this network', PUBLIC, 'http://127.0.0.1:4010'],
	])('returns the URL exactly as n8n gives it when %s', (_name, resumeUrl, baseUrl) => {
		expect(getResumeUrl(runWith(resumeUrl, { baseUrl }))).toBe(resumeUrl);
	});

	test.each<[string, Run, string, string]>([
		['an AI tool', runWith(PUBLIC, {}, true), 'An AI tool cannot wait', "operation 'Create'"],
		['no secret', runWith(PUBLIC, { webhookSecret: undefined }), "'Webhook Secret'", 'console'],
		['a blank secret', runWith(PUBLIC, { webhookSecret: ' ' }), "'Webhook Secret'", 'console'],
		[
			'an n8n that Pharlo cannot reach',
			runWith(LOCAL),
			'Pharlo cannot reach this n8n at http://localhost:5678',
			'N8N_WEBHOOK_URL',
		],
		[
			'an n8n that the default Pharlo cannot reach',
			runWith(LOCAL, { baseUrl: ' ' }),
			'Pharlo cannot reach this n8n at http://localhost:5678',
			'N8N_WEBHOOK_URL',
		],
	])('rejects %s', (_name, run, message, description) => {
		const error = inputErrorOf(() => getResumeUrl(run));
		expect(error.message).toContain(message);
		expect(error.message).not.toContain('signature');
		expect(error.description).toContain(description);
	});
});

/** The context of a node, which n8n stores with the execution. */
function nodeContext(): { stored: IDataObject; context: IExecuteFunctions } {
	const stored: IDataObject = {};
	const context = { getContext: (type: string) => (type === 'node' ? stored : {}) };
	return { stored, context: context as unknown as IExecuteFunctions };
}

function storedBy(name: string, nodeContexts: Record<string, object>): Wait | undefined {
	return getStoredWait(new FakeWebhook({ node: { name }, nodeContexts }).context);
}

describe('storeWait and getStoredWait', () => {
	/** All that could end a string, an expression, or the braces around it. */
	const AWKWARD = ['"', "'", '`', '\\', '{', '}', '{{', '}}', '${', '\n', '\u2028', '🐎', '.', ' '];
	const names = AWKWARD.flatMap((first) => AWKWARD.map((second) => `${first}a${first}${second}`));

	test('gets what was stored, whatever the node is called', () => {
		const { stored, context } = nodeContext();
		storeWait(context, WAIT);
		const failed = names.filter(
			(name) => !isDeepStrictEqual(storedBy(name, { [name]: stored }), WAIT),
		);
		expect(names.length).toBe(AWKWARD.length ** 2);
		expect(failed).toEqual([]);
	});

	test('keeps what else the node has stored', () => {
		const { stored, context } = nodeContext();
		stored.startedAt = 1;
		storeWait(context, WAIT);
		expect(stored).toEqual({ startedAt: 1, ...WAIT });
		expect(storedBy('Pharlo', { Pharlo: stored })).toEqual(WAIT);
	});

	test('replaces an earlier wait', () => {
		const { stored, context } = nodeContext();
		storeWait(context, WAIT);
		storeWait(context, { ...WAIT, externalId: null });
		expect(storedBy('Pharlo', { Pharlo: stored })).toEqual({ ...WAIT, externalId: null });
	});

	test('gets the wait of the node that is called, not that of another one', () => {
		const other = { ...WAIT, limitMinutes: 5 };
		expect(storedBy('B', { A: WAIT, B: other, C: WAIT })).toEqual(other);
		expect(storedBy('B', { A: WAIT, B: {} })).toBeUndefined();
	});

	test.each(REQUIRED)('gets nothing when %s is missing', (field) => {
		const stored = Object.fromEntries(Object.entries(WAIT).filter(([key]) => key !== field));
		expect(storedBy('Pharlo', { Pharlo: stored })).toBeUndefined();
	});
});

describe('suspend', () => {
	const LATEST_START = Date.parse('2036-01-15T17:00:00Z');
	const RESUME_URL = 'https://n8n.example.com/webhook-waiting/7';

	async function suspendWith(wait: Wait, inputs: INodeExecutionData[]) {
		const calls: unknown[] = [];
		const context = {
			getInputData: () => inputs,
			setMetadata: (metadata: unknown) => calls.push(['metadata', metadata]),
			putExecutionToWait: async (till: Date) => calls.push(['wait till', till.toISOString()]),
		};
		const run = { context, node: { name: 'Pharlo' } } as unknown as Run;
		await suspend(run, wait, LATEST_START, RESUME_URL);
		return calls;
	}

	const inputItems = (count: number): INodeExecutionData[] =>
		Array.from({ length: count }, (_, row) => ({ json: { row }, pairedItem: { item: row } }));

	test('shows the resume URL, and waits until the limit after the latest start', async () => {
		expect(await suspendWith(WAIT, inputItems(3))).toEqual([
			['metadata', { resumeUrl: RESUME_URL }],
			['wait till', '2036-01-15T17:30:00.000Z'],
		]);
	});

	test('changes the input items to what a time-out passes on', async () => {
		const inputs = inputItems(3);
		await suspendWith({ ...WAIT, summarizes: undefined }, inputs);
		expect(inputs).toEqual([
			{
				json: expect.objectContaining({ id: 'a', title: 'One', outcome: 'timedOut' }),
				binary: { data: { id: 'filesystem-v2:x', mimeType: 'video/mp4' } },
				pairedItem: { item: 0 },
			},
			{ json: { error: "'Title' is empty" }, pairedItem: { item: 1 } },
			{
				json: expect.objectContaining({ id: 'c', outcome: 'published' }),
				pairedItem: { item: 2 },
			},
		]);
		expect(inputs[0]?.json.message).toContain('time limit of 30 minutes');
	});

	test('makes an item of each post, where an input item has several', async () => {
		const inputs = inputItems(1);
		const assignments = WAIT.assignments.map((one) => ({ ...one, itemIndex: 0 }));
		await suspendWith({ ...WAIT, assignments, failures: [] }, inputs);
		expect(inputs).toMatchObject([
			{ json: { id: 'a', summary: '1 of 2 published' }, pairedItem: { item: 0 } },
			{ json: { id: 'c', summary: '1 of 2 published' }, pairedItem: { item: 0 } },
		]);
	});
});
