import { z } from 'zod';

import * as rule from './validation.mts';

export const CONTENT_TYPES = [
	'video',
	'image',
	'link',
	'text',
	'reel',
	'short',
	'story',
	'carousel',
] as const;

/** Types that require a media URL according to Pharlo's MCP page; other pages list fewer (C-4). */
export const TYPES_WITH_MEDIA: readonly string[] = ['video', 'image', 'reel', 'short', 'story'];

export interface Platform {
	readonly slug: string;
	readonly name: string;
	readonly contentTypes: readonly string[];
	readonly hasCapabilities: boolean;
}

/** The platforms in the Platforms reference. */
export const PLATFORMS: readonly Platform[] = [
	{ slug: 'youtube', name: 'YouTube', contentTypes: ['video', 'short'], hasCapabilities: true },
	{
		slug: 'facebook',
		name: 'Facebook',
		contentTypes: ['video', 'image', 'link', 'text', 'reel', 'story'],
		hasCapabilities: true,
	},
];

/** Platforms that are announced and listed, but not yet available for publishing. */
export const PLANNED: readonly Platform[] = [
	{ slug: 'tiktok', name: 'TikTok', contentTypes: ['video'], hasCapabilities: false },
];

/** Maximum total length of all tags. */
const TAGS_LENGTH = 500;

const youtubeVideo = z.object({
	title: rule.upTo(100),
	description: rule.upTo(5000, z.string()).optional(),
	privacy: rule.choice(['public', 'unlisted', 'private']).optional(),
	tags: z
		.array(z.string())
		.refine(
			(tags) => tags.reduce((sum, tag) => sum + rule.lengthOf(tag), 0) <= TAGS_LENGTH,
			rule.tooLong(TAGS_LENGTH),
		)
		.optional(),
	categoryId: z.string({ invalid_type_error: 'This value should be of type string.' }).optional(),
	madeForKids: rule.flag.optional(),
});

const facebookPost = z.object({
	message: rule.text,
	link: rule.url.optional(),
	privacy: rule.choice(['EVERYONE', 'ALL_FRIENDS', 'SELF']).optional(),
});

const PAYLOADS: Readonly<Record<string, z.AnyZodObject>> = {
	'youtube:video': youtubeVideo,
	'facebook:link': facebookPost,
	'facebook:text': facebookPost,
};

/**
 * Returns the payload's schema. Other types are not documented, so any object is valid for them.
 */
export function payloadSchema(platform: string, type: string): z.AnyZodObject {
	return PAYLOADS[`${platform}:${type}`] ?? z.object({}).passthrough();
}
