import { createHash } from 'crypto';

/** What tells one attempt to create an assignment from every other one. */
export interface Attempt {
	/** n8n's own identity: two installations number their executions alike. */
	readonly instanceId: string;
	readonly workflowId: string;
	readonly executionId: string;
	readonly nodeId: string;
	/**
	 * What tells the runs of a node in one execution apart: how often it ran before, which counts
	 * loop passes, or for an AI tool what it was asked to create.
	 */
	readonly run: number | string;
	readonly itemIndex: number;
}

/**
 * The automatic idempotency key: the same for every attempt of one item in one run of one
 * execution, so that "Retry On Fail" (which runs the whole node again) creates nothing twice, and
 * different for the next item, loop pass or execution. Pharlo answers a repeated key with the
 * existing assignment (Publishing guide, Idempotency keys).
 *
 * @returns 44 characters, `n8n-` and 160 bits in hex; nothing in it can be read back
 */
export function automaticIdempotencyKey(attempt: Attempt): string {
	const identity = JSON.stringify([
		attempt.instanceId,
		attempt.workflowId,
		attempt.executionId,
		attempt.nodeId,
		attempt.run,
		attempt.itemIndex,
	]);
	return `n8n-${createHash('sha256').update(identity).digest('hex').slice(0, 40)}`;
}

/** A digest of what is to be created; equal content has the same one. */
export function contentDigest(content: unknown): string {
	return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
