import { explainFailure, readFailures } from './failure';
import { omit } from './omit';

/**
 * Statuses after which nothing happens by itself any more (Code Examples page, Poll for assignment
 * completion). A failed assignment can be retried, but only by somebody who wants to.
 */
const FINAL_STATUSES: readonly unknown[] = ['published', 'failed', 'cancelled'];

/** Unknown statuses are not final: Pharlo adds states on its own schedule. */
export function isFinal(status: unknown): boolean {
	return FINAL_STATUSES.includes(status);
}

/** What waiting has come to; `timedOut` says nothing about the post, only about our patience. */
export type Outcome = 'published' | 'failed' | 'cancelled' | 'timedOut';

type Json = Readonly<Record<string, unknown>>;

export interface WithOutcome {
	readonly outcome: Outcome;
	/** The outcome in a sentence. */
	readonly message: string;
	/** What lies behind a failure of the media, for the person who can fix it. */
	readonly explanation?: string;
	readonly [key: string]: unknown;
}

/**
 * An assignment with what became of it, so that no workflow mistakes a failure for a success.
 *
 * The callback URL is left out: while an execution waits it holds n8n's token to resume it.
 *
 * @param limitMinutes how long was waited, for one that has not ended
 */
export function withOutcome(assignment: Json, limitMinutes: number): WithOutcome {
	const rest = omit(assignment, 'callbackUrl');
	const { status, platformUrl, errors } = assignment;
	if (status === 'published') {
		const where = typeof platformUrl === 'string' ? ` at ${platformUrl}` : '';
		return { ...rest, outcome: status, message: `Published${where}` };
	}
	if (status === 'cancelled') {
		return { ...rest, outcome: status, message: 'Not published: it was cancelled' };
	}
	if (status === 'failed') {
		const reasons = readFailures(errors).flatMap(({ code, message }) => message ?? code ?? []);
		const explanation = explainFailure(errors);
		return {
			...rest,
			outcome: status,
			message: `Not published: ${reasons.join('; ') || 'Pharlo gives no reason'}`,
			...(explanation === undefined ? {} : { explanation }),
		};
	}
	return {
		...rest,
		outcome: 'timedOut',
		message: `Not known yet: ${String(status ?? 'pending')} when the time limit of ${limitMinutes} ${limitMinutes === 1 ? 'minute' : 'minutes'} had passed. See what happened to it with Get.`,
	};
}
