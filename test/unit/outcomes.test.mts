import type { INode, INodeExecutionData } from 'n8n-workflow';

import type { Wait, WaitingAssignment } from '../../domain/wait.ts';
import {
	outcomeItem,
	outputsExpression,
	toOutputs,
	toValidityOutputs,
	waitItems,
	type OutcomeSettings,
} from '../../nodes/Pharlo/waiting/outcomes.ts';
import { evaluate } from '../harness/expression.mts';

type OnError = INode['onError'];

const nodeWith = (onError?: OnError): INode => ({ name: 'Pharlo', onError }) as unknown as INode;

const ONE_OUTPUT: OutcomeSettings = { limitMinutes: 30, byOutcome: false };
const BY_OUTCOME: OutcomeSettings = { limitMinutes: 30, byOutcome: true };

interface Row {
	readonly outcome: string;
	readonly message: string;
	readonly assignment: WaitingAssignment;
	readonly explanation?: unknown;
}

/** An assignment for each outcome, and one whose failure is explained. */
const ROWS: readonly Row[] = [
	{
		outcome: 'published',
		message: 'Published at https://youtu.be/a',
		assignment: { id: 'a', itemIndex: 3, status: 'published', platformUrl: 'https://youtu.be/a' },
	},
	{
		outcome: 'failed',
		message: 'Not published: No',
		assignment: { id: 'a', itemIndex: 3, status: 'failed', errors: ['No'] },
	},
	{
		outcome: 'failed',
		message: 'Not published: Media returned 403',
		assignment: { id: 'a', itemIndex: 3, status: 'failed', errors: ['Media returned 403'] },
		explanation: expect.stringContaining('requires a login'),
	},
	{
		outcome: 'cancelled',
		message: 'Not published: it was cancelled',
		assignment: { id: 'a', itemIndex: 3, status: 'cancelled' },
	},
	{
		outcome: 'timedOut',
		message:
			'Not known yet: processing when the time limit of 30 minutes had passed. Check what happened to it with Get.',
		assignment: { id: 'a', itemIndex: 3, status: 'processing' },
	},
];

const OTHER_MODES: OnError[] = [undefined, 'stopWorkflow', 'continueRegularOutput'];

/** What the item of an assignment holds where it is no error. */
function outcomeJson({ assignment, ...outcome }: Row): unknown {
	const { itemIndex: _itemIndex, ...json } = assignment;
	return { ...json, ...outcome };
}

describe('outcomeItem', () => {
	describe.each(ROWS)('$outcome: $message', (row) => {
		const { outcome, message, assignment, explanation = null } = row;
		const pairedItem = { item: 3 };
		const json = outcomeJson(row);

		test.each(OTHER_MODES)('is the assignment with its outcome (on error: %s)', (onError) => {
			expect(outcomeItem(nodeWith(onError), assignment, ONE_OUTPUT)).toEqual({ json, pairedItem });
		});

		test.each([...OTHER_MODES, 'continueErrorOutput' as const])(
			'is the same for outputs by outcome (on error: %s)',
			(onError) => {
				const item = outcomeItem(nodeWith(onError), assignment, BY_OUTCOME);
				expect(item).toEqual({ json, pairedItem });
			},
		);

		test('goes to the error output unless it was published', () => {
			const item = outcomeItem(nodeWith('continueErrorOutput'), assignment, ONE_OUTPUT);
			const details = { description: explanation, httpCode: null, assignment: json };
			expect(item).toEqual({
				json: outcome === 'published' ? json : { error: message, details },
				pairedItem,
			});
		});
	});

	test('does not contain the callback URL', () => {
		const assignment = { id: 'a', itemIndex: 0, status: 'failed', callbackUrl: 'https://secret' };
		for (const onError of [undefined, 'continueErrorOutput'] as const) {
			const item = outcomeItem(nodeWith(onError), assignment, ONE_OUTPUT);
			expect(JSON.stringify(item)).not.toContain('secret');
		}
	});
});

describe('before n8n 2.39, which has no checkNodesApiVersion', () => {
	let old: typeof outcomeItem;
	beforeAll(() => {
		jest.resetModules();
		jest.doMock('n8n-workflow', () => {
			const { checkNodesApiVersion: _new, ...exports } =
				jest.requireActual<Record<string, unknown>>('n8n-workflow');
			return exports;
		});
		const path = '../../nodes/Pharlo/waiting/outcomes.ts';
		old = jest.requireActual<{ outcomeItem: typeof outcomeItem }>(path).outcomeItem;
		jest.dontMock('n8n-workflow');
	});

	test.each(ROWS)('an item for the error output has only error and message: $message', (row) => {
		const { outcome, message: error, assignment, explanation = null } = row;
		const { json } = old(nodeWith('continueErrorOutput'), assignment, ONE_OUTPUT);
		const message = { description: explanation, httpCode: null, assignment: outcomeJson(row) };
		expect(json).toEqual(outcome === 'published' ? outcomeJson(row) : { error, message });
	});

	test.each(OTHER_MODES)('all other items are the same (on error: %s)', (onError) => {
		for (const { assignment } of ROWS) {
			expect(old(nodeWith(onError), assignment, ONE_OUTPUT)).toEqual(
				outcomeItem(nodeWith(onError), assignment, ONE_OUTPUT),
			);
		}
	});
});

