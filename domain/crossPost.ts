import { InvalidInputError } from './errors';
import { isBlank } from './inputs';
import type { PayloadField } from './payload/field';
import { formToPayload } from './payload/form';

type Json = Readonly<Record<string, unknown>>;

/** What is entered once for all channels; undefined where it is blank. */
export interface SharedTexts {
	readonly title: string | undefined;
	readonly text: string | undefined;
}

/** One place that a post goes to. */
export interface Channel {
	/** The platform as people call it, e.g. `YouTube`. */
	readonly platformName: string;
	readonly contentType: string;
	/** The payload fields of the platform for the content type; undefined where they are not known. */
	readonly fields: readonly PayloadField[] | undefined;
}

/** What is entered for one channel alone. */
export interface ChannelDetails {
	/** Checked, and by the keys of Pharlo's payload. Goes before what is shared. */
	readonly payload: Json;
	/** All keys that were entered, also blank ones: those are left out on purpose. */
	readonly mentioned: ReadonlySet<string>;
}

const TITLE = 'Title';
const TEXT = 'Text';

/** What platforms call the text of a post, the most specific first. */
const TEXT_FIELDS = ['message', 'description', 'caption', 'text'];

/** The payload field that says who may see a post, on every platform that documents one. */
export const PRIVACY_FIELD = 'privacy';

/** Where the shared texts go; undefined where the platform has no such field. */
interface Places {
	readonly title: PayloadField | undefined;
	readonly text: PayloadField | undefined;
}

/** Finds the fields that take 'Title' and 'Text'. */
export function placesOf(fields: readonly PayloadField[]): Places {
	const named = (id: string): PayloadField | undefined => fields.find((field) => field.id === id);
	return {
		title: named('title'),
		text: TEXT_FIELDS.map(named).find((field) => field !== undefined),
	};
}

/**
 * The payload for one channel: its details, and the shared texts in the fields that take them. A title is
 * left out where the platform has none; a text never is, unless the details say so.
 *
 * @param zone IANA name of the time zone for times without an offset
 * @throws {InvalidInputError} when something is missing, too long for the platform or has no place there
 */
export function toChannelPayload(
	channel: Channel,
	texts: SharedTexts,
	details: ChannelDetails,
	zone: string,
): Record<string, unknown> {
	const { fields, platformName } = channel;
	const isMentioned = (id: string): boolean => details.mentioned.has(id);
	const hasOwnText = TEXT_FIELDS.some(isMentioned);
	if (fields === undefined) return withoutMapping(channel, texts, details, hasOwnText);

	const places = placesOf(fields);
	if (texts.text !== undefined && places.text === undefined && !hasOwnText) {
		throw withoutPlace(channel);
	}
	const shared = {
		...(places.title === undefined || isMentioned(places.title.id)
			? {}
			: { [places.title.id]: texts.title }),
		...(places.text === undefined || hasOwnText ? {} : { [places.text.id]: texts.text }),
	};
	const labelled = fields.map((field) => ({
		...field,
		label: labelIn(field, places, isMentioned, platformName),
	}));
	const known = new Set(fields.map(({ id }) => id));
	const others = Object.entries(details.payload).filter(([key]) => !known.has(key));
	return {
		...formToPayload(labelled, { ...shared, ...details.payload }, 'create', zone),
		...Object.fromEntries(others),
	};
}

/** Nothing is known of the fields, so the details are the whole payload. */
function withoutMapping(
	{ platformName, contentType }: Channel,
	{ text }: SharedTexts,
	{ payload }: ChannelDetails,
	hasOwnText: boolean,
): Record<string, unknown> {
	if (Object.keys(payload).length > 0 && (text === undefined || hasOwnText)) return { ...payload };
	throw new InvalidInputError(
		`'${TEXT}' cannot be used on ${platformName}: Pharlo does not say which fields it takes for the content type ${contentType}`,
		`Enter the whole payload for ${platformName} under its name in 'Details (JSON)', with a text of its own.`,
	);
}

function withoutPlace({ platformName, contentType }: Channel): InvalidInputError {
	return new InvalidInputError(
		`'${TEXT}' has no place on ${platformName}: it takes no text for the content type ${contentType}`,
		`To publish there without it, enter "text": "" for ${platformName} in 'Details (JSON)'.`,
	);
}

/** The name of the parameter that a value comes from, or of the field that lacks one. */
function labelIn(
	field: PayloadField,
	places: Places,
	isMentioned: (id: string) => boolean,
	platformName: string,
): string {
	if (!isMentioned(field.id)) {
		if (field === places.title) return TITLE;
		if (field === places.text) return TEXT;
	}
	return `${platformName}: ${field.label}`;
}

/** A payload with the channel that it is for. */
export interface ChannelPayload {
	readonly channel: Channel;
	readonly payload: Json;
}

/**
 * What is wrong with the privacy of the posts that one item becomes. It means something else on each
 * platform, so it is not carried over: said for one, it has to be said for all that have it. Where nobody
 * says anything, each platform uses its own default.
 *
 * @returns in the order of the posts; undefined where nothing is wrong
 */
export function privacyProblems(
	posts: readonly ChannelPayload[],
): Array<InvalidInputError | undefined> {
	const said = posts.find(({ payload }) => !isBlank(payload[PRIVACY_FIELD]));
	return posts.map(({ channel, payload }) => {
		const field = channel.fields?.find(({ id }) => id === PRIVACY_FIELD);
		if (said === undefined || field === undefined || !isBlank(payload[PRIVACY_FIELD])) {
			return undefined;
		}
		const choices = field.choices?.map(({ value }) => value).join(', ');
		const { platformName } = channel;
		return new InvalidInputError(
			`'${platformName}: ${field.label}' is empty, but ${said.channel.platformName} has '${String(said.payload[PRIVACY_FIELD])}'`,
			`Privacy means something else on each platform, so it is not carried over. Enter it for ${platformName} in the details${choices === undefined ? '' : `: ${choices}`}. If the form has no such field, set 'Details As' to 'JSON'.`,
		);
	});
}

/** Key of the details for a content type of its own, which is not part of the payload. */
export const CONTENT_TYPE_KEY = 'contentType';

/**
 * Removes repeated connections, of which only the first counts.
 *
 * @returns the IDs in their order, and those that were repeated
 */
export function withoutRepeats(ids: readonly string[]): {
	readonly ids: string[];
	readonly repeated: string[];
} {
	// UUIDs mean the same in upper and lower case.
	const first = new Map<string, string>();
	const repeated: string[] = [];
	for (const id of ids) {
		if (first.has(id.toLowerCase())) repeated.push(id);
		else first.set(id.toLowerCase(), id);
	}
	return { ids: [...first.values()], repeated };
}

/**
 * The ID of a form's field that belongs to one platform, e.g. `youtube:privacy`.
 *
 * @param key of the platform's payload, or {@link CONTENT_TYPE_KEY}
 */
export function platformFieldId(platform: string, key: string): string {
	return `${platform}:${key}`;
}

/**
 * Splits what {@link platformFieldId} gives.
 *
 * @throws {InvalidInputError} for an ID that names no platform
 */
export function parsePlatformFieldId(id: string): {
	readonly platform: string;
	readonly key: string;
} {
	const [, platform, key] = /^([^:]+):(.+)$/.exec(id) ?? [];
	if (platform !== undefined && key !== undefined) return { platform: platform.toLowerCase(), key };
	throw new InvalidInputError(
		`'${id}' in 'Details' names no platform`,
		'Choose the fields from the list of the form.',
	);
}
