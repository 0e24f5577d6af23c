import { z } from 'zod';

/** What can befall a request. The names that end in "After" are of those that were carried out. */
export const REQUEST_KINDS = [
	/** Cut before it is looked at: as near to a refused connection as one who listens can get. */
	'refused',
	/** Cut once it was read. */
	'resetBefore',
	/** Carried out, then cut: the answer is lost. */
	'resetAfter',
	/** Carried out, and the answer held back. */
	'slow',
	'tooMany',
	'tooManyWithRetryAfter',
	/** 500, 502, 503 or 504, as HTML, as JSON or without a body. */
	'serverError',
	/** Carried out, then answered like one that was not. */
	'serverErrorAfter',
	/** Carried out, and cut in the middle of the answer. */
	'halfAnswer',
] as const;

/** What can befall a callback. */
export const CALLBACK_KINDS = [
	/** Sent again, as by one who missed the receiver's answer. */
	'duplicate',
	/** Held back. */
	'delayed',
	/** Held back until the assignment's next one was sent. */
	'reordered',
	/** Preceded by another one of a false status that Pharlo never signed. */
	'forged',
] as const;

export type RequestKind = (typeof REQUEST_KINDS)[number];
export type CallbackKind = (typeof CALLBACK_KINDS)[number];

const rate = z.number().min(0).max(1);

export const chaosSchema = z.object({
	/** The share of requests that are disturbed. */
	rate,
	/** What befalls them; a kind that stands here twice is twice as frequent. */
	kinds: z.array(z.enum(REQUEST_KINDS)).min(1),
	/** The share of callbacks that are disturbed. */
	callbackRate: rate,
	callbackKinds: z.array(z.enum(CALLBACK_KINDS)).min(1),
	/** Milliseconds that a slow answer is held back. */
	slowMs: z.number().nonnegative(),
	/** Milliseconds that a callback is held back; a reordered one waits no longer either. */
	delayMs: z.number().nonnegative(),
	/** What `Retry-After` says: whole seconds. */
	retryAfterSeconds: z.number().int().nonnegative(),
	/** Same seed and same requests, same faults; they begin anew whenever chaos is set. */
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

/** Kinds with commas between them, as a flag takes them; those of callbacks may stand among them. */
export const kindsFlag = z
	.string()
	.transform((list) => list.split(',').map((name) => name.trim()))
	.pipe(z.array(z.enum([...REQUEST_KINDS, ...CALLBACK_KINDS])))
	.transform((named) => {
		const kinds = REQUEST_KINDS.filter((kind) => named.includes(kind));
		const callbackKinds = CALLBACK_KINDS.filter((kind) => named.includes(kind));
		// Who names kinds of one sort only has said nothing about the other.
		return {
			kinds: kinds.length > 0 ? kinds : NO_CHAOS.kinds,
			callbackKinds: callbackKinds.length > 0 ? callbackKinds : NO_CHAOS.callbackKinds,
		};
	});
