import { matchesFilter, parseCallbackEvent } from '../../domain/event.ts';

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

	test('a __proto__ key does not become the prototype', () => {
		const event = parse('{"__proto__":{"admin":true},"assignmentId":"a1","status":"failed"}');
		expect(event).toMatchObject({ assignmentId: 'a1', status: 'failed' });
		expect((event as Record<string, unknown>).admin).toBeUndefined();
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
