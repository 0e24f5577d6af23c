import { contentDigest, type NumberedPost } from './idempotency';
import { stableMediaUrl } from './mediaUrl';

/** What the automatic key looks at in Pharlo's request body. */
interface Content {
	readonly connectionId?: unknown;
	readonly type?: unknown;
	readonly mediaUrl?: unknown;
	readonly payload?: unknown;
	readonly scheduledAt?: unknown;
	readonly externalId?: unknown;
}

/**
 * What each post of a run is, as far as that stays when the nodes before run again: connection, type and
 * media, or the payload where there is no media. A text may be written anew for the same media, so it
 * counts only where several posts of the run share their media and have different texts, such as a logo
 * under every post. Time, external ID and options may depend on the present, so they never count.
 *
 * @returns in the order of the posts, 16 hex digits each; equal posts have the same one
 */
export function postIdentities(contents: readonly Content[]): string[] {
	const posts = contents.map(({ connectionId, type, mediaUrl, payload }) => {
		const text = contentDigest(payload);
		const media = typeof mediaUrl === 'string' ? stableMediaUrl(mediaUrl) : { text };
		return { subject: shortDigest([connectionId, type, media]), text };
	});
	const texts = new Map<string, Set<string>>();
	for (const { subject, text } of posts) {
		texts.set(subject, (texts.get(subject) ?? new Set()).add(text));
	}
	return posts.map(({ subject, text }) =>
		(texts.get(subject)?.size ?? 0) > 1 ? shortDigest([subject, text]) : subject,
	);
}

/** Enough for the posts of one execution, which n8n stores with it. */
function shortDigest(value: unknown): string {
	return contentDigest(value).slice(0, 16);
}

/** A post that is asked for. */
export interface AskedPost {
	readonly content: Content;
	readonly identity: string;
	/** What it is already known as, from an earlier try. */
	readonly known: NumberedPost | undefined;
}

/**
 * Numbers equal posts, so that each has a key of its own: with the lowest numbers that are not taken, by
 * publish time, then external ID, then place.
 *
 * @param taken posts of earlier runs of the node
 * @returns in the order of the posts
 */
export function numberPosts(
	posts: readonly AskedPost[],
	taken: readonly NumberedPost[],
): NumberedPost[] {
	const used = new Set([...taken, ...posts.flatMap(({ known }) => known ?? [])].map(postName));
	const next = new Map<string, number>();
	const number = (identity: string): NumberedPost => {
		let occurrence = next.get(identity) ?? 0;
		while (used.has(postName({ identity, occurrence }))) occurrence += 1;
		next.set(identity, occurrence + 1);
		return { identity, occurrence };
	};
	const ranked = posts
		.map(({ content, identity, known }, index) => ({
			rank: rankOf(content),
			identity,
			known,
			index,
		}))
		.sort((a, b) => compareRanks(a.rank, b.rank) || a.index - b.index)
		.map(({ known, identity, index }) => ({ index, post: known ?? number(identity) }));
	return ranked.sort((a, b) => a.index - b.index).map(({ post }) => post);
}

/** A short text for a post, such as `0123456789abcdef-0`. */
export function postName({ identity, occurrence }: NumberedPost): string {
	return `${identity}-${occurrence}`;
}

/** Parses what {@link postName} gives; undefined for any other text. */
export function parsePostName(name: string): NumberedPost | undefined {
	const [, identity, occurrence] = /^([0-9a-f]{16})-(\d+)$/.exec(name) ?? [];
	return identity === undefined ? undefined : { identity, occurrence: Number(occurrence) };
}

type Rank = readonly [time: number, externalId: string];

function rankOf({ scheduledAt, externalId }: Content): Rank {
	const time = typeof scheduledAt === 'string' ? Date.parse(scheduledAt) : NaN;
	return [Number.isNaN(time) ? 0 : time, typeof externalId === 'string' ? externalId : ''];
}

function compareRanks([time, externalId]: Rank, [otherTime, otherId]: Rank): number {
	if (time !== otherTime) return time - otherTime;
	if (externalId === otherId) return 0;
	return externalId < otherId ? -1 : 1;
}
