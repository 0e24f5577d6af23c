import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import {
	markFailed,
	withAutomaticKeys,
} from '../../nodes/Pharlo/actions/assignment/automaticKeys.ts';
import { ItemContext } from '../../nodes/Pharlo/execution/itemContext.ts';
import { runWith } from '../harness/execute-context.mts';

/** Runs of a node that n8n gives the same context, as with the passes of a loop and with Retry. */
class NodeRuns {
	readonly stored: IDataObject = {};

	/** The keys of a run of the node; the items at these places fail then. */
	keys(
		index: number,
		titles: readonly string[],
		executionId = '1',
		failing: readonly number[] = [],
	): unknown[] {
		const context = {
			getContext: () => this.stored,
			getExecutionId: () => executionId,
			getInputData: () => titles.map(() => ({ json: {} })),
			getNodeParameter: () => ({}),
		} as unknown as IExecuteFunctions;
		const run = { ...runWith({ index }), context };
		Object.assign(run.parameters, { context });
		const plans = titles.map((message, itemIndex) => ({
			item: new ItemContext(run, itemIndex),
			part: '',
			isTimed: false,
			assignment: {
				content: { connectionId: 'c1', type: 'text', payload: { message } },
				idempotencyKey: undefined,
			},
		}));
		const keys = withAutomaticKeys(run, plans).map(({ assignment }) => assignment.idempotencyKey);
		markFailed(
			run,
			plans.filter(({ item }) => failing.includes(item.itemIndex)),
		);
		return keys;
	}
}

test('Retry that starts again with the first run gives the same keys, whatever is remembered', () => {
	const runs = new NodeRuns();
	const first = [runs.keys(0, ['A', 'A']), runs.keys(1, ['A']), runs.keys(2, ['B'])];
	expect(new Set(first.flat()).size).toBe(4);
	const again = [runs.keys(0, ['A', 'A'], '2'), runs.keys(1, ['A'], '2'), runs.keys(2, ['B'], '2')];
	expect(again).toEqual(first);
});

test('a run that nothing is remembered before counts from the beginning', () => {
	expect(new NodeRuns().keys(3, ['A'])).toEqual(new NodeRuns().keys(0, ['A']));
});

test('another try of a run has the same keys, even with other texts', () => {
	const runs = new NodeRuns();
	const keys = runs.keys(1, ['A', 'B']);
	expect(runs.keys(1, ['A at another time', 'B'])).toEqual(keys);
	expect(runs.keys(1, ['C', 'B'], '2')[0]).not.toBe(keys[0]);
});

test('what has failed gives its number to the next equal post', () => {
	const runs = new NodeRuns();
	const [first, second] = runs.keys(0, ['A', 'A'], '1', [0]);
	expect(runs.keys(0, ['A', 'A'], '1', [0])).toEqual([first, second]);
	expect(runs.keys(1, ['A', 'A'])[0]).toBe(first);
	expect(runs.keys(1, ['A', 'A'])).not.toContain(second);
});
