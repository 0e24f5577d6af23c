import type { CallbackEvent } from '../../../domain/event';
import { setNewest } from '../setNewest';

/** Far more than wait at the same time; what is forgotten costs a credit, nothing else. */
const MAX_WAITS = 1000;

const events = new Map<string, CallbackEvent[]>();

/**
 * Keeps a verified final report while the same process lives, so that Pharlo need not be asked for
 * what it has told already. It must never be missed: n8n may be restarted at any time, and in queue
 * mode the next report reaches another process.
 *
 * @param key one for each wait
 */
export function remember(key: string, event: CallbackEvent): void {
	const known = events.get(key) ?? [];
	const others = known.filter(({ assignmentId }) => assignmentId !== event.assignmentId);
	setNewest(events, key, [...others, event], MAX_WAITS);
}

/** What was kept for a wait. */
export function seen(key: string): readonly CallbackEvent[] {
	return events.get(key) ?? [];
}

/** Forgets what was kept for a wait that has ended. */
export function forget(key: string): void {
	events.delete(key);
}
