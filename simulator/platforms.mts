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

/**
 * What `GET /platforms/{platform}/capabilities` answers. The JSON is not documented in what we
 * could read; this is one plausible shape: a list of fields under each content type.
 */
export function capabilitiesOf(platform: string): unknown {
	const contentTypes = PLATFORMS.find(({ slug }) => slug === platform)?.contentTypes ?? [];
	return {
		platform,
		contentTypes: Object.fromEntries(
			contentTypes.map((type) => [
				type,
				{
					media: MEDIA_LIMITS[`${platform}:${type}`] ?? null,
					fields: FIELDS[`${platform}:${type}`] ?? [],
				},
			]),
		),
	};
}

const MEDIA_LIMITS: Readonly<Record<string, unknown>> = {
	'youtube:video': { maxSizeBytes: 256 * 1024 ** 3, maxDurationSeconds: 43_200 },
	'facebook:video': { maxSizeBytes: 10 * 1024 ** 3 },
};

const FACEBOOK_FIELDS = [
	{ name: 'message', type: 'string', required: true },
	{ name: 'link', type: 'string', format: 'url', required: false },
	{
		name: 'privacy',
		type: 'string',
		required: false,
		default: 'EVERYONE',
		enum: ['EVERYONE', 'ALL_FRIENDS', 'SELF'],
	},
];

const FIELDS: Readonly<Record<string, unknown>> = {
	'youtube:video': [
		{ name: 'title', type: 'string', required: true, maxLength: 100 },
		{ name: 'description', type: 'string', required: false, default: '', maxLength: 5000 },
		{
			name: 'privacy',
			type: 'string',
			required: false,
			default: 'private',
			enum: ['public', 'unlisted', 'private'],
		},
		{ name: 'tags', type: 'array', items: 'string', required: false, maxTotalLength: 500 },
		{ name: 'categoryId', type: 'string', required: false, default: '22' },
		{ name: 'madeForKids', type: 'boolean', required: false, default: false },
	],
	'facebook:link': FACEBOOK_FIELDS,
	'facebook:text': FACEBOOK_FIELDS,
};
