import {
	automaticIdempotencyKey,
	batchExternalId,
	contentDigest,
	contentIdempotencyKey,
	executionIdentity,
	toolIdempotencyKey,
	type NodeIdentity,
	type NumberedPost,
} from '../../domain/idempotency.ts';

const NODE: NodeIdentity = {
	instanceId: 'instance',
	workflowId: 'wf1',
	execution: '12',
	nodeId: 'node',
};
const POST: NumberedPost = { identity: '0123456789abcdef', occurrence: 0 };

test('the same post has the same key', () => {
	expect(automaticIdempotencyKey({ ...NODE }, POST)).toBe(automaticIdempotencyKey(NODE, POST));
});

test.each<[string, Partial<NodeIdentity & NumberedPost>]>([
	['instanceId', { instanceId: 'other' }],
	['workflowId', { workflowId: 'wf2' }],
	['execution', { execution: '13' }],
	['nodeId', { nodeId: 'other' }],
	['post', { identity: 'fedcba9876543210' }],
	['occurrence', { occurrence: 1 }],
])('a different %s gives a different key', (_name, change) => {
	expect(automaticIdempotencyKey({ ...NODE, ...change }, { ...POST, ...change })).not.toBe(
		automaticIdempotencyKey(NODE, POST),
	);
});

test('an AI tool has a key for each content', () => {
	const one = toolIdempotencyKey(NODE, { type: 'video', payload: { title: 'One' } });
	expect(one).toMatch(/^n8n-[0-9a-f]{40}$/);
	expect(toolIdempotencyKey(NODE, { payload: { title: 'One' }, type: 'video' })).toBe(one);
	expect(toolIdempotencyKey(NODE, { type: 'video', payload: { title: 'Two' } })).not.toBe(one);
	expect(
		toolIdempotencyKey({ ...NODE, execution: '13' }, { type: 'video', payload: { title: 'One' } }),
	).not.toBe(one);
});

test.each<[string, unknown, string]>([
	['its token, which a Retry keeps', 'https://n8n.test/webhook-waiting/13?signature=abc', 'abc'],
	['its ID before n8n 2.14', 'https://n8n.test/webhook-waiting/13', '13'],
	['its ID if n8n has no URL', 'undefined/13', '13'],
	['its ID if there is no resume URL', undefined, '13'],
])('an execution is identified by %s', (_name, resumeUrl, expected) => {
	expect(executionIdentity(resumeUrl, '13')).toBe(expected);
});

test('adjacent parts are not ambiguous', () => {
	const left = automaticIdempotencyKey({ ...NODE, execution: '1', nodeId: '21' }, POST);
	const right = automaticIdempotencyKey({ ...NODE, execution: '12', nodeId: '1' }, POST);
	expect(left).not.toBe(right);
});

test('the format is stable: keys of running executions must survive an update', () => {
	expect(automaticIdempotencyKey(NODE, POST)).toBe('n8n-794acd0a9a5619d1a2ca8a6350fcc1de2ee45b55');
});

describe('from content', () => {
	const post = {
		connectionId: 'c1',
		type: 'video',
		mediaUrl: 'https://x/1.mp4',
		payload: { title: 'One', tags: ['a', 'b'] },
	};

	test.each([
		['connection', { connectionId: 'c2' }],
		['type', { type: 'short' }],
		['media', { mediaUrl: 'https://x/2.mp4' }],
		['payload', { payload: { title: 'Two', tags: ['a', 'b'] } }],
		['order of a list', { payload: { title: 'One', tags: ['b', 'a'] } }],
	])('a different %s is a different post', (_name, change) => {
		expect(contentIdempotencyKey({ ...post, ...change })).not.toBe(contentIdempotencyKey(post));
	});

	test.each([
		['the time', { scheduledAt: '2036-01-01T00:00:00Z' }],
		['the recipient of callbacks', { callbackUrl: 'https://n8n/x', externalId: 'e' }],
		['the order of fields', { payload: { tags: ['a', 'b'], title: 'One' } }],
	])('%s does not matter', (_name, change) => {
		expect(contentIdempotencyKey({ ...post, ...change })).toBe(contentIdempotencyKey(post));
	});

	test('names its origin', () => {
		expect(contentIdempotencyKey(post)).toMatch(/^n8n-content-[0-9a-f]{40}$/);
	});
});

test('a batch has its own ID, the same for each attempt', () => {
	expect(batchExternalId(NODE, 0)).toMatch(/^n8n-batch-[0-9a-f]{40}$/);
	expect(batchExternalId({ ...NODE }, 0)).toBe(batchExternalId(NODE, 0));
	expect(batchExternalId(NODE, 1)).not.toBe(batchExternalId(NODE, 0));
	expect(batchExternalId({ ...NODE, execution: '13' }, 0)).not.toBe(batchExternalId(NODE, 0));
});

test.each<[string, unknown, string]>([
	['a number in place of the URL', 13, '12'],
	['another parameter', 'https://n8n.test/13?token=abc', '12'],
	['a token among others', 'https://n8n.test/13?a=b&signature=abc&c=d', 'abc'],
])('the identity of an execution with %s', (_name, resumeUrl, expected) => {
	expect(executionIdentity(resumeUrl, '12')).toBe(expected);
});

describe('stable across versions, because an update must not publish again', () => {
	const nested = {
		connectionId: 'c1',
		type: 'text',
		payload: { b: [{ d: 1, c: null }, 'x'], a: { z: true, y: undefined } },
	};

	const CONTENT = 'n8n-content-c38a803c458176de0972fec350d08d03e7ba9a8a';
	const DIGEST = 'c38a803c458176de0972fec350d08d03e7ba9a8a0cccc9b1c66e0040e39cf61a';

	test('batch', () => {
		expect(batchExternalId(NODE, 0)).toBe('n8n-batch-2ade3b90ed1aca763dda51cc092b74b82e10ccc0');
	});

	test('content', () => {
		expect(contentIdempotencyKey(nested)).toBe(CONTENT);
		expect(contentDigest(nested)).toBe(DIGEST);
	});

	test('whatever the order of keys, at each level', () => {
		const turned = {
			payload: { a: { y: undefined, z: true }, b: [{ c: null, d: 1 }, 'x'] },
			type: 'text',
			connectionId: 'c1',
		};
		expect(contentIdempotencyKey(turned)).toBe(CONTENT);
		expect(contentDigest(turned)).toBe(DIGEST);
	});
});
