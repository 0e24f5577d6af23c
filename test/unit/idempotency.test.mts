import { automaticIdempotencyKey, type Attempt } from '../../pharlo/idempotency.ts';

const ATTEMPT: Attempt = {
	instanceId: 'instance',
	workflowId: 'wf1',
	executionId: '12',
	nodeId: 'node',
	runIndex: 0,
	itemIndex: 0,
};

test('the same attempt has the same key', () => {
	expect(automaticIdempotencyKey({ ...ATTEMPT })).toBe(automaticIdempotencyKey(ATTEMPT));
});

test.each<[keyof Attempt, Partial<Attempt>]>([
	['instanceId', { instanceId: 'other' }],
	['workflowId', { workflowId: 'wf2' }],
	['executionId', { executionId: '13' }],
	['nodeId', { nodeId: 'other' }],
	['runIndex', { runIndex: 1 }],
	['itemIndex', { itemIndex: 1 }],
])('another %s has another key', (_name, change) => {
	expect(automaticIdempotencyKey({ ...ATTEMPT, ...change })).not.toBe(
		automaticIdempotencyKey(ATTEMPT),
	);
});

test('parts do not run into each other', () => {
	const left = automaticIdempotencyKey({
		...ATTEMPT,
		executionId: '1',
		runIndex: 21,
		itemIndex: 3,
	});
	const right = automaticIdempotencyKey({
		...ATTEMPT,
		executionId: '12',
		runIndex: 1,
		itemIndex: 3,
	});
	expect(left).not.toBe(right);
});

test('the form is stable: keys of running executions must survive an update', () => {
	expect(automaticIdempotencyKey(ATTEMPT)).toBe('n8n-d4049b33db983394a0242cc54c8eecb9288df718');
});
