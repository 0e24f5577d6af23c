import {
	ANY_STATUS,
	matchesFilter,
	parseCallbackEvent,
	parseFilterList,
} from '../../domain/event.ts';
import { inputErrorOf } from '../harness/inputError.mts';

const PUBLISHED = {
	assignmentId: 'a1b2c3d4',
	status: 'published',
	platform: 'youtube',
	connectionId: 'c1',
	platformPostId: 'dQw4',
	platformUrl: 'https://youtu.be/dQw4',
	errors: [],
	timestamp: '2026-04-23T10:02:35Z',
};
const FAILED = {
	assignmentId: 'a1b2c3d4',
	status: 'failed',
	errors: [{ code: 'UPLOAD_FAILED', message: 'Media file returned 403' }],
	timestamp: '2026-04-23T10:02:35Z',
};

function parse(body: unknown) {
	return parseCallbackEvent(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
}

describe('parsing', () => {
	test.each([
		['the documented success', PUBLISHED],
		['the documented failure, which names neither platform nor connection', FAILED],
		['unknown keys and an unknown status', { ...FAILED, status: 'archived', extra: { deep: [1] } }],
		['null where a later version may send it', { ...PUBLISHED, platformUrl: null, errors: null }],
		['errors that are plain strings', { ...FAILED, errors: ['Media file returned 403'] }],
	])('%s is parsed unchanged', (_name, event) => {
		expect(parse(event)).toEqual(event);
	});

	test('a byte order mark is skipped', () => {
		expect(parse(`\uFEFF${JSON.stringify(FAILED)}`)).toEqual(FAILED);
	});

	test.each([
		['not JSON', '{"assignmentId":'],
		['nothing', ''],
		['a list', [PUBLISHED]],
		['a string', '"published"'],
		['null', 'null'],
		['no assignment', { status: 'published' }],
		['no status', { assignmentId: 'a1' }],
		['an empty assignment', { assignmentId: '', status: 'published' }],
		['a number as status', { assignmentId: 'a1', status: 7 }],
	])('%s is not an event', (_name, body) => {
		expect(parse(body)).toBeUndefined();
	});

	test.each([
		['Latin-1', Buffer.from(JSON.stringify({ ...FAILED, title: 'Käse' }), 'latin1')],
		['half a character', Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xf0, 0x9f])])],
		['UTF-16', Buffer.from(JSON.stringify(FAILED), 'utf16le')],
		['an encoded surrogate', replaced('Käse', Buffer.from([0xed, 0xa0, 0x80]))],
	])('%s is no event', (_name, body) => {
		expect(parseCallbackEvent(body)).toBeUndefined();
	});

	test('text in UTF-8 is not changed', () => {
		const event = { ...FAILED, title: 'Žluťoučký kůň 🐎 \uFEFF\u0000' };
		expect(parse(event)).toEqual(event);
	});
});

/** An event in which these bytes take the place of a text. */
function replaced(text: string, bytes: Buffer): Buffer {
	const [before = '', after = ''] = JSON.stringify({ ...FAILED, title: text }).split(text);
	return Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
}

describe('keys that could pollute a prototype', () => {
	const bad = '"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}';
	const event = '"assignmentId":"a1","status":"failed"';

	test.each<[string, string, unknown]>([
		['at the top', `{${bad},${event}}`, {}],
		['in an object', `{${event},"x":{${bad},"y":1}}`, { x: { y: 1 } }],
		['in a list', `{${event},"errors":[{${bad}},[{"y":1,${bad}}]]}`, { errors: [{}, [{ y: 1 }]] }],
		[
			'deep inside',
			`{${event},"x":{"x":{"x":[{"x":{${bad}}}]}}}`,
			{ x: { x: { x: [{ x: {} }] } } },
		],
		['beside null', `{${event},"x":null,"y":{${bad}}}`, { x: null, y: {} }],
		['with a plain value', `{${event},"x":{"constructor":1,"__proto__":null}}`, { x: {} }],
		['written with an escape', `{${event},"x":{"\\u005f_proto__":{"admin":true}}}`, { x: {} }],
	])('%s are removed', (_name, body, rest) => {
		const parsed = parse(body);
		expect(JSON.stringify(parsed)).not.toMatch(/proto|constructor|admin/);
		expect(parsed).toEqual({ assignmentId: 'a1', status: 'failed', ...(rest as object) });
		expect((parsed as Record<string, unknown>).admin).toBeUndefined();
	});

	test('other keys stay', () => {
		const event = { ...FAILED, prototype: 1, _proto_: { toString: 'x' }, hasOwnProperty: [1] };
		expect(parse(event)).toEqual(event);
	});
});

