import { createHash } from 'crypto';

/** What tells one attempt to create an assignment from every other one. */
export interface Attempt {
	/** n8n's own identity: two installations number their executions alike. */
	readonly instanceId: string;
	readonly workflowId: string;
	readonly executionId: string;
	readonly nodeId: string;
	/** How often the node ran before in this execution: it counts loop passes. */
	readonly runIndex: number;
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
		attempt.runIndex,
		attempt.itemIndex,
	]);
	return `n8n-${createHash('sha256').update(identity).digest('hex').slice(0, 40)}`;
}
