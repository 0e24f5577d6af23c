import { createHash } from 'crypto';

/** What tells one run of a node from every other one. */
export interface RunIdentity {
	/** n8n's own identity: two installations number their executions alike. */
	readonly instanceId: string;
	readonly workflowId: string;
	/** See {@link executionIdentity}. */
	readonly execution: string;
	readonly nodeId: string;
	/**
	 * What tells the runs of a node in one execution apart: how often it ran before, which counts
	 * loop passes, or for an AI tool what it was asked to create.
	 */
	readonly run: number | string;
}

/** What tells one attempt to create an assignment from every other one. */
export interface Attempt extends RunIdentity {
	readonly itemIndex: number;
}

/**
 * What an execution has in common with its repetitions: n8n's Retry runs a failed one again under
 * another ID, but with the token that guards its resume URL (since 2.14). Measured in 2.41.1.
 *
 * @param resumeUrl `$execution.resumeUrl`
 * @returns the execution's ID where there is no token
 */
export function executionIdentity(resumeUrl: unknown, executionId: string): string {
	const url = typeof resumeUrl === 'string' && URL.canParse(resumeUrl) ? new URL(resumeUrl) : null;
	return url?.searchParams.get('signature') ?? executionId;
}

/**
 * The automatic idempotency key: the same for every attempt of one item in one run of one
 * execution, so that neither "Retry On Fail" (which runs the whole node again) nor a Retry of the
 * failed execution creates anything twice, and different for the next item, loop pass or execution.
 * Pharlo answers a repeated key with the existing assignment (Publishing guide, Idempotency keys).
 *
 * @returns 44 characters, `n8n-` and 160 bits in hex; nothing in it can be read back
 */
export function automaticIdempotencyKey(attempt: Attempt): string {
	return `n8n-${digestOf(attempt, attempt.itemIndex)}`;
}

/**
 * An external ID that all assignments of one run share, so that one list call finds them all; as
 * stable as {@link automaticIdempotencyKey}.
 *
 * @returns 50 characters, `n8n-batch-` and 160 bits in hex
 */
export function batchExternalId(run: RunIdentity): string {
	return `n8n-batch-${digestOf(run, 'all')}`;
}

function digestOf(run: RunIdentity, part: number | string): string {
	const identity = [run.instanceId, run.workflowId, run.execution, run.nodeId, run.run, part];
	return sha256(JSON.stringify(identity)).slice(0, 40);
}

/** A digest of what is to be created; equal content has the same one. */
export function contentDigest(content: unknown): string {
	return sha256(canonicalJson(content));
}

/** What makes a post the same post. When it is published and who is told of it do not. */
const WHAT_IS_POSTED = ['connectionId', 'type', 'mediaUrl', 'payload'];

/**
 * An idempotency key made of what is posted and where to, so that it is not posted there twice in
 * whatever execution, whenever it was planned for.
 *
 * @param content Pharlo's request body
 * @returns 52 characters, `n8n-content-` and 160 bits in hex; the order of keys does not matter
 */
export function contentIdempotencyKey(content: Readonly<Record<string, unknown>>): string {
	const posted = Object.fromEntries(WHAT_IS_POSTED.map((key) => [key, content[key]]));
	return `n8n-content-${sha256(canonicalJson(posted)).slice(0, 40)}`;
}

/** In hex. */
function sha256(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

function canonicalJson(value: unknown): string {
	return JSON.stringify(value, (_key, part: unknown) =>
		typeof part === 'object' && part !== null && !Array.isArray(part)
			? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
			: part,
	);
}
