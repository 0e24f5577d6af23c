import { findDifferences, isAnotherPost } from '../../domain/existing.ts';

const ASKED = {
	connectionId: 'c1',
	type: 'video',
	mediaUrl: 'https://cdn.example.com/1.mp4',
	payload: { title: 'One', tags: ['a', 'b'], description: '' },
	scheduledAt: '2036-01-01T10:00:00+02:00',
};

test.each<[string, object, boolean]>([
	['the same', { connectionId: 'c1', type: 'video' }, false],
	['the same in upper case', { connectionId: 'C1', type: 'video' }, false],
	['another connection', { connectionId: 'c2', type: 'video' }, true],
	['another type', { connectionId: 'c1', type: 'short' }, true],
	['nothing that is told', { id: 'a1' }, false],
	['nothing but the type, another one', { type: 'short' }, true],
	['null', { connectionId: null, type: null }, false],
])('%s: another post %p', (_name, existing, expected) => {
	expect(isAnotherPost(existing as Record<string, unknown>, ASKED)).toBe(expected);
});

test.each<[string, object, string[]]>([
	['the same', ASKED, []],
	['nothing that is told', { id: 'a1', payload: null, mediaUrl: null, scheduledAt: null }, []],
	['the same instant in UTC', { scheduledAt: '2036-01-01T08:00:00Z' }, []],
	['another instant', { scheduledAt: '2036-01-01T10:00:00Z' }, ['scheduledAt']],
	['other media', { mediaUrl: 'https://cdn.example.com/2.mp4' }, ['mediaUrl']],
	['another text', { payload: { title: 'Two', tags: ['a', 'b'] } }, ['payload']],
	['tags in another order', { payload: { title: 'One', tags: ['b', 'a'] } }, ['payload']],
	['a text that is not there', { payload: { tags: ['a', 'b'] } }, ['payload']],
	['fields that Pharlo adds', { payload: { ...ASKED.payload, madeForKids: false } }, []],
	['without the empty field', { payload: { title: 'One', tags: ['a', 'b'] } }, []],
	['a payload as a text', { payload: '{"title":"Two"}' }, []],
	[
		'all of them',
		{ mediaUrl: 'https://x.test', payload: {}, scheduledAt: '2037-01-01T00:00:00Z' },
		['mediaUrl', 'payload', 'scheduledAt'],
	],
])('%s differs in %j', (_name, existing, expected) => {
	expect(findDifferences(existing as Record<string, unknown>, ASKED)).toEqual(expected);
});

test('the time does not matter where none was asked for', () => {
	const { scheduledAt, ...asked } = ASKED;
	expect(findDifferences({ scheduledAt }, asked)).toEqual([]);
});

test('media where none was asked for is a difference', () => {
	expect(findDifferences(ASKED, { ...ASKED, mediaUrl: undefined })).toEqual(['mediaUrl']);
});
