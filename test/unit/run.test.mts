import { InvalidInputError } from '../../domain/errors.ts';
import { ItemContext, RunParameters } from '../../nodes/Pharlo/execution/itemContext.ts';
import {
	itemsOf,
	mapConcurrently,
	startRun,
	type RunOptions,
} from '../../nodes/Pharlo/execution/run.ts';
import { respond, slow, type ClientContextOptions } from '../harness/client-context.mts';
import { CREDENTIAL, executeContext, pharloNode, runWith } from '../harness/execute-context.mts';
import { finish, reasonOf, useFakeClock } from '../harness/fake-clock.mts';

useFakeClock();

const OPTIONS: RunOptions = { includeCredits: false, maxConcurrentRequests: 3, timeoutSeconds: 20 };
const REQUEST = { method: 'GET', path: ['health'], intent: 'return its status' } as const;

/** Starts a run in a context with these methods. */
async function start(
	more: Readonly<Record<string, unknown>> = {},
	options: ClientContextOptions = {},
	runOptions: RunOptions = OPTIONS,
) {
	const { context, sent, decrypted } = executeContext(more, options);
	const parameters = new RunParameters(context);
	return { run: await startRun(parameters, runOptions), context, parameters, sent, decrypted };
}

describe('startRun', () => {
	it('returns what is the same for all items', async () => {
		const node = pharloNode({ id: 'another-id' });
		const resumeUrl = 'https://n8n.test/webhook-waiting/12?signature=abc';
		const { run, context, parameters, decrypted } = await start({
			getNode: () => node,
			getWorkflowDataProxy: () => ({ $runIndex: 0, $execution: { resumeUrl } }),
		});
		expect(run).toStrictEqual({
			context,
			node,
			parameters,
			credential: CREDENTIAL,
			client: run.client,
			includeCredits: false,
			maxConcurrentRequests: 3,
			stopsAtError: true,
			identity: {
				instanceId: 'instance-id',
				workflowId: 'workflow-id',
				execution: 'abc',
				nodeId: 'another-id',
			},
			index: 0,
			resumeUrl,
			isTool: false,
		});
		expect(decrypted).toEqual(['pharloApi']);
	});

	it('makes a client with the credential, the timeout and the limit', async () => {
		const { run, sent } = await start({}, { otherwise: slow(100, respond(200)) });
		await finish(Promise.all([1, 2, 3, 4].map(async () => await run.client.send(REQUEST))));
		expect(sent.map(({ at }) => at)).toEqual([0, 0, 1, 100]);
		for (const { options, more } of sent) {
			expect(options.timeout).toBe(20_000);
			expect(more?.credentialsDecrypted?.data).toBe(CREDENTIAL);
		}
	});

	it.each([true, false])('keeps Include Credits: %p', async (includeCredits) => {
		const { run } = await start({}, {}, { ...OPTIONS, includeCredits });
		expect(run.includeCredits).toBe(includeCredits);
	});

	it.each([true, false])('stops at an error unless n8n continues: %p', async (continues) => {
		const { run } = await start({ continueOnFail: () => continues });
		expect(run.stopsAtError).toBe(!continues);
	});

	it.each<[string, unknown, number, string]>([
		['the token of the resume URL', 'https://n8n.test/webhook-waiting/12?signature=abc', 2, 'abc'],
		['its ID without a token', 'https://n8n.test/webhook-waiting/12', 0, '12'],
		['its ID without a URL', undefined, 1, '12'],
	])('tells the execution by %s', async (_name, resumeUrl, $runIndex, execution) => {
		const asked: unknown[] = [];
		const { run } = await start({
			getWorkflowDataProxy: (itemIndex: number) => {
				asked.push(itemIndex);
				return { $runIndex, $execution: { resumeUrl } };
			},
		});
		expect(run.identity.execution).toBe(execution);
		expect(run.index).toBe($runIndex);
		expect(asked).toEqual([0]);
	});

	it('has an empty ID for a workflow that was not saved', async () => {
		const { run } = await start({ getWorkflow: () => ({ active: false }) });
		expect(run.identity.workflowId).toBe('');
	});

	it.each<[string, boolean | undefined, boolean]>([
		['n8n-nodes-pharlo.pharlo', undefined, false],
		['n8n-nodes-pharlo.pharlo', false, false],
		['n8n-nodes-pharlo.pharlo', true, true],
		['n8n-nodes-pharlo.pharloTool', undefined, true],
		['n8n-nodes-pharlo.pharloTool', false, true],
		['n8n-nodes-Toolbox.pharlo', undefined, false],
	])('for the type %s, with isToolExecution %p: a tool %p', async (type, isExecution, expected) => {
		const { run } = await start({
			getNode: () => pharloNode({ type }),
			...(isExecution === undefined ? {} : { isToolExecution: () => isExecution }),
		});
		expect(run.isTool).toBe(expected);
	});

	it.each(['pharlo.io', 'https://user:secret@pharlo.io'])(
		'rejects the Base URL %s before any request',
		async (baseUrl) => {
			const { context, sent } = executeContext({}, { stored: { ...CREDENTIAL, baseUrl } });
			const starting = startRun(new RunParameters(context), OPTIONS);
			expect(await reasonOf(starting)).toBeInstanceOf(InvalidInputError);
			expect(sent).toEqual([]);
		},
	);

	it('rejects as n8n does without a credential', async () => {
		const missing = new Error('No credential');
		const { context } = executeContext({}, { stored: missing });
		expect(await reasonOf(startRun(new RunParameters(context), OPTIONS))).toBe(missing);
	});
});

