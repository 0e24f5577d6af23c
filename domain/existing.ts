import { isFileAddress } from './fileAddress';
import { contentDigest } from './idempotency';
import { isBlank } from './inputs';
import { stableMediaUrl } from './mediaUrl';

type Json = Readonly<Record<string, unknown>>;

/**
 * Whether an existing assignment is another post than the one that was asked for: on another connection,
 * or of another type.
 *
 * @param existing what Pharlo tells of it; what it does not tell cannot differ
 * @param asked Pharlo's request body
 */
export function isAnotherPost(existing: Json, asked: Json): boolean {
	return ['connectionId', 'type'].some((key) => {
		const told = existing[key];
		// UUIDs mean the same in upper and lower case.
		return typeof told === 'string' && told.toLowerCase() !== String(asked[key]).toLowerCase();
	});
}

/** In what the same post may be another than the one that was asked for. */
export type Difference = 'mediaUrl' | 'payload' | 'scheduledAt';

/**
 * In what an existing assignment differs from what was asked for, as far as Pharlo tells.
 *
 * @param existing what Pharlo tells of it
 * @param asked Pharlo's request body; without `scheduledAt` the time does not matter
 * @param hasFile whether the media is a file of n8n, which gets another address each time
 */
export function findDifferences(existing: Json, asked: Json, hasFile = false): Difference[] {
	const { mediaUrl, payload, scheduledAt } = existing;
	const isSame = hasFile ? isSameFile(existing, asked) : isSameMedia(mediaUrl, asked.mediaUrl);
	const differs: Readonly<Record<Difference, boolean>> = {
		mediaUrl: typeof mediaUrl === 'string' && !isSame,
		payload: isJson(payload) && isJson(asked.payload) && !holds(payload, asked.payload),
		scheduledAt: isAnotherTime(scheduledAt, asked.scheduledAt),
	};
	return (['mediaUrl', 'payload', 'scheduledAt'] as const).filter((key) => differs[key]);
}

function isSameMedia(told: unknown, asked: unknown): boolean {
	if (typeof told !== 'string' || typeof asked !== 'string') return false;
	return stableMediaUrl(told) === stableMediaUrl(asked);
}

/** As far as the size tells, where Pharlo tells it. */
function isSameFile({ mediaUrl, mediaSizeBytes = null }: Json, asked: Json): boolean {
	if (!isFileAddress(mediaUrl)) return false;
	return mediaSizeBytes === null || mediaSizeBytes === asked.mediaSizeBytes;
}

function isJson(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Pharlo may add its own fields to a payload, and drop empty ones. */
function holds(told: Json, asked: Json): boolean {
	return Object.entries(asked).every(([key, value]) => {
		if (isEmpty(value) && isEmpty(told[key])) return true;
		return contentDigest({ value }) === contentDigest({ value: told[key] });
	});
}

function isEmpty(value: unknown): boolean {
	return isBlank(value) || (Array.isArray(value) && value.length === 0);
}

function isAnotherTime(told: unknown, asked: unknown): boolean {
	if (typeof told !== 'string' || typeof asked !== 'string') return false;
	const seconds = [told, asked].map((time) => Math.round(Date.parse(time) / 1000));
	return seconds.every(Number.isFinite) && seconds[0] !== seconds[1];
}