describe('waitItems', () => {
	const assignment = (itemIndex: number): WaitingAssignment => ({
		id: `a${itemIndex}`,
		itemIndex,
		status: 'cancelled',
	});
	const failure = (itemIndex: number): Wait['failures'][number] => ({
		itemIndex,
		json: { error: `e${itemIndex}` },
	});

	test.each<[string, number[], number[]]>([
		['assignments first', [0, 1], [2, 3]],
		['failures first', [2, 3], [0, 1]],
		['mixed', [1, 10, 4], [3, 0, 2, 11]],
		['only assignments', [2, 0, 1], []],
		['only failures', [], [1, 0]],
	])('are in the order of the input items: %s', (_name, assignments, failures) => {
		const items = waitItems(nodeWith(), {
			assignments: assignments.map(assignment),
			failures: failures.map(failure),
			externalId: null,
			...ONE_OUTPUT,
		});
		const order = [...assignments, ...failures].sort((a, b) => a - b);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(order.map((item) => ({ item })));
		expect(items.map(({ json }) => json.id ?? json.error)).toEqual(
			order.map((index) => `${failures.includes(index) ? 'e' : 'a'}${index}`),
		);
	});

	test('keep the JSON of a failure, and report outcomes as the wait says', () => {
		const wait = { assignments: [assignment(0)], failures: [failure(1)], externalId: null };
		const [byError, failed] = waitItems(nodeWith('continueErrorOutput'), {
			...wait,
			...ONE_OUTPUT,
		});
		expect(byError?.json).toHaveProperty('error');
		expect(failed?.json).toEqual({ error: 'e1' });
		const [byOutcome] = waitItems(nodeWith('continueErrorOutput'), { ...wait, ...BY_OUTCOME });
		expect(byOutcome?.json).toMatchObject({ outcome: 'cancelled' });
	});
});

describe('outputs', () => {
	const NAMES = ['Timed Out', 'Published', 'Not Live'];
	const item = (json: INodeExecutionData['json']): INodeExecutionData => ({ json });

	test.each([
		[{ outcome: 'timedOut' }, 'Timed Out'],
		[{ waitingFor: [] }, 'Timed Out'],
		[{ outcome: 'published' }, 'Published'],
		[{ outcome: 'failed' }, 'Not Live'],
		[{ outcome: 'cancelled' }, 'Not Live'],
		[{ error: "'Title' is empty" }, 'Not Live'],
		[{}, 'Not Live'],
	])('%j leaves by the output %s', (json, name) => {
		expect(toOutputs([item(json)])).toEqual(
			NAMES.map((output) => (output === name ? [item(json)] : [])),
		);
	});

	test('keep the order of the items', () => {
		const items = ['published', 'failed', 'published', 'timedOut', 'cancelled'].map(
			(outcome, index) => item({ outcome, index }),
		);
		const [one, two, three, four, five] = items;
		expect(toOutputs(items)).toEqual([[four], [one, three], [two, five]]);
		expect(toOutputs([])).toEqual([[], [], []]);
	});

	const WAITING = ['createAndWait', 'wait "now"'];
	const CHECKING = ['check'];
	test.each(
		['one', 'byOutcome', 'byValidity', undefined].flatMap((outputs) =>
			[...WAITING, ...CHECKING, 'create', undefined].map((operation) => ({ outputs, operation })),
		),
	)('n8n shows those of %j', ($parameter) => {
		const { outputs, operation = '' } = $parameter;
		const names =
			(outputs === 'byOutcome' && WAITING.includes(operation) && NAMES) ||
			(outputs === 'byValidity' && CHECKING.includes(operation) && ['Valid', 'Invalid']);
		const expression = outputsExpression({
			waiting: WAITING,
			crossPosting: [],
			checking: CHECKING,
		});
		expect(expression.startsWith('={{')).toBe(true);
		expect(evaluate(expression.slice(1), { $parameter })).toEqual(
			names === false ? ['main'] : names.map((displayName) => ({ type: 'main', displayName })),
		);
	});

	test('what is not valid leaves by the second output of a check', () => {
		const [valid, invalid, other] = [{ valid: true }, { valid: false }, {}].map((json) => ({
			json,
		}));
		const items = [invalid, valid, other].flatMap((item) => item ?? []);
		expect(toValidityOutputs(items)).toEqual([[valid], [invalid, other]]);
	});
});
