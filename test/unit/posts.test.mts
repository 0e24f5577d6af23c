import fc from 'fast-check';

import type { NumberedPost } from '../../domain/idempotency.ts';
import { numberPosts, parsePostName, postIdentities, postName } from '../../domain/posts.ts';

const VIDEO = {
	connectionId: 'c1',
	type: 'video',
	mediaUrl: 'https://cdn.example.com/1.mp4',
	payload: { title: 'One', tags: ['a', 'b'] },
};
const TEXT = { connectionId: 'c1', type: 'text', payload: { message: 'One' } };

const identityOf = (content: object): string | undefined => postIdentities([content])[0];

test('an identity is short, because n8n stores it with the execution', () => {
	expect(identityOf(VIDEO)).toMatch(/^[0-9a-f]{16}$/);
	expect(identityOf(TEXT)).toMatch(/^[0-9a-f]{16}$/);
});

test.each([
	['connection', VIDEO, { connectionId: 'c2' }],
	['type', VIDEO, { type: 'short' }],
	['media', VIDEO, { mediaUrl: 'https://cdn.example.com/2.mp4' }],
	['connection of a text', TEXT, { connectionId: 'c2' }],
	['type of a text', TEXT, { type: 'link' }],
	['text', TEXT, { payload: { message: 'Two' } }],
	['media of a text', TEXT, { mediaUrl: 'https://cdn.example.com/2.mp4' }],
])('a different %s is a different post', (_name, post, change) => {
	expect(identityOf({ ...post, ...change })).not.toBe(identityOf(post));
});

test.each([
	['text of a video', VIDEO, { payload: { title: 'Written anew' } }],
	['time', VIDEO, { scheduledAt: '2036-01-01T00:00:00Z' }],
	['external ID', TEXT, { externalId: 'execution-7' }],
	['type of the file', VIDEO, { mediaContentType: 'video/mp4' }],
	['recipient of callbacks', TEXT, { callbackUrl: 'https://n8n.example.com/x' }],
	['order of fields', VIDEO, { payload: { tags: ['a', 'b'], title: 'One' } }],
])('a different %s is the same post', (_name, post, change) => {
	expect(identityOf({ ...post, ...change })).toBe(identityOf(post));
});

describe('several posts with the same media', () => {
	const other = { ...VIDEO, payload: { title: 'Two' } };

	test('are told apart by their texts, whatever their order', () => {
		const [one, two] = postIdentities([VIDEO, other]);
		expect(one).not.toBe(two);
		expect(postIdentities([other, VIDEO])).toEqual([two, one]);
	});

	test('are the same post where the texts are equal, as if each were alone', () => {
		expect(postIdentities([VIDEO, VIDEO])).toEqual([identityOf(VIDEO), identityOf(VIDEO)]);
	});

	test('on different connections, or of different types, do not matter to each other', () => {
		const posts = [VIDEO, { ...other, connectionId: 'c2' }, { ...other, type: 'short' }];
		expect(postIdentities(posts)).toEqual(posts.map(identityOf));
	});
});

const contents = fc.array(
	fc.record({
		connectionId: fc.constantFrom('c1', 'c2'),
		type: fc.constantFrom('video', 'text'),
		mediaUrl: fc.constantFrom('https://x.test/1', 'https://x.test/2', undefined),
		payload: fc.record({ title: fc.constantFrom('One', 'Two', 'Three') }),
		scheduledAt: fc.constantFrom('2036-01-01T00:00:00Z', '2036-01-01T01:00:00+02:00', undefined),
		externalId: fc.constantFrom('a', 'b', undefined),
	}),
	{ maxLength: 12 },
);

/** The names of the posts, with their numbers. */
function numbered(posts: readonly object[], taken: readonly NumberedPost[] = []): string[] {
	const identities = postIdentities(posts);
	return numberPosts(
		posts.map((content, index) => ({
			content,
			identity: identities[index] ?? '',
			known: undefined,
		})),
		taken,
	).map(postName);
}

test('property: no two posts of a run have the same number, and order does not matter', () => {
	fc.assert(
		fc.property(contents, (posts) => {
			const once = numbered(posts);
			expect(new Set(once).size).toBe(posts.length);
			expect(numbered([...posts].reverse()).sort()).toEqual([...once].sort());
		}),
	);
});

test('property: a row that is told apart by time or external ID has its number wherever it stands', () => {
	const rows = fc.uniqueArray(
		fc.record({
			scheduledAt: fc.constantFrom('2036-01-01T00:00:00Z', '2036-01-01T00:30:00+01:00'),
			externalId: fc.constantFrom('a', 'b', 'c'),
		}),
		{ selector: ({ scheduledAt, externalId }) => scheduledAt + externalId },
	);
	fc.assert(
		fc.property(rows, (times) => {
			const posts = times.map((time) => ({ ...VIDEO, ...time }));
			expect(numbered([...posts].reverse()).reverse()).toEqual(numbered(posts));
		}),
	);
});

test('the lowest numbers are given that are not taken', () => {
	const identity = identityOf(VIDEO) ?? '';
	const taken = [0, 2].map((occurrence) => ({ identity, occurrence }));
	expect(numbered([VIDEO, TEXT, VIDEO], taken)).toEqual([
		`${identity}-1`,
		`${identityOf(TEXT)}-0`,
		`${identity}-3`,
	]);
});

test('what is known from an earlier try stays, and its number is not given again', () => {
	const identity = identityOf(VIDEO) ?? '';
	const known = { identity, occurrence: 0 };
	const posts = [
		{ content: VIDEO, identity, known: undefined },
		{ content: TEXT, identity: identityOf(TEXT) ?? '', known },
	];
	expect(numberPosts(posts, [])).toEqual([{ identity, occurrence: 1 }, known]);
});

test('a name is parsed as what it was made of, and nothing else is', () => {
	const post = { identity: '0123456789abcdef', occurrence: 12 };
	expect(parsePostName(postName(post))).toEqual(post);
	for (const name of [
		'',
		'!0123456789abcdef-0',
		'0123456789abcdef',
		'0123-0',
		'0123456789abcdef-0!',
	]) {
		expect(parsePostName(name)).toBeUndefined();
	}
});

test('an earlier instant comes first, whatever its offset', () => {
	const early = { ...VIDEO, scheduledAt: '2036-01-01T01:00:00+02:00' };
	const late = { ...VIDEO, scheduledAt: '2036-01-01T00:00:00Z' };
	expect(numbered([late, early]).map((text) => text.slice(-1))).toEqual(['1', '0']);
	// What is published at once comes before both.
	expect(numbered([late, early, VIDEO]).map((text) => text.slice(-1))).toEqual(['2', '1', '0']);
});

test('then the external ID decides, one without it comes first, and at last the place', () => {
	const ids = (posts: readonly object[]): string[] => numbered(posts).map((name) => name.slice(-1));
	const a = { ...VIDEO, externalId: 'a' };
	const b = { ...VIDEO, externalId: 'b' };
	expect(ids([b, a, VIDEO])).toEqual(['2', '1', '0']);
	expect(ids([VIDEO, a, b, a])).toEqual(['0', '1', '3', '2']);
	expect(ids([b, b, b])).toEqual(['0', '1', '2']);
	expect(ids([{ ...VIDEO, externalId: 7 }, a, VIDEO])).toEqual(['0', '2', '1']);
});
