import { gzipSync } from 'node:zlib';

import { callSigned, EVENT, PARAMETERS } from '../harness/callbacks.mts';

const ANY = { parameters: { ...PARAMETERS, triggerOn: ['*'] } };
const REJECTED = { status: 400, body: { error: 'Not an assignment event' } };

/** Returns an event with content that JSON.stringify would not produce. */
function event(inside: string): string {
	return `{"assignmentId":"a1","status":"failed",${inside}}`;
}

describe('signed, but not an event of Pharlo: 400, and nothing starts', () => {
	test.each<[string, string | Buffer]>([
		['empty', ''],
		['white space', ' \n'],
		['null', 'null'],
		['true', 'true'],
		['a number', '7'],
		['a string', '"published"'],
		['a list', JSON.stringify([EVENT])],
		['an empty object', '{}'],
		['no assignment', '{"status":"published"}'],
		['no status', '{"assignmentId":"a1"}'],
		['an empty status', '{"assignmentId":"a1","status":""}'],
		['a list as status', '{"assignmentId":"a1","status":["published"]}'],
		['an object as assignment', '{"assignmentId":{"id":"a1"},"status":"published"}'],
		['fields only in a prototype', '{"__proto__":{"assignmentId":"a1","status":"failed"}}'],
		['truncated', JSON.stringify(EVENT).slice(0, -1)],
		['trailing data', `${JSON.stringify(EVENT)} ${JSON.stringify(EVENT)}`],
		['two byte order marks', `\uFEFF\uFEFF${JSON.stringify(EVENT)}`],
		['single quotes', "{'assignmentId':'a1','status':'failed'}"],
		['a form', 'assignmentId=a1&status=published'],
		['XML', '<event><assignmentId>a1</assignmentId><status>failed</status></event>'],
		['invalid UTF-8', Buffer.from(event('"title":"\xE9"'), 'latin1')],
		['half a character', Buffer.from(event('"title":"🐎"')).subarray(0, -5)],
		[
			'a surrogate in three bytes',
			Buffer.concat([Buffer.from('{"a":"'), Buffer.from('eda080227d', 'hex')]),
		],
		['UTF-16', Buffer.from(JSON.stringify(EVENT), 'utf16le')],
		['compressed gzip', gzipSync(JSON.stringify(EVENT))],
		['zero bytes', Buffer.alloc(1000)],
		['lists 10,000 levels deep', event(`"deep":${nested('[', ']', 10_000)}`)],
		['objects 10,000 levels deep', event(`"deep":${nested('{"a":', '}', 10_000, '1')}`)],
		['lists a million levels deep', event(`"deep":${nested('[', ']', 1_000_000)}`)],
		['a million brackets, none closed', '['.repeat(1_000_000)],
	])('%s', async (_name, body) => {
		const { response, sent, logged } = await callSigned(body, ANY);
		expect(sent).toEqual(REJECTED);
		expect(response).toEqual({ noWebhookResponse: true });
		expect(logged).toEqual([]);
	});
});

describe('signed, unusual, but an event: one item', () => {
	test.each<[string, string | Buffer, object]>([
		['a byte order mark', `\uFEFF${JSON.stringify(EVENT)}`, EVENT],
		['an unknown status', event('"status":"archived"'), { assignmentId: 'a1', status: 'archived' }],
		[
			'a key twice: the last one counts',
			'{"assignmentId":"no","status":"pending","assignmentId":"a1","status":"failed"}',
			{ assignmentId: 'a1', status: 'failed' },
		],
		[
			'a lone surrogate as an escape',
			event('"title":"\\ud83d"'),
			{ assignmentId: 'a1', status: 'failed', title: '\ud83d' },
		],
		[
			'a megabyte of text',
			event(`"title":"${'ž'.repeat(524_288)}"`),
			{ assignmentId: 'a1', status: 'failed', title: 'ž'.repeat(524_288) },
		],
		[
			'a number too large',
			event('"views":1e999'),
			{ assignmentId: 'a1', status: 'failed', views: Infinity },
		],
		['an empty key', event('"":1'), { assignmentId: 'a1', status: 'failed', '': 1 }],
	])('%s', async (_name, body, expected) => {
		const { response, sent } = await callSigned(body, ANY);
		expect(sent).toBeUndefined();
		expect(response.workflowData).toEqual([[{ json: expected }]]);
	});
});

test('keys that could pollute a prototype are removed from the item, at any depth', async () => {
	const poison = '"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}';
	const { response } = await callSigned(
		event(`${poison},"errors":[{"message":"m",${poison}}],"extra":{"deep":[{${poison},"a":1}]}`),
		ANY,
	);
	const [item] = response.workflowData?.[0] ?? [];
	expect(JSON.stringify(item?.json)).toBe(
		'{"assignmentId":"a1","status":"failed","errors":[{"message":"m"}],"extra":{"deep":[{"a":1}]}}',
	);
	expect(Object.getPrototypeOf(item?.json)).toBe(Object.prototype);
	expect(({} as Record<string, unknown>).admin).toBeUndefined();
});

test.each([
	['lists 10,000 levels deep', event(`"deep":${nested('[', ']', 10_000)}`)],
	['a megabyte of text', 'x'.repeat(1_048_576)],
	['nothing', ''],
])('unsigned, the body is not parsed: %s', async (_name, body) => {
	const { sent, response } = await callSigned(body, { ...ANY, secret: 'other' });
	expect(sent).toEqual({ status: 401, body: { error: 'Unauthorized' } });
	expect(response).toEqual({ noWebhookResponse: true });
});

function nested(open: string, close: string, depth: number, inside = ''): string {
	return open.repeat(depth) + inside + close.repeat(depth);
}
