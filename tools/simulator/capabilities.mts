import { PLATFORMS } from './platforms.mts';

/**
 * The formats that `GET /platforms/{platform}/capabilities` may respond with: the accessible part
 * of the documentation does not show its JSON, so a client has to parse all of them.
 */
export const CAPABILITY_SHAPES = [
	'list',
	'map',
	'schema',
	'flat-list',
	'flat-map',
	'flat-schema',
	'junk',
] as const;

export type CapabilityShape = (typeof CAPABILITY_SHAPES)[number];

interface Field {
	readonly name: string;
	readonly type: 'string' | 'boolean' | 'array' | 'integer' | 'datetime';
	readonly required?: true;
	readonly default?: string | boolean;
	readonly maxLength?: number;
	readonly maxTotalLength?: number;
	readonly enum?: readonly string[];
	readonly format?: string;
}

const YOUTUBE: readonly Field[] = [
	{ name: 'title', type: 'string', required: true, maxLength: 100 },
	{ name: 'description', type: 'string', default: '', maxLength: 5000 },
	{
		name: 'privacy',
		type: 'string',
		default: 'private',
		enum: ['public', 'unlisted', 'private'],
	},
	{ name: 'tags', type: 'array', maxTotalLength: 500 },
	{ name: 'categoryId', type: 'string', default: '22' },
	{ name: 'madeForKids', type: 'boolean', default: false },
];

const FACEBOOK_POST: readonly Field[] = [
	{ name: 'message', type: 'string', required: true, maxLength: 63206 },
	{ name: 'link', type: 'string', format: 'url' },
	{
		name: 'privacy',
		type: 'string',
		default: 'EVERYONE',
		enum: ['EVERYONE', 'ALL_FRIENDS', 'SELF'],
	},
];

const FIELDS: Readonly<Record<string, readonly Field[]>> = {
	'youtube:video': YOUTUBE,
	// Not documented: only the live list has these fields.
	'youtube:short': [...YOUTUBE.slice(0, 3), { name: 'loopAudio', type: 'boolean', default: false }],
	'facebook:link': FACEBOOK_POST,
	'facebook:text': FACEBOOK_POST,
	'facebook:video': [
		{ name: 'title', type: 'string', maxLength: 255 },
		{ name: 'description', type: 'string', required: true, maxLength: 5000 },
		{ name: 'recordedAt', type: 'datetime' },
		{ name: 'thumbnailSecond', type: 'integer' },
	],
	// Not documented either; a story that takes no text at all.
	'facebook:story': [{ name: 'link', type: 'string', format: 'url' }],
};

const MEDIA_LIMITS: Readonly<Record<string, unknown>> = {
	'youtube:video': { maxSizeBytes: 256 * 1024 ** 3, maxDurationSeconds: 43_200 },
	'facebook:video': { maxSizeBytes: 10 * 1024 ** 3 },
};

/**
 * Returns a platform's capabilities in the configured shape; flat shapes describe one content type
 * only.
 *
 * @param maxBytes the largest media file of any type; null for the documented limits
 */
export function capabilitiesOf(
	platform: string,
	shape: CapabilityShape,
	maxBytes: number | null = null,
): unknown {
	const types = PLATFORMS.find(({ slug }) => slug === platform)?.contentTypes ?? [];
	if (shape === 'junk') return { platform, capabilities: 'see the documentation', version: [3, 1] };
	if (shape.startsWith('flat-')) return { platform, ...section(platform, types[0] ?? '', shape) };
	return {
		platform,
		contentTypes: Object.fromEntries(
			types.map((type) => [
				type,
				{
					media:
						maxBytes === null
							? (MEDIA_LIMITS[`${platform}:${type}`] ?? null)
							: { maxSizeBytes: maxBytes },
					...section(platform, type, shape),
				},
			]),
		),
	};
}

function section(platform: string, type: string, shape: CapabilityShape): object {
	const fields = FIELDS[`${platform}:${type}`] ?? [];
	if (shape.endsWith('list')) return { fields };
	const byName = Object.fromEntries(fields.map(({ name, ...field }) => [name, field]));
	if (shape.endsWith('map')) return { payload: byName };
	return {
		payloadSchema: {
			type: 'object',
			required: fields.filter((field) => field.required).map(({ name }) => name),
			properties: Object.fromEntries(
				fields.map(({ name, required: _required, ...field }) => [name, field]),
			),
		},
	};
}
