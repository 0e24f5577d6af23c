import fc from 'fast-check';

import {
	parsePlatformFieldId,
	placesOf,
	platformFieldId,
	privacyProblems,
	toChannelPayload,
	withoutRepeats,
	type Channel,
	type ChannelDetails,
} from '../../domain/crossPost.ts';
import { documentedFields } from '../../domain/payload/documented.ts';
import type { PayloadField } from '../../domain/payload/field.ts';
import { inputErrorOf } from '../harness/inputError.mts';

const YOUTUBE: Channel = {
	platformName: 'YouTube',
	contentType: 'video',
	fields: documentedFields('youtube', 'video'),
};
const FACEBOOK: Channel = {
	platformName: 'Facebook',
	contentType: 'text',
	fields: documentedFields('facebook', 'text'),
};
const UNKNOWN: Channel = { platformName: 'TikTok', contentType: 'video', fields: undefined };
const TEXTS = { title: 'Product Demo', text: 'See what is new' };

function details(
	payload: Record<string, unknown> = {},
	...mentioned: readonly string[]
): ChannelDetails {
	return {
		payload,
		mentioned: new Set([...Object.keys(payload), ...mentioned]),
	};
}

function payloadOn(
	channel: Channel,
	own = details(),
	texts: Parameters<typeof toChannelPayload>[1] = TEXTS,
) {
	return toChannelPayload(channel, texts, own, 'UTC');
}

function fieldsNamed(...ids: readonly string[]): PayloadField[] {
	return ids.map((id) => ({ id, label: id, kind: 'text' as const }));
}

describe('title and text', () => {
	test('become what the platform calls them', () => {
		expect(payloadOn(YOUTUBE)).toEqual({ title: 'Product Demo', description: 'See what is new' });
	});

	test('a title is left out where the platform has none', () => {
		expect(payloadOn(FACEBOOK)).toEqual({ message: 'See what is new' });
	});

	test.each([
		[['text', 'caption', 'description', 'message'], 'message'],
		[['text', 'caption', 'description'], 'description'],
		[['text', 'caption'], 'caption'],
		[['other', 'text'], 'text'],
		[['other'], undefined],
	])('of the fields %j, the text is %s', (ids, expected) => {
		expect(placesOf(fieldsNamed(...ids)).text?.id).toBe(expected);
	});

	test('are left out where they are blank and nobody requires them', () => {
		expect(payloadOn(YOUTUBE, details(), { title: 'A', text: undefined })).toEqual({ title: 'A' });
	});

	test.each([
		['title', YOUTUBE, { title: undefined, text: 'x' }, "'Title' is empty"],
		['text', FACEBOOK, { title: 'x', text: undefined }, "'Text' is empty"],
	])('a missing %s is named as in the panel', (_what, channel, texts, message) => {
		expect(inputErrorOf(() => payloadOn(channel, details(), texts)).message).toBe(message);
	});

	test('one that is too long is refused, not cut', () => {
		const texts = { title: 'x'.repeat(101), text: undefined };
		expect(inputErrorOf(() => payloadOn(YOUTUBE, details(), texts)).message).toBe(
			"'Title' has 101 characters, Pharlo allows 100",
		);
	});

	test('a text without a place is refused, unless the details leave it out', () => {
		const channel = { ...FACEBOOK, contentType: 'story', fields: fieldsNamed('link') };
		const error = inputErrorOf(() => payloadOn(channel));
		expect(error.message).toContain("'Text' has no place on Facebook");
		expect(error.message).toContain('story');
		expect(error.description).toContain('"text": "" for Facebook');
		expect(payloadOn(channel, details({}, 'text'))).toEqual({});
		expect(payloadOn(channel, details(), { title: 'x', text: undefined })).toEqual({});
	});
});

