import { parseCallbackEvent } from '../../domain/event.ts';

const REQUIRED = '"assignmentId":"a1","status":"failed"';

/** An event whose value at `deep` has so many levels of objects or lists. */
function nested(levels: number, open: string, close: string): Buffer {
	const inner = `${open.repeat(levels)}1${close.repeat(levels)}`;
	return Buffer.from(`{${REQUIRED},"deep":${inner}}`);
}

describe.each([
	['objects', '{"a":', '}'],
	['lists', '[', ']'],
	['objects in lists', '[{"a":', '}]'],
])('%s in an event', (_name, open, close) => {
	const levelsOfOne = open.includes('[{') ? 2 : 1;

	test('may be 64 levels deep, the event itself included', () => {
		const levels = Math.floor(63 / levelsOfOne);
		expect(parseCallbackEvent(nested(levels, open, close))).toMatchObject({ assignmentId: 'a1' });
	});

	test('may not be deeper', () => {
		const levels = Math.ceil(64 / levelsOfOne);
		expect(parseCallbackEvent(nested(levels, open, close))).toBeUndefined();
	});

	test('may not be so deep that a recursion fails', () => {
		expect(parseCallbackEvent(nested(100_000, open, close))).toBeUndefined();
	});
});

describe('keys that could pollute a prototype are removed', () => {
	test.each(['__proto__', 'constructor'])('%s, at every level', (key) => {
		const json = `{${REQUIRED},"${key}":1,"errors":[{"${key}":{"x":1},"list":[{"${key}":2,"y":3}]}]}`;
		const event = parseCallbackEvent(Buffer.from(json));
		expect(event).toEqual({
			assignmentId: 'a1',
			status: 'failed',
			errors: [{ list: [{ y: 3 }] }],
		});
		expect(JSON.stringify(event)).not.toContain(key);
	});

	test('other keys stay', () => {
		const json = `{${REQUIRED},"prototype":1,"toString":2,"":3}`;
		const expected: unknown = JSON.parse(json);
		expect(parseCallbackEvent(Buffer.from(json))).toEqual(expected);
	});
});

test.each<[string, Buffer]>([
	[
		'a byte that is not UTF-8',
		Buffer.concat([Buffer.from(`{${REQUIRED},"x":"`), Buffer.from([0xff]), Buffer.from('"}')]),
	],
	['UTF-16', Buffer.from(`{${REQUIRED}}`, 'utf16le')],
	['half a character', Buffer.concat([Buffer.from(`{${REQUIRED}}`), Buffer.from([0xe2, 0x82])])],
])('%s is not replaced but makes the event invalid', (_name, body) => {
	expect(parseCallbackEvent(body)).toBeUndefined();
});

test('of duplicate keys the last one counts', () => {
	const body = Buffer.from(`{"status":"published",${REQUIRED}}`);
	expect(parseCallbackEvent(body)?.status).toBe('failed');
});
