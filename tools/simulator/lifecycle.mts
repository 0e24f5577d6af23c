import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream';

import { COST, refund } from './billing.mts';
import { isFetched } from './media/fetch.mts';
import { MediaFetches } from './media/fetches.mts';
import type { Assignment, Status } from './state.mts';
import type { Simulation } from './simulation.mts';

/** Duration of each step at pace 1. A real video takes minutes, which is too slow for a demo. */
const STEP_MS: Partial<Record<Status, number>> = {
	pending: 1500,
	uploading: 4000,
	uploaded: 1500,
	processing: 5000,
};

const NEXT_WITH_MEDIA: Partial<Record<Status, Status>> = {
	pending: 'uploading',
	uploading: 'uploaded',
	uploaded: 'processing',
	processing: 'published',
};

/**
 * Posts without media skip the media states. The documentation does not say whether Pharlo does the
 * same.
 */
const NEXT_WITHOUT_MEDIA: Partial<Record<Status, Status>> = {
	pending: 'processing',
	processing: 'published',
};

/** The longest delay of a Node timer; longer waits are split. */
const MAX_TIMER_MS = 2_147_483_647;

/** Timing of an assignment that skips the steps; not saved in the state file. */
interface Shortcut {
	/** Milliseconds from the response, or the scheduled time, to the final status. */
	readonly afterMs: number;
	/** When the response to its creation was sent. */
	respondedAt?: number;
}

/** Moves assignments from status to status as time passes. */
export class Lifecycle {
	readonly #simulation: Simulation;
	readonly #timers = new Map<string, NodeJS.Timeout>();
	readonly #shortcuts = new Map<string, Shortcut>();
	readonly #fetches: MediaFetches;

	constructor(simulation: Simulation) {
		this.#simulation = simulation;
		this.#fetches = new MediaFetches(simulation);
		simulation.on('reset', () => this.stop());
		for (const assignment of simulation.state.assignments) this.arm(assignment);
	}

	stop(): void {
		for (const timer of this.#timers.values()) clearTimeout(timer);
		this.#timers.clear();
		this.#shortcuts.clear();
		this.#fetches.stopAll();
	}

	/**
	 * Starts the timers of a new assignment.
	 *
	 * @param response the response to its creation; a lost response counts as sent
	 */
	begin(assignment: Assignment, response: ServerResponse): void {
		const afterMs = this.#simulation.settings.finishAfterMs;
		if (afterMs === null) return this.arm(assignment);
		const shortcut: Shortcut = { afterMs };
		this.#shortcuts.set(assignment.id, shortcut);
		finished(response, () => {
			// It may have been cancelled, or the simulator reset, in the meantime.
			if (this.#shortcuts.get(assignment.id) !== shortcut) return;
			shortcut.respondedAt = Date.now();
			// No timer, not even of a millisecond: the callback is meant to race the response.
			if (remaining(assignment, shortcut) <= 0) void this.#finish(assignment);
			else this.arm(assignment);
		});
	}

	/** Schedules an assignment's next step; has to be called after every change to it. */
	arm(assignment: Assignment): void {
		this.#fetches.stop(assignment.id);
		clearTimeout(this.#timers.get(assignment.id));
		this.#timers.delete(assignment.id);
		if (assignment.status !== 'pending') this.#shortcuts.delete(assignment.id);
		const shortcut = this.#shortcuts.get(assignment.id);
		if (shortcut === undefined) this.#armStep(assignment);
		else if (shortcut.respondedAt !== undefined) this.#armEnd(assignment, shortcut);
	}

	#armStep(assignment: Assignment): void {
		const step = STEP_MS[assignment.status];
		const jitter = 0.8 + 0.4 * this.#simulation.random.next();
		const delay = step === undefined ? undefined : this.#simulation.paced(step * jitter);
		if (delay === undefined) return;
		const start = assignment.status === 'pending' ? scheduledTime(assignment) : 0;
		const wait = Math.max(start - Date.now(), 0) + delay;
		this.#setTimer(assignment, wait, async () => await this.advance(assignment));
	}

	#armEnd(assignment: Assignment, shortcut: Shortcut): void {
		this.#setTimer(
			assignment,
			remaining(assignment, shortcut),
			async () => await this.#finish(assignment),
		);
	}

