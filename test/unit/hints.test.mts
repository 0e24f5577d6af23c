import { hintsAfterCreate, type CreatedPost } from '../../domain/hints.ts';

function post(asked: object = {}, created: object = {}): CreatedPost {
	return {
		asked: {
			callbackUrl: 'https://n8n.example.com/webhook/1',
			payload: { privacy: 'public' },
			...asked,
		},
		created: { id: 'a', platform: 'youtube', alreadyExisted: false, ...created },
	};
}

test('nothing is said where the output says it all', () => {
	expect(hintsAfterCreate([post(), post()], 1000)).toEqual([]);
	expect(hintsAfterCreate([post()], null)).toEqual([]);
	expect(hintsAfterCreate([], 0)).toEqual([]);
});

test.each<[string, CreatedPost[], number | null, string]>([
	[
		'an existing assignment',
		[post({}, { alreadyExisted: true }), post()],
		null,
		"1 of 2 posts existed already and was not created again, see 'alreadyExisted'.",
	],
	[
		'one that waits',
		[post({ scheduledAt: '2036-01-15T18:00:00+01:00' }), post()],
		null,
		'Created, not live yet: 1 of 2 waits for the publish time.',
	],
	[
		'several that wait',
		[post({ scheduledAt: 'a' }), post({ scheduledAt: 'b' })],
		null,
		'Created, not live yet: 2 of 2 wait for the publish time.',
	],
	[
		'a private video',
		[post({ payload: { privacy: 'private' } }), post()],
		null,
		'YouTube keeps 1 of 2',
	],
	['a video without privacy', [post({ payload: {} })], null, 'YouTube keeps the video private'],
	[
		'nobody who is told',
		[post({ callbackUrl: undefined }), post()],
		null,
		'what becomes of 1 of 2 posts',
	],
	['few credits', [post()], 14, 'The credits are enough for 4 more posts.'],
	['credits for one', [post()], 3, 'The credits are enough for 1 more post.'],
	['no credits', [post()], 2, 'The credits are enough for 0 more posts.'],
])('%s', (_name, posts, balance, hint) => {
	expect(hintsAfterCreate(posts, balance)).toEqual([expect.stringContaining(hint)]);
});

test('each kind is told once, however many posts there are', () => {
	const posts = Array.from({ length: 100 }, () =>
		post(
			{ scheduledAt: 'a', payload: {}, callbackUrl: undefined },
			{ alreadyExisted: true, platform: 'youtube' },
		),
	);
	const hints = hintsAfterCreate(posts, 0);
	expect(hints).toHaveLength(5);
	expect(hints.filter((hint) => hint.includes('100 of 100'))).toHaveLength(4);
});

test.each([
	['Facebook', { payload: {} }, { platform: 'facebook' }],
	['an unknown platform', { payload: {} }, { platform: undefined }],
	['credits for ten posts', {}, {}],
])('%s is nothing to hint at', (_name, asked, created) => {
	expect(hintsAfterCreate([post(asked, created)], 30)).toEqual([]);
});
