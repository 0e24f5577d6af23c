import { randomUUID } from 'node:crypto';

/** Long enough for a person to step in, should the cancellation not work. */
const AHEAD_MS = 30 * 24 * 3_600_000;

const OFFSET_MS = 3 * 3_600_000;

/** The one assignment that is created and cancelled. */
export interface Trial {
	/** By this it is recognized, among whatever else a list may hold. */
	readonly mark: string;
	readonly body: {
		readonly connectionId: string;
		readonly scheduledAt: string;
		readonly [key: string]: unknown;
	};
}

/**
 * A private video that could not go live even if it were not cancelled: its time is far away, and its
 * address leads nowhere.
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
			// With an offset, to see whether it comes back as it was sent.
			scheduledAt: `${local}+03:00`,
			idempotencyKey: mark,
			externalId: mark,
		},
	};
}

/**
 * Whether this is the trial for certain. A filter that Pharlo does not know may be ignored, and then
 * the list holds what somebody else has planned.
 */
export function isTrial(entry: Record<string, unknown>, { mark }: Trial): boolean {
	const { payload } = entry;
	const title =
		typeof payload === 'object' && payload !== null && 'title' in payload
			? payload.title
			: undefined;
	return [entry.externalId, entry.idempotencyKey, title].includes(mark);
}
