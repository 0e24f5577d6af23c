import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream';

import { COST, refund } from './billing.mts';
import type { Assignment, Status } from './state.mts';
import type { World } from './world.mts';

/** How long a step takes at pace 1; a real video takes minutes, which nobody wants to watch. */
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

/** Whether a text passes through the media states is not documented; here it does not. */
const NEXT_WITHOUT_MEDIA: Partial<Record<Status, Status>> = {
	pending: 'processing',
	processing: 'published',
};

/** Node's timers take no more than this; a longer wait is taken in pieces. */
const MAX_TIMER_MS = 2_147_483_647;

/** The way of an assignment that skips the steps; it is not kept in the state file. */
interface Shortcut {
	/** Milliseconds from the answer, or the scheduled time, to the end. */
	readonly afterMs: number;
	/** When the answer to its creation was out. */
	answeredAt?: number;
}

/** Moves assignments from status to status as time passes. */
export class Lifecycle {
	readonly #world: World;
	readonly #timers = new Map<string, NodeJS.Timeout>();
	readonly #shortcuts = new Map<string, Shortcut>();

	constructor(world: World) {
		this.#world = world;
		world.on('reset', () => this.stop());
		for (const assignment of world.state.assignments) this.arm(assignment);
	}

	stop(): void {
		for (const timer of this.#timers.values()) clearTimeout(timer);
		this.#timers.clear();
		this.#shortcuts.clear();
	}

	/**
	 * Starts the life of a new assignment.
	 *
	 * @param answer that to its creation; one that gets lost counts like one that is sent
	 */
	begin(assignment: Assignment, answer: ServerResponse): void {
		const afterMs = this.#world.settings.finishAfterMs;
		if (afterMs === null) return this.arm(assignment);
		const shortcut: Shortcut = { afterMs };
		this.#shortcuts.set(assignment.id, shortcut);
		finished(answer, () => {
			// It may have been cancelled, or everything been reset, by now.
			if (this.#shortcuts.get(assignment.id) !== shortcut) return;
			shortcut.answeredAt = Date.now();
			// Not even a timer's millisecond: a receiver shall have to run against the answer.
			if (remaining(assignment, shortcut) <= 0) this.#finish(assignment);
			else this.arm(assignment);
		});
	}

	/** Sets the clock for an assignment's next step; needed after everything that changes it. */
	arm(assignment: Assignment): void {
		clearTimeout(this.#timers.get(assignment.id));
		this.#timers.delete(assignment.id);
		if (assignment.status !== 'pending') this.#shortcuts.delete(assignment.id);
		const shortcut = this.#shortcuts.get(assignment.id);
		if (shortcut === undefined) this.#armStep(assignment);
		else if (shortcut.answeredAt !== undefined) this.#armEnd(assignment, shortcut);
	}

	#armStep(assignment: Assignment): void {
		const step = STEP_MS[assignment.status];
		const jitter = 0.8 + 0.4 * this.#world.random.next();
		const delay = step === undefined ? undefined : this.#world.paced(step * jitter);
		if (delay === undefined) return;
		const start = assignment.status === 'pending' ? scheduledTime(assignment) : 0;
		const wait = Math.max(start - Date.now(), 0) + delay;
		this.#setTimer(assignment, wait, () => this.advance(assignment));
	}

	#armEnd(assignment: Assignment, shortcut: Shortcut): void {
		this.#setTimer(assignment, remaining(assignment, shortcut), () => this.#finish(assignment));
	}

	#setTimer(assignment: Assignment, wait: number, action: () => void): void {
		const timer = setTimeout(
			() => (wait > MAX_TIMER_MS ? this.arm(assignment) : action()),
			Math.min(wait, MAX_TIMER_MS),
		);
		this.#timers.set(assignment.id, timer);
	}

	/** Sets all clocks anew, after the pace has changed. */
	armAll(): void {
		for (const assignment of this.#world.state.assignments) this.arm(assignment);
	}

	/** Takes the next step at once. */
	advance(assignment: Assignment): void {
		const next = (assignment.mediaUrl === null ? NEXT_WITHOUT_MEDIA : NEXT_WITH_MEDIA)[
			assignment.status
		];
		if (next === undefined) return;
		if (assignment.status === 'pending') assignment.attempts += 1;
		const fault = next === 'uploaded' ? mediaFault(assignment) : undefined;
		if (fault === undefined) this.move(assignment, next);
		else this.fail(assignment, 'UPLOAD_FAILED', fault);
	}

	/** Takes all steps in one. */
	#finish(assignment: Assignment): void {
		assignment.attempts += 1;
		const fault = mediaFault(assignment);
		if (fault === undefined) this.move(assignment, 'published');
		else this.fail(assignment, 'UPLOAD_FAILED', fault);
	}

	fail(assignment: Assignment, code: string, message: string): void {
		assignment.errors = [{ code, message }];
		refund(this.#world, COST.platform);
		this.move(assignment, 'failed');
	}

	/** Queues a failed assignment again; Pharlo lists no callback for this step. */
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
		this.#world.emit('transition', assignment);
	}

	#touch(assignment: Assignment): void {
		assignment.updatedAt = this.#world.now();
		this.arm(assignment);
		this.#world.emit('change');
	}
}

/** Milliseconds that are left of a shortcut. */
function remaining(assignment: Assignment, { afterMs, answeredAt = Infinity }: Shortcut): number {
	return Math.max(scheduledTime(assignment), answeredAt) + afterMs - Date.now();
}

/** Milliseconds since 1970; 0 for one that is due at once. */
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