describe('itemsOf', () => {
	it.each([0, 1, 3])('has an item context for each of %i input items', (count) => {
		const { context } = executeContext({
			getInputData: () => Array.from({ length: count }, () => ({ json: {} })),
		});
		const run = runWith({ context });
		const items = itemsOf(run);
		expect(items.map((item) => item.itemIndex)).toEqual([0, 1, 2].slice(0, count));
		for (const item of items) {
			expect(item).toBeInstanceOf(ItemContext);
			expect(item.run).toBe(run);
		}
	});
});

describe('mapConcurrently', () => {
	const ENTRIES = Array.from({ length: 8 }, (_, index) => index);

	/** Works on eight entries, of which some fail; records which were started, and how many at a time. */
	async function map(limit: number, stopsAtError: boolean, failing: readonly number[]) {
		const started: number[] = [];
		const finished: number[] = [];
		let mostAtOnce = 0;
		const run = runWith({ maxConcurrentRequests: limit, stopsAtError });
		const mapping = mapConcurrently(run, ENTRIES, async (entry) => {
			started.push(entry);
			mostAtOnce = Math.max(mostAtOnce, started.length - finished.length);
			// The later ones take less time, so that the order of the results is not that of their ends.
			await new Promise((resolve) => setTimeout(resolve, 1000 - entry * 100));
			finished.push(entry);
			if (failing.includes(entry)) throw new Error(`Entry ${entry}`);
			return entry * 10;
		});
		const results = await finish(mapping);
		expect(finished).toHaveLength(started.length);
		return { results, started, mostAtOnce };
	}

	const expected = (entry: number, failing: readonly number[]): object =>
		failing.includes(entry) ? { error: new Error(`Entry ${entry}`) } : { value: entry * 10 };

	it.each([1, 2, 3, 8, 20])('works on at most %i at a time', async (limit) => {
		const { mostAtOnce } = await map(limit, true, []);
		expect(mostAtOnce).toBe(Math.min(limit, ENTRIES.length));
	});

	it.each([1, 3, 20])(
		'returns results in the order of the entries, %i at a time',
		async (limit) => {
			for (const stopsAtError of [true, false]) {
				const { results, started } = await map(limit, stopsAtError, []);
				expect(results).toEqual(ENTRIES.map((entry) => expected(entry, [])));
				expect(started).toEqual(ENTRIES);
			}
		},
	);

	it.each([1, 3, 20])('works on all entries if it continues, %i at a time', async (limit) => {
		for (const failing of [[0], [7], [1, 3, 4], ENTRIES]) {
			const { results, started } = await map(limit, false, failing);
			expect(results).toEqual(ENTRIES.map((entry) => expected(entry, failing)));
			expect(started).toEqual(ENTRIES);
		}
	});

	it.each([
		{ limit: 1, failing: [0], started: [0] },
		{ limit: 1, failing: [2], started: [0, 1, 2] },
		{ limit: 1, failing: [2, 4], started: [0, 1, 2] },
		{ limit: 1, failing: [7], started: ENTRIES },
		// Entry 2 ends first and fails, while 0 and 1 are under way.
		{ limit: 3, failing: [2], started: [0, 1, 2] },
		// Entries 2, 1 and 0 end one by one; 3, 4 and 5 end together, but 3 is the first of them.
		{ limit: 3, failing: [3], started: [0, 1, 2, 3, 4, 5] },
		{ limit: 20, failing: [0, 7], started: ENTRIES },
	])(
		'starts $started if $failing fail, $limit at a time, and leaves the others alone',
		async ({ limit, failing, started }) => {
			const result = await map(limit, true, failing);
			expect(result.started).toEqual(started);
			expect(result.results).toEqual(
				ENTRIES.map((entry) => (started.includes(entry) ? expected(entry, failing) : undefined)),
			);
		},
	);

	it('returns nothing for no entries', async () => {
		const work = async (): Promise<never> => await Promise.reject(new Error('Not to be called'));
		expect(await mapConcurrently(runWith(), [], work)).toEqual([]);
	});

	it('returns the error of work that throws at once', async () => {
		const results = await mapConcurrently(runWith(), ['a'], () => {
			throw new Error('At once');
		});
		expect(results).toEqual([{ error: new Error('At once') }]);
	});
});