describe('depth', () => {
	/** JSON with this many levels, of which the event is the outermost. */
	const nested = (levels: number, open: string, close: string): string =>
		`{"assignmentId":"a1","status":"failed","x":${open.repeat(levels - 1)}${close.repeat(levels - 1)}}`;

	test.each([2, 63, 64])('%d levels are parsed', (levels) => {
		expect(parse(nested(levels, '[', ']'))).toMatchObject({ assignmentId: 'a1' });
		expect(parse(`${nested(levels, '{"y":', '}').replace('{"y":}', '{}')}`)).toMatchObject({
			assignmentId: 'a1',
		});
	});

	test.each([65, 66, 1000, 100_000])('%d levels are rejected', (levels) => {
		expect(parse(nested(levels, '[', ']'))).toBeUndefined();
		expect(parse(`${nested(levels, '{"y":', '}').replace('{"y":}', '{}')}`)).toBeUndefined();
	});

	test('many values side by side are not deep', () => {
		const errors = Array.from({ length: 1000 }, (_, place) => ({ code: String(place) }));
		expect(parse({ ...FAILED, errors })).toEqual({ ...FAILED, errors });
	});
});

describe('a part of a filter', () => {
	test.each<[unknown, string[]]>([
		['a', ['a']],
		[' a,b , ,c', ['a', 'b', 'c']],
		[7, ['7']],
		[['a,b'], ['a,b']],
		[
			['a ', '', 7, null, 'b,c'],
			['a', '7', 'b,c'],
		],
	])('%j is %j', (value, expected) => {
		expect(parseFilterList('Platforms', value)).toEqual(expected);
	});

	test.each<[unknown]>([
		[undefined],
		[null],
		[''],
		[' , '],
		[[]],
		['null'],
		[['', null]],
		[{}],
		['[object Object]'],
	])('%j is empty: it must not turn the filter off', (value) => {
		const { message, description } = inputErrorOf(() => parseFilterList('Platforms', value));
		expect(message).toBe("'Platforms' is empty");
		expect(description).toBe(
			'Choose from the list, or enter IDs. Remove the filter to receive all events.',
		);
	});

	test.each<[unknown]>([[true], [{ a: 1 }], [[{ a: 1 }]], [['a', true]], [[['a']]]])(
		'%j is not a text',
		(value) => {
			const { message } = inputErrorOf(() => parseFilterList('Platforms', value));
			expect(message).toMatch(/^'Platforms' is an? \w+, not a text$/);
		},
	);

	test('saved workflows hold the option for any status', () => {
		expect(ANY_STATUS).toBe('*');
	});
});

describe('filter', () => {
	const all = { statuses: [], platforms: [], connectionIds: [] };

	test.each([
		['an empty filter matches everything', PUBLISHED, {}, true],
		['selected status', PUBLISHED, { statuses: ['published', 'failed'] }, true],
		['other status', PUBLISHED, { statuses: ['failed'] }, false],
		['any status', { ...PUBLISHED, status: 'archived' }, { statuses: ['*'] }, true],
		['selected platform', PUBLISHED, { platforms: ['youtube'] }, true],
		['other platform', PUBLISHED, { platforms: ['facebook'] }, false],
		['selected connection', PUBLISHED, { connectionIds: ['c1'] }, true],
		['other connection', PUBLISHED, { connectionIds: ['c2'] }, false],
		['a failure without a platform', FAILED, { platforms: ['youtube'] }, true],
		['a failure without a connection', FAILED, { connectionIds: ['c2'] }, true],
		[
			'one mismatch is enough to filter out an event',
			PUBLISHED,
			{ statuses: ['published'], platforms: ['x'] },
			false,
		],
	])('%s', (_name, event, filter, expected) => {
		expect(matchesFilter(event, { ...all, ...filter })).toBe(expected);
	});
});
