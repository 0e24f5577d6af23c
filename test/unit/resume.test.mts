import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import type { IDataObject, IWebhookResponseData } from 'n8n-workflow';

import { resumeWebhooks } from '../../nodes/Pharlo/waiting/resume.ts';
import { Pauses } from '../harness/pauses.mts';
import { WaitingExecution } from '../harness/waiting-execution.mts';
import { SECRET, signed } from '../harness/webhook-context.mts';

// A test that waits for what never happens is to fail soon.
jest.setTimeout(5000);

const pauses = new Pauses();
jest.mock('../../nodes/Pharlo/transport/throttle.ts', () => ({
	...jest.requireActual<object>('../../nodes/Pharlo/transport/throttle.ts'),
	pause: async (milliseconds: number) => await pauses.start(milliseconds),
}));
beforeEach(() => pauses.reset());
afterEach(() => jest.restoreAllMocks());

/** Reports a status, and lets the time pass that the call waits for others to share its request. */
async function reportAndPassTime(
	execution: WaitingExecution,
	...report: Parameters<WaitingExecution['report']>
): Promise<IWebhookResponseData> {
	const reporting = execution.report(...report);
	await pauses.end();
	return (await reporting).result;
}

const RESUMED = { received: true, resumed: true };
const KEEPS_WAITING = { webhookResponse: { received: true, resumed: false } };

type Step = { readonly report: string } | 'a second passes' | 'Pharlo responds';

/**
 * How often an execution is resumed when each of its assignments is reported once: in these steps, and
 * those that are left in the end. Nothing is reported after it was resumed, as n8n ensures.
 */
async function countResumes(names: string, steps: readonly Step[]): Promise<number> {
	const execution = new WaitingExecution(names);
	const responding: Array<() => void> = [];
	execution.beforeResponse = async () => await new Promise((resolve) => responding.push(resolve));
	const left = new Set(names);
	const rows: IDataObject[] = [];
	execution.rows = rows;
	const reporting: Array<Promise<unknown>> = [];
	let resumes = 0;
	const take = async (step: Step): Promise<void> => {
		if (step === 'a second passes') await pauses.end();
		else if (step === 'Pharlo responds') for (const respond of responding.splice(0)) respond();
		else if (resumes === 0 && left.delete(step.report)) {
			rows.push(execution.row(step.report, 'published'));
			const counted = execution.report(step.report).then(({ result }) => {
				if (result.workflowData !== undefined) resumes++;
			});
			reporting.push(counted);
		}
		await nextTurn();
	};
	const rest = [...names].map((name) => ({ report: name }));
	for (const step of [...steps, ...rest]) await take(step);
	for (let round = 0; round < names.length; round++) {
		await take('a second passes');
		await take('Pharlo responds');
	}
	await Promise.all(reporting);
	return resumes;
}

/** Titles and outcomes by output; undefined when the execution keeps waiting. */
function outcomes({ webhookResponse, workflowData }: IWebhookResponseData) {
	const resumed = workflowData !== undefined;
	expect(webhookResponse).toEqual({ received: true, resumed });
	return workflowData?.map((items) =>
		items.map(({ json }) => `${String(json.title ?? json.error)} ${String(json.outcome)}`),
	);
}

test('n8n registers one webhook to restart an execution, and responds with what it returns', () => {
	expect(resumeWebhooks).toEqual([
		{
			name: 'default',
			httpMethod: 'POST',
			responseMode: 'onReceived',
			responseData: '',
			path: '',
			restartWebhook: true,
		},
	]);
});

describe('rejects', () => {
	const NOT_WAITED_FOR = { error: 'Not an assignment that this execution waits for' };

	test('an unsigned call', async () => {
		const execution = new WaitingExecution('a');
		const { headers: _headers, ...unsigned } = signed({ assignmentId: execution.id('a') });
		const { result, rejected } = await execution.call(unsigned);
		expect(result).toEqual({ noWebhookResponse: true });
		expect(rejected).toEqual([401, { error: 'Unauthorized' }]);
	});

	test.each(['published', 'processing'])(
		'an assignment of another execution (%s)',
		async (status) => {
			const execution = new WaitingExecution('a');
			const { result, rejected } = await execution.report('x', status);
			expect(result).toEqual({ noWebhookResponse: true });
			expect(rejected).toEqual([404, NOT_WAITED_FOR]);
			expect(execution.requests).toEqual([]);
		},
	);

	test('any assignment when the node does not wait', async () => {
		const execution = new WaitingExecution('a', {}, { name: 'Another Node' });
		const { result, rejected } = await execution.report('a');
		expect(result).toEqual({ noWebhookResponse: true });
		expect(rejected).toEqual([404, NOT_WAITED_FOR]);
	});
});

test('accepts an event of any age, and fetches the secrets for each call', async () => {
	const execution = new WaitingExecution('ab');
	const timestamp = '2001-01-01T00:00:00Z';
	const call = signed({ assignmentId: execution.id('a'), status: 'processing', timestamp });
	const fetchCredential = jest.fn(async () => ({ webhookSecret: SECRET }));
	for (let count = 0; count < 2; count++) {
		const { result } = await execution.call({ ...call, fetchCredential });
		expect(result).toEqual(KEEPS_WAITING);
	}
	expect(fetchCredential).toHaveBeenCalledTimes(2);
});

