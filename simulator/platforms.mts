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

/** For these Pharlo's MCP page requires a media URL; its other pages name fewer (C-4). */
export const TYPES_WITH_MEDIA: readonly string[] = ['video', 'image', 'reel', 'short', 'story'];

export interface Platform {
	readonly slug: string;
	readonly name: string;
	readonly contentTypes: readonly string[];
	readonly hasCapabilities: boolean;
}

/** As the Platforms reference shows them. */
export const PLATFORMS: readonly Platform[] = [
	{ slug: 'youtube', name: 'YouTube', contentTypes: ['video', 'short'], hasCapabilities: true },
	{
		slug: 'facebook',
		name: 'Facebook',
		contentTypes: ['video', 'image', 'link', 'text', 'reel', 'story'],
		hasCapabilities: true,
	},
];

const youtubeVideo = z.object({
	title: rule.upTo(100),
	description: z
		.string()
		.max(5000, 'This value is too long. It should have 5000 characters or less.')
		.optional(),
	privacy: rule.choice(['public', 'unlisted', 'private']).default('private'),
	tags: z
		.array(z.string())
		.refine(
			(tags) => tags.reduce((sum, tag) => sum + tag.length, 0) <= 500,
			'This value is too long. It should have 500 characters or less.',
		)
		.optional(),
	categoryId: z
		.string({ invalid_type_error: 'This value should be of type string.' })
		.default('22'),
	madeForKids: rule.flag.default(false),
});

const facebookPost = z.object({
	message: rule.text,
	link: rule.url.optional(),
	privacy: rule.choice(['EVERYONE', 'ALL_FRIENDS', 'SELF']).default('EVERYONE'),
});

const PAYLOADS: Readonly<Record<string, z.AnyZodObject>> = {
	'youtube:video': youtubeVideo,
	'facebook:link': facebookPost,
	'facebook:text': facebookPost,
};

/** The payload's rules; those of other types are not documented, so anything goes there. */
export function payloadSchema(platform: string, type: string): z.AnyZodObject {
	return PAYLOADS[`${platform}:${type}`] ?? z.object({}).passthrough();
}
