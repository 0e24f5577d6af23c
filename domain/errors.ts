/** An error in words for the user: `message` says what happened, `description` what to do next. */
export class DescribedError extends Error {
	constructor(
		message: string,
		public description: string,
	) {
		super(message);
	}
}

/**
 * Input that is rejected before anything is sent to Pharlo.
 *
 * `message` names the parameter as the user sees it, in single quotes. The node turns this into
 * n8n's own error and adds the item, so the code that throws it needs no n8n types.
 */
export class InvalidInputError extends DescribedError {
	override readonly name = 'InvalidInputError';
}

/**
 * Input whose time is over: a publish time that has passed, or an address that has expired. A post that
 * exists already was asked for in time, and needs it no more.
 */
export class ExpiredInputError extends InvalidInputError {
	constructor(
		message: string,
		description: string,
		/** What the parameter gives apart from that. */
		readonly value: string,
	) {
		super(message, description);
	}
}

/** What is known of a failed request beside its words. */
export interface ApiErrorFacts {
	/** HTTP status; undefined where no response came, or one that is not Pharlo's. */
	readonly status?: number | undefined;
	/** Pharlo's own identifier, e.g. `insufficient_credits`, or the system's, e.g. `ECONNRESET`. */
	readonly code?: string | undefined;
	/** Pharlo's messages by field. */
	readonly details?: Readonly<Record<string, readonly string[]>>;
	/** Milliseconds that Pharlo asks to wait. */
	readonly retryAfterMs?: number | undefined;
	/** The next request would fail in the same way, although nothing came that is Pharlo's. */
	readonly isLasting?: boolean;
	/** What the request has done; `nothing` if left out. */
	readonly outcome?: RequestOutcome;
}

/** What a failed request has done: certainly nothing, or it may have been carried out. */
export type RequestOutcome = 'nothing' | 'unknown';

/** A request that Pharlo rejected, did not answer, or answered with something unreadable. */
export class ApiError extends DescribedError {
	override readonly name = 'ApiError';
	readonly status: number | undefined;
	readonly code: string | undefined;
	readonly details: Readonly<Record<string, readonly string[]>>;
	readonly retryAfterMs: number | undefined;
	readonly #isLasting: boolean;
	readonly outcome: RequestOutcome;

	constructor(message: string, description: string, facts: ApiErrorFacts = {}) {
		super(message, description);
		this.status = facts.status;
		this.code = facts.code;
		this.details = facts.details ?? {};
		this.retryAfterMs = facts.retryAfterMs;
		this.#isLasting = facts.isLasting ?? false;
		this.outcome = facts.outcome ?? 'nothing';
	}

	/** Whether the same request may succeed a little later: no response, too many requests, a fault of Pharlo's. */
	get isTransient(): boolean {
		if (this.#isLasting) return false;
		return this.status === undefined || this.status === 429 || this.status >= 500;
	}
}

/** Whether a failed request may have been carried out. */
export function mayHaveHappened(error: unknown): boolean {
	return error instanceof ApiError && error.outcome === 'unknown';
}
