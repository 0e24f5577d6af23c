import type { PayloadField } from './field';

/** YouTube's own category IDs, of those that a video can have. */
const YOUTUBE_CATEGORIES: ReadonlyArray<readonly [string, string]> = [
	['Autos & Vehicles', '2'],
	['Comedy', '23'],
	['Education', '27'],
	['Entertainment', '24'],
	['Film & Animation', '1'],
	['Gaming', '20'],
	['Howto & Style', '26'],
	['Music', '10'],
	['News & Politics', '25'],
	['Nonprofits & Activism', '29'],
	['People & Blogs', '22'],
	['Pets & Animals', '15'],
	['Science & Technology', '28'],
	['Sports', '17'],
	['Travel & Events', '19'],
];

const YOUTUBE_VIDEO: readonly PayloadField[] = [
	{
		id: 'title',
		label: 'Title',
		kind: 'text',
		required: true,
		maxLength: 100,
	},
	{
		id: 'description',
		label: 'Description',
		kind: 'text',
		maxLength: 5000,
	},
	{
		id: 'privacy',
		label: 'Privacy',
		kind: 'choice',
		default: 'private',
		choices: [
			{ name: 'Private', value: 'private' },
			{ name: 'Public', value: 'public' },
			{ name: 'Unlisted', value: 'unlisted' },
		],
	},
	{
		id: 'tags',
		label: 'Tags',
		kind: 'list',
		maxTotalLength: 500,
	},
	{
		id: 'categoryId',
		label: 'Category',
		kind: 'choice',
		default: '22',
		choices: YOUTUBE_CATEGORIES.map(([name, value]) => ({ name, value })),
		openChoices: true,
	},
	{ id: 'madeForKids', label: 'Made for Kids', kind: 'flag', default: false },
];

const FACEBOOK_POST: readonly PayloadField[] = [
	{ id: 'message', label: 'Message', kind: 'text', required: true },
	{ id: 'link', label: 'Link', kind: 'url' },
	{
		id: 'privacy',
		label: 'Privacy',
		kind: 'choice',
		default: 'EVERYONE',
		choices: [
			{ name: 'All Friends', value: 'ALL_FRIENDS' },
			{ name: 'Everyone', value: 'EVERYONE' },
			{ name: 'Only Me', value: 'SELF' },
		],
	},
];

const DOCUMENTED: Readonly<Record<string, readonly PayloadField[]>> = {
	'youtube:video': YOUTUBE_VIDEO,
	'facebook:link': FACEBOOK_POST,
	'facebook:text': FACEBOOK_POST,
};

/**
 * The payload fields that Pharlo's documentation spells out (Publishing guide, Platform-specific
 * payloads): YouTube video, Facebook link and text.
 *
 * @returns undefined for every other combination, which needs a JSON payload
 */
export function documentedFields(
	platform: string,
	contentType: string,
): readonly PayloadField[] | undefined {
	return DOCUMENTED[`${platform}:${contentType}`];
}

/** The documented field with this key, whatever the platform and content type; most have it in common. */
export function documentedFieldNamed(id: string): PayloadField | undefined {
	return Object.values(DOCUMENTED)
		.flat()
		.find((field) => field.id === id);
}
