import { automaticIdempotencyKey, contentDigest, type Attempt } from '../../pharlo/idempotency.ts';

const ATTEMPT: Attempt = {
	instanceId: 'instance',
	workflowId: 'wf1',
	executionId: '12',
	nodeId: 'node',
	run: 0,
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
	['run', { run: 1 }],
	['itemIndex', { itemIndex: 1 }],
])('another %s has another key', (_name, change) => {
	expect(automaticIdempotencyKey({ ...ATTEMPT, ...change })).not.toBe(
		automaticIdempotencyKey(ATTEMPT),
	);
});

test('for an AI tool what it creates tells the runs apart', () => {
	const video = contentDigest({ type: 'video', payload: { title: 'One' } });
	expect(contentDigest({ type: 'video', payload: { title: 'One' } })).toBe(video);
	expect(contentDigest({ type: 'video', payload: { title: 'Two' } })).not.toBe(video);
});

test('parts do not run into each other', () => {
	const left = automaticIdempotencyKey({
		...ATTEMPT,
		executionId: '1',
		run: 21,
		itemIndex: 3,
	});
	const right = automaticIdempotencyKey({
		...ATTEMPT,
		executionId: '12',
		run: 1,
		itemIndex: 3,
	});
	expect(left).not.toBe(right);
});

test('the form is stable: keys of running executions must survive an update', () => {
	expect(automaticIdempotencyKey(ATTEMPT)).toBe('n8n-d4049b33db983394a0242cc54c8eecb9288df718');
});