describe('details', () => {
	test('go before title and text, and keys that are not known are sent as they are', () => {
		const own = details({
			title: 'Own',
			description: 'Own text',
			tags: 'a, b',
			extra: { deep: [1] },
		});
		expect(payloadOn(YOUTUBE, own)).toEqual({
			title: 'Own',
			description: 'Own text',
			tags: ['a', 'b'],
			extra: { deep: [1] },
		});
	});

	test('another name for the text counts as the text', () => {
		expect(payloadOn(YOUTUBE, details({ caption: 'Own' }))).toEqual({
			title: 'Product Demo',
			caption: 'Own',
		});
	});

	test('a blank one takes the shared title away', () => {
		expect(inputErrorOf(() => payloadOn(YOUTUBE, details({}, 'title'))).message).toBe(
			"'YouTube: Title' is empty",
		);
	});

	test.each([
		[{ privacy: 'SELF' }, "'YouTube: Privacy' is 'SELF', which is not one of its options"],
		[
			{ description: 'x'.repeat(5001) },
			"'YouTube: Description' has 5001 characters, Pharlo allows 5000",
		],
		[{ madeForKids: 'perhaps' }, "'YouTube: Made for Kids' is neither true nor false"],
	])('are checked by the rules of the platform %#', (payload, message) => {
		expect(inputErrorOf(() => payloadOn(YOUTUBE, details(payload))).message).toBe(message);
	});
});

describe('where the fields are not known', () => {
	test.each([
		['nothing is entered', details(), TEXTS],
		['there is nothing at all', details(), { title: undefined, text: undefined }],
		['the text has no counterpart', details({ privacy: 'public' }), TEXTS],
	])('a post is refused if %s', (_when, own, texts) => {
		const error = inputErrorOf(() => payloadOn(UNKNOWN, own, texts));
		expect(error.message).toContain("'Text' cannot be used on TikTok");
		expect(error.description).toContain('the whole payload for TikTok');
	});

	test.each([
		[details({ caption: 'Own' }), TEXTS, { caption: 'Own' }],
		[details({ privacy: 'a' }, 'text'), TEXTS, { privacy: 'a' }],
		[details({ privacy: 'a' }), { title: 'T', text: undefined }, { privacy: 'a' }],
	])('the details are the whole payload %#', (own, texts, expected) => {
		expect(payloadOn(UNKNOWN, own, texts)).toEqual(expected);
	});
});

describe('privacy', () => {
	const on = (channel: Channel, payload: object) => ({ channel, payload: { ...payload } });

	test('is asked for by name as soon as another platform has one', () => {
		const [first, second, third] = privacyProblems([
			on(YOUTUBE, { privacy: 'private' }),
			on(FACEBOOK, { message: 'x' }),
			on(UNKNOWN, { caption: 'x' }),
		]);
		expect(first).toBeUndefined();
		expect(second?.message).toBe("'Facebook: Privacy' is empty, but YouTube has 'private'");
		expect(second?.description).toContain('ALL_FRIENDS, EVERYONE, SELF');
		expect(third).toBeUndefined();
	});

	test('without choices, the advice ends after the details', () => {
		const fields = fieldsNamed('privacy');
		const [, problem] = privacyProblems([
			on(YOUTUBE, { privacy: 'private' }),
			on({ ...UNKNOWN, fields }, {}),
		]);
		expect(problem?.description).toMatch(/for TikTok in the details\. If the form/);
	});

	test('nothing is wrong where all say it, where nobody does, and where there is none', () => {
		const all = [on(YOUTUBE, { privacy: 'public' }), on(FACEBOOK, { privacy: 'SELF' })];
		const nobody = [on(YOUTUBE, { privacy: '' }), on(FACEBOOK, {})];
		const without = [
			on(YOUTUBE, { privacy: 'public' }),
			on({ ...FACEBOOK, fields: fieldsNamed('message') }, {}),
		];
		for (const posts of [all, nobody, without]) {
			expect(privacyProblems(posts)).toEqual([undefined, undefined]);
		}
	});
});

test('repeated connections are told, in upper and lower case', () => {
	expect(withoutRepeats(['a', 'B', 'A', 'c', 'b', 'a'])).toEqual({
		ids: ['a', 'B', 'c'],
		repeated: ['A', 'b', 'a'],
	});
	expect(withoutRepeats([])).toEqual({ ids: [], repeated: [] });
});

test('the field of a platform is found again by its ID', () => {
	fc.assert(
		fc.property(fc.stringMatching(/^[a-z_]+$/), fc.string({ minLength: 1 }), (platform, key) => {
			fc.pre(!/[\n\r\u2028\u2029]/.test(key));
			expect(parsePlatformFieldId(platformFieldId(platform, key))).toEqual({ platform, key });
		}),
	);
	expect(parsePlatformFieldId('YouTube:privacy').platform).toBe('youtube');
});

test.each(['privacy', ':privacy', 'youtube:', ''])('%j names no platform', (id) => {
	expect(inputErrorOf(() => parsePlatformFieldId(id)).message).toContain('names no platform');
});
