import { randomUUID } from 'node:crypto';

/** Leaves enough time to step in manually if the cancellation fails. */
const AHEAD_MS = 30 * 24 * 3_600_000;

/** An assignment that is created and cancelled. */
export interface Trial {
	/** Identifies it among other entries of a list. */
	readonly mark: string;
	readonly body: {
		readonly connectionId: string;
		readonly mediaUrl: string;
		readonly payload: Readonly<Record<string, unknown>>;
		readonly [key: string]: unknown;
	};
}

export type ScheduledTrial = Trial & { readonly body: { readonly scheduledAt: string } };

/** Formats a time in the way that Pharlo's pages show, with an offset in whole hours. */
export function withOffset(instant: Date, hours: number): string {
	const local = new Date(instant.getTime() + hours * 3_600_000).toISOString().slice(0, 19);
	return `${local}+${String(hours).padStart(2, '0')}:00`;
}

/**
 * Creates a trial: a private video that would not go live even without cancelling it, because its
 * time is far ahead and its file cannot be fetched.
 *
 * @param mediaUrl an address that has no file
 */
export function makeScheduledTrial(
	connectionId: string,
	mediaUrl?: string,
	now = new Date(),
): ScheduledTrial {
	const { mark, body } = privateVideo(connectionId, mediaUrl);
	// With an offset, to see in which format it is returned.
	const scheduledAt = withOffset(new Date(now.getTime() + AHEAD_MS), 3);
	return { mark, body: { ...body, scheduledAt } };
}

/**
 * Creates a trial that is due at once, and can only fail because its file is refused.
 *
 * @param mediaUrl an address that refuses every download
 */
export function makeDueTrial(connectionId: string, mediaUrl: string, callbackUrl: string): Trial {
	const { mark, body } = privateVideo(connectionId, mediaUrl);
	return { mark, body: { ...body, callbackUrl } };
}

function privateVideo(connectionId: string, mediaUrl?: string): Trial {
	const mark = `n8n-nodes-pharlo-smoke-${randomUUID()}`;
	return {
		mark,
		body: {
			connectionId,
			type: 'video',
			payload: { title: mark, description: 'A test, to be cancelled', privacy: 'private' },
			mediaUrl: mediaUrl ?? `https://example.com/${mark}.mp4`,
			idempotencyKey: mark,
			externalId: mark,
		},
	};
}

/**
 * Whether this entry is certainly the trial. Pharlo may ignore an unknown filter, and then the list
 * contains other assignments.
 */
export function isTrial(entry: Record<string, unknown>, { mark }: Trial): boolean {
	const { payload } = entry;
	const title =
		typeof payload === 'object' && payload !== null && 'title' in payload
			? payload.title
			: undefined;
	return [entry.externalId, entry.idempotencyKey, title].includes(mark);
}
