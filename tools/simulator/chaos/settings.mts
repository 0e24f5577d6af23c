import { z } from 'zod';

/** Faults of requests. With names that end in "After", the request is processed. */
export const REQUEST_KINDS = [
	/**
	 * The connection closes before the request is processed: as close to a refused connection as a
	 * listening server can get.
	 */
	'refused',
	/** The connection is reset after the request was read, but before it is processed. */
	'resetBefore',
	/** The request is processed, then the connection is reset: the response is lost. */
	'resetAfter',
	/** The request is processed, and the response delayed. */
	'slow',
	'tooMany',
	'tooManyWithRetryAfter',
	/** 500, 502, 503 or 504, as HTML, as JSON or without a body. */
	'serverError',
	/** The request is processed, but the response is a server error. */
	'serverErrorAfter',
	/** The request is processed, and the connection closes in the middle of the response. */
	'halfAnswer',
] as const;

/** Faults of callbacks. */
export const CALLBACK_KINDS = [
	/** Sent again, as if the receiver's response had been lost. */
	'duplicate',
	/** Sent late. */
	'delayed',
	/** Held back until the assignment's next callback was sent. */
	'reordered',
	/** Preceded by a forged callback with a false status. */
	'forged',
] as const;

export type RequestKind = (typeof REQUEST_KINDS)[number];
export type CallbackKind = (typeof CALLBACK_KINDS)[number];

const rate = z.number().min(0).max(1);

export const chaosSchema = z.object({
	/** The share of requests that are disturbed. */
	rate,
	/** Faults to inject; a kind that is listed twice is twice as frequent. */
	kinds: z.array(z.enum(REQUEST_KINDS)).min(1),
	/** The share of callbacks that are disturbed. */
	callbackRate: rate,
	callbackKinds: z.array(z.enum(CALLBACK_KINDS)).min(1),
	/** Delay of a slow response in milliseconds. */
	slowMs: z.number().nonnegative(),
	/** Delay of a callback in milliseconds; also the longest wait of a reordered callback. */
	delayMs: z.number().nonnegative(),
	/** Value of `Retry-After` in whole seconds. */
	retryAfterSeconds: z.number().int().nonnegative(),
	/**
	 * The same seed and requests produce the same faults. Every change of the chaos settings restarts
	 * the sequence.
	 */
	seed: z.number().int(),
});

export type ChaosSettings = z.infer<typeof chaosSchema>;

export const NO_CHAOS: ChaosSettings = {
	rate: 0,
	kinds: [...REQUEST_KINDS],
	callbackRate: 0,
	callbackKinds: [...CALLBACK_KINDS],
	slowMs: 2000,
	delayMs: 3000,
	retryAfterSeconds: 1,
	seed: 1,
};

/**
 * Parses the comma-separated kinds of a command-line flag; request and callback kinds may be mixed.
 */
export const kindsFlag = z
	.string()
	.transform((list) => list.split(',').map((name) => name.trim()))
	.pipe(z.array(z.enum([...REQUEST_KINDS, ...CALLBACK_KINDS])))
	.transform((named) => {
		const kinds = REQUEST_KINDS.filter((kind) => named.includes(kind));
		const callbackKinds = CALLBACK_KINDS.filter((kind) => named.includes(kind));
		// A list that names kinds of one sort only leaves the other sort at its default.
		return {
			kinds: kinds.length > 0 ? kinds : NO_CHAOS.kinds,
			callbackKinds: callbackKinds.length > 0 ? callbackKinds : NO_CHAOS.callbackKinds,
		};
	});