describe('a single assignment', () => {
	test.each(['pending', 'uploading', 'uploaded', 'processing', 'archived'])(
		'keeps waiting after the status %s',
		async (status) => {
			const execution = new WaitingExecution('a');
			expect((await execution.report('a', status)).result).toEqual(KEEPS_WAITING);
			expect(execution.requests).toEqual([]);
			expect(pauses.lengths).toEqual([]);
		},
	);

	test.each(['published', 'failed', 'cancelled'])(
		'resumes after the status %s, with the outcome and what the event holds',
		async (status) => {
			const execution = new WaitingExecution('a');
			const { result } = await execution.report('a', status, { platform: 'youtube' });
			expect(result).toEqual({
				webhookResponse: RESUMED,
				workflowData: [
					[
						{
							json: expect.objectContaining({
								id: execution.id('a'),
								title: 'a',
								outcome: status,
								status,
								platform: 'youtube',
							}),
							pairedItem: { item: 0 },
						},
					],
				],
			});
			expect(execution.requests).toEqual([]);
			expect(pauses.lengths).toEqual([]);
		},
	);

	test.each([
		['published', 1],
		['cancelled', 2],
	])('leaves by the output of its outcome (%s)', async (status, output) => {
		const execution = new WaitingExecution('a', { byOutcome: true });
		const outputs = outcomes((await execution.report('a', status)).result);
		expect(outputs).toEqual([0, 1, 2].map((index) => (index === output ? [`a ${status}`] : [])));
	});

	test('goes to the error output of the node if it was not published', async () => {
		const execution = new WaitingExecution('a', {}, { onError: 'continueErrorOutput' });
		const { result } = await execution.report('a', 'cancelled');
		expect(result.workflowData).toMatchObject([
			[{ json: { error: 'Not published: it was cancelled' } }],
		]);
	});
});

describe('several assignments', () => {
	test('fetches those of which nothing is known with one request, a second later', async () => {
		const execution = new WaitingExecution('abc');
		execution.rows = [execution.row('b', 'processing')];
		const reporting = execution.report('a');
		await nextTurn();
		expect(pauses.lengths).toEqual([1000]);
		expect(execution.requests).toEqual([]);
		await pauses.end();
		expect((await reporting).result).toEqual(KEEPS_WAITING);
		expect(execution.requests).toMatchObject([
			{ method: 'GET', url: '/api/v1/assignments', qs: { externalId: 'batch', page: 1 } },
		]);
	});

	test('does not fetch more of the list than it needs', async () => {
		const execution = new WaitingExecution('abc');
		execution.rows = ['a', 'b', 'c'].map((name) => execution.row(name, 'processing'));
		execution.total = 500;
		await reportAndPassTime(execution, 'a');
		expect(execution.requests).toHaveLength(1);
	});

	test('gives up on the request 8 seconds after the call has come', async () => {
		const execution = new WaitingExecution('ab');
		await reportAndPassTime(execution, 'a');
		// One of the seconds has passed before it is sent.
		expect(execution.requests).toMatchObject([{ timeout: 7000 }]);
	});

	test('resumes with what it knows from the event and from the list', async () => {
		const execution = new WaitingExecution('abcd');
		execution.rows = [
			execution.row('d', 'cancelled', { callbackUrl: 'https://n8n.example.com/token' }),
			execution.row('b', 'failed', { errors: ['No'] }),
			execution.row('a', 'processing'),
			execution.row('c', 'published', { platformUrl: 'https://youtu.be/c' }),
			execution.row('x', 'published'),
		];
		const platformUrl = 'https://youtu.be/a';
		const result = await reportAndPassTime(execution, 'a', 'published', { platformUrl });
		expect(outcomes(result)).toEqual([['a published', 'b failed', 'c published', 'd cancelled']]);
		expect(result.workflowData).toMatchObject([
			[
				{ json: { message: 'Published at https://youtu.be/a' } },
				{ json: { message: 'Not published: No' } },
				{ json: { message: 'Published at https://youtu.be/c' } },
				{},
			],
		]);
		expect(JSON.stringify(result)).not.toContain('token');
	});

	test('puts each on the output of its outcome, and failures with those not published', async () => {
		const failures = [{ itemIndex: 1, json: { error: 'invalid' } }];
		const execution = new WaitingExecution('', { failures, byOutcome: true });
		execution.wait.assignments.push(
			execution.assignment('a', 0),
			execution.assignment('b', 2, 'published'),
		);
		expect(outcomes((await execution.report('a', 'failed')).result)).toEqual([
			[],
			['b published'],
			['a failed', 'invalid undefined'],
		]);
	});

	test('remembers events: the last one resumes without a request', async () => {
		const execution = new WaitingExecution('abc');
		for (const name of ['a', 'b']) {
			expect(await reportAndPassTime(execution, name, 'failed')).toEqual(KEEPS_WAITING);
		}
		expect(execution.requests).toHaveLength(2);
		const { result } = await execution.report('c');
		expect(outcomes(result)).toEqual([['a failed', 'b failed', 'c published']]);
		expect(execution.requests).toHaveLength(2);
	});

	test('remembers the latest event of an assignment, and nothing of an earlier one', async () => {
		const execution = new WaitingExecution('ab');
		await reportAndPassTime(execution, 'a', 'failed', { errors: ['No'] });
		await reportAndPassTime(execution, 'a', 'published');
		const { result } = await execution.report('b', 'cancelled');
		expect(outcomes(result)).toEqual([['a published', 'b cancelled']]);
		expect(result.workflowData?.[0]?.[0]?.json).not.toHaveProperty('errors');
	});

	test('shares nothing with other executions', async () => {
		const [one, other] = [new WaitingExecution('ab'), new WaitingExecution('ab')];
		const reporting = [one, other].map(async (execution) => await execution.report('a'));
		await pauses.end();
		for (const { result } of await Promise.all(reporting)) expect(result).toEqual(KEEPS_WAITING);
		expect([one.requests.length, other.requests.length]).toEqual([1, 1]);
		// What one has remembered is not lost when the other resumes.
		expect(outcomes((await other.report('b')).result)).toHaveLength(1);
		expect(outcomes((await one.report('b')).result)).toHaveLength(1);
	});

	test('forgets the events once the execution has resumed', async () => {
		const execution = new WaitingExecution('ab');
		await reportAndPassTime(execution, 'a');
		expect(outcomes((await execution.report('b')).result)).toHaveLength(1);
		expect(await reportAndPassTime(execution, 'b')).toEqual(KEEPS_WAITING);
		expect(execution.requests).toHaveLength(2);
	});

	test('forgets nothing while it keeps waiting for others', async () => {
		const execution = new WaitingExecution('abc');
		execution.rows = [execution.row('c', 'published')];
		expect(await reportAndPassTime(execution, 'a')).toEqual(KEEPS_WAITING);
		execution.rows = [];
		expect(await reportAndPassTime(execution, 'b')).toEqual(KEEPS_WAITING);
		expect(outcomes((await execution.report('c')).result)?.[0]).toHaveLength(3);
	});
});