	#setTimer(assignment: Assignment, wait: number, action: () => Promise<void>): void {
		const timer = setTimeout(
			() => (wait > MAX_TIMER_MS ? this.arm(assignment) : void action()),
			Math.min(wait, MAX_TIMER_MS),
		);
		this.#timers.set(assignment.id, timer);
	}

	/** Reschedules all assignments after a change of pace, which a download does not depend on. */
	armAll(): void {
		for (const assignment of this.#simulation.state.assignments) {
			if (this.#fetches.underWay(assignment) === undefined) this.arm(assignment);
		}
	}

	/**
	 * Moves to the next status: immediately, or after its media file was fetched. Waits for a fetch that
	 * is under way.
	 */
	async advance(assignment: Assignment): Promise<void> {
		const underWay = this.#fetches.underWay(assignment);
		if (underWay !== undefined) return await underWay;
		const next = (assignment.mediaUrl === null ? NEXT_WITHOUT_MEDIA : NEXT_WITH_MEDIA)[
			assignment.status
		];
		if (next === undefined) return;
		if (assignment.status === 'pending') assignment.attempts += 1;
		if (next === 'uploaded') await this.#upload(assignment, next);
		else this.move(assignment, next);
	}

	/** Moves to the final status in one step. */
	async #finish(assignment: Assignment): Promise<void> {
		assignment.attempts += 1;
		await this.#upload(assignment, 'published');
	}

	/** Moves to a status that requires the media file; synchronously unless the file is fetched. */
	async #upload(assignment: Assignment, next: Status): Promise<void> {
		const settle = (fault: string | undefined): void => {
			if (fault === undefined) this.move(assignment, next);
			else this.fail(assignment, 'UPLOAD_FAILED', fault);
		};
		const { mediaUrl } = assignment;
		const { which } = this.#simulation.settings.mediaFetch;
		const fault = mediaFault(assignment);
		if (fault !== undefined || mediaUrl === null || !isFetched(mediaUrl, which)) settle(fault);
		else await this.#fetches.start(assignment, mediaUrl, settle);
	}

	fail(assignment: Assignment, code: string, message: string): void {
		assignment.errors = [{ code, message }];
		refund(this.#simulation, COST.platform);
		this.move(assignment, 'failed');
	}

	/** Queues a failed assignment again; Pharlo documents no callback for this transition. */
	requeue(assignment: Assignment): void {
		assignment.errors = [];
		assignment.status = 'pending';
		assignment.scheduledAt = null;
		this.#touch(assignment);
	}

	move(assignment: Assignment, status: Status): void {
		assignment.status = status;
		if (status === 'published') {
			assignment.platformPostId = assignment.id.replace(/-/g, '').slice(0, 11);
			assignment.platformUrl =
				assignment.platform === 'youtube'
					? `https://youtu.be/${assignment.platformPostId}`
					: `https://www.${assignment.platform}.com/${assignment.platformPostId}`;
		}
		this.#touch(assignment);
		this.#simulation.emit('transition', assignment);
	}

	#touch(assignment: Assignment): void {
		assignment.updatedAt = this.#simulation.now();
		this.arm(assignment);
		this.#simulation.emit('change');
	}
}

/** Milliseconds until the final status. */
function remaining(assignment: Assignment, { afterMs, respondedAt = Infinity }: Shortcut): number {
	return Math.max(scheduledTime(assignment), respondedAt) + afterMs - Date.now();
}

/** Returns the publish time as a Unix timestamp in milliseconds; 0 if it is due immediately. */
function scheduledTime({ scheduledAt }: Assignment): number {
	return scheduledAt === null ? 0 : Date.parse(scheduledAt);
}

function mediaFault(assignment: Assignment): string | undefined {
	const url = assignment.mediaUrl ?? '';
	if (url.includes('forbidden')) return 'Media file returned 403';
	if (url.includes('missing')) return 'Media file returned 404';
	if (url.includes('flaky') && assignment.attempts < 2) return 'Media file returned 503';
	return undefined;
}
