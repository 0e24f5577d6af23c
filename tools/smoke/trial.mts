import { randomUUID } from 'node:crypto';

/** Leaves enough time to step in manually if the cancellation fails. */
const AHEAD_MS = 30 * 24 * 3_600_000;

const OFFSET_MS = 3 * 3_600_000;

/** The one assignment that is created and cancelled. */
export interface Trial {
	/** Identifies it among other entries of a list. */
	readonly mark: string;
	readonly body: {
		readonly connectionId: string;
		readonly scheduledAt: string;
		readonly [key: string]: unknown;
	};
}

/**
 * Creates a trial: a private video that would not go live even without cancelling it, because its
 * time is far ahead and its media URL does not exist.
 */
export function makeTrial(connectionId: string, now = new Date()): Trial {
	const mark = `n8n-nodes-pharlo-smoke-${randomUUID()}`;
	const local = new Date(now.getTime() + AHEAD_MS + OFFSET_MS).toISOString().slice(0, 19);
	return {
		mark,
		body: {
			connectionId,
			type: 'video',
			payload: { title: mark, description: 'A test, to be cancelled', privacy: 'private' },
			mediaUrl: `https://example.com/${mark}.mp4`,
			// With an offset, to see in which format it is returned.
			scheduledAt: `${local}+03:00`,
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