describe('reports that come together', () => {
	test('share one request, and only the first of them resumes', async () => {
		const execution = new WaitingExecution('abcd');
		execution.rows = [execution.row('d', 'published')];
		const reporting = ['b', 'c', 'a'].map(async (name) => await execution.report(name));
		await pauses.end();
		const results = (await Promise.all(reporting)).map(({ result }) => outcomes(result));
		expect(results).toEqual([
			[['a published', 'b published', 'c published', 'd published']],
			undefined,
			undefined,
		]);
		expect(execution.requests).toHaveLength(1);
	});

	test('do not resume again, nor cost a credit, when one of them completes the wait', async () => {
		const execution = new WaitingExecution('ab');
		execution.rows = [execution.row('a', 'published'), execution.row('b', 'published')];
		const reporting = execution.report('a');
		await nextTurn();
		expect(outcomes((await execution.report('b')).result)).toEqual([
			['a published', 'b published'],
		]);
		await pauses.end();
		expect((await reporting).result).toEqual(KEEPS_WAITING);
		expect(execution.requests).toEqual([]);
	});

	test('do not resume again when one of them completes the wait during a request', async () => {
		const execution = new WaitingExecution('ab');
		execution.rows = [execution.row('a', 'published'), execution.row('b', 'published')];
		let respond: () => void = () => undefined;
		execution.beforeResponse = async () => await new Promise((resolve) => (respond = resolve));
		const reporting = execution.report('a');
		await pauses.end();
		expect(execution.requests).toHaveLength(1);
		expect(outcomes((await execution.report('b')).result)).toHaveLength(1);
		respond();
		expect((await reporting).result).toEqual(KEEPS_WAITING);
	});

	test('resume an execution once, in whatever order they come, pause and are answered', async () => {
		const names = 'abcd';
		const step = fc.oneof(
			fc.record({ report: fc.constantFrom(...names) }),
			fc.constant('a second passes' as const),
			fc.constant('Pharlo responds' as const),
		);
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
				pauses.reset();
				expect(await countResumes(names, steps)).toBe(1);
			}),
			{ numRuns: 100 },
		);
	}, 60_000);

	test('are all to be delivered again when the request fails', async () => {
		const execution = new WaitingExecution('abc');
		execution.rows = undefined;
		const reporting = ['a', 'b'].map(async (name) => await execution.report(name));
		await pauses.end();
		for (const { result, rejected } of await Promise.all(reporting)) {
			expect(result).toEqual({ noWebhookResponse: true });
			expect(rejected).toEqual([503, { error: 'Could not be handled' }]);
		}
		expect(execution.requests).toHaveLength(1);
		expect(execution.errors).toHaveLength(2);
		expect(execution.errors[0]?.message).toBe('Pharlo could not handle a callback');
	});
});
