import { createHash } from 'crypto';

import { stableMediaUrl } from './mediaUrl';

/** What tells a node of one execution, and of n8n's retries of it, apart from every other. */
export interface NodeIdentity {
	/** n8n's own ID: two installations number their executions alike. */
	readonly instanceId: string;
	readonly workflowId: string;
	/** See {@link executionIdentity}. */
	readonly execution: string;
	readonly nodeId: string;
}

/** A post as its automatic key sees it. */
export interface NumberedPost {
	/** What it is, in 16 hex digits. */
	readonly identity: string;
	/** Which of several equal ones, counted from 0. */
	readonly occurrence: number;
}

/**
 * What an execution has in common with its retries: n8n's Retry runs a failed execution again under
 * another ID, but with the same token in its resume URL (since n8n 2.14, measured in 2.41.1).
 *
 * @param resumeUrl `$execution.resumeUrl`
 * @returns the execution's ID where there is no token
 */
export function executionIdentity(resumeUrl: unknown, executionId: string): string {
	const url = typeof resumeUrl === 'string' && URL.canParse(resumeUrl) ? new URL(resumeUrl) : null;
	return url?.searchParams.get('signature') ?? executionId;
}

/**
 * The automatic idempotency key: the same for every attempt at one post in an execution, so that neither
 * "Retry On Fail" (which runs the whole node again) nor a Retry of the failed execution (which may run
 * the nodes before it again, and with other items) creates anything twice. Pharlo responds to a repeated
 * key with the existing assignment (Publishing guide, Idempotency keys).
 *
 * @param post what it is, and which of several equal ones, because two equal rows are two posts
 * @returns 44 characters, `n8n-` and 160 bits in hex; its parts cannot be read from it
 */
export function automaticIdempotencyKey(
	node: NodeIdentity,
	{ identity, occurrence }: NumberedPost,
): string {
	return `n8n-${digestOf(node, identity, occurrence)}`;
}

/**
 * The automatic idempotency key of an AI tool: equal content is the same post, because an agent that
 * calls its tool again with the same arguments repeats itself.
 *
 * @returns in the form of {@link automaticIdempotencyKey}
 */
export function toolIdempotencyKey(node: NodeIdentity, content: unknown): string {
	return `n8n-${digestOf(node, contentDigest(content))}`;
}

/**
 * An external ID that all assignments of one run of a node share, so that one list request finds them
 * all.
 *
 * @param run how often the node has run before in the execution, so that each loop pass has its own;
 *   the attempts of "Retry On Fail" count as one
 * @returns 50 characters, `n8n-batch-` and 160 bits in hex
 */
export function batchExternalId(node: NodeIdentity, run: number): string {
	return `n8n-batch-${digestOf(node, 'all', run)}`;
}

function digestOf(node: NodeIdentity, ...parts: ReadonlyArray<string | number>): string {
	const { instanceId, workflowId, execution, nodeId } = node;
	return sha256(JSON.stringify([instanceId, workflowId, execution, nodeId, ...parts])).slice(0, 40);
}

/** A digest of what is to be created, in hex; equal content has the same one. */
export function contentDigest(content: unknown): string {
	return sha256(canonicalJson(content));
}

/** Two assignments with these in common are the same post, whenever published and whoever is told. */
const POST_KEYS = ['connectionId', 'type', 'mediaUrl', 'payload'];

/**
 * An idempotency key made of what is posted and where, so that the same post is not published there
 * twice, in whatever execution and whenever it was scheduled.
 *
 * @param content Pharlo's request body
 * @returns 52 characters, `n8n-content-` and 160 bits in hex; the order of keys does not matter
 */
export function contentIdempotencyKey(content: Readonly<Record<string, unknown>>): string {
	const posted = Object.fromEntries(POST_KEYS.map((key) => [key, content[key]]));
	if (typeof posted.mediaUrl === 'string') posted.mediaUrl = stableMediaUrl(posted.mediaUrl);
	return `n8n-content-${sha256(canonicalJson(posted)).slice(0, 40)}`;
}

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

/** Pharlo's times have no fractions of a second. */
const TOLERANCE_MS = 2000;

/**
 * Whether an assignment existed before we asked for it, as far as the response tells. Pharlo returns
 * the existing one for a repeated key; it does not document with which status (Publishing guide).
 *
 * @param status 200 means an existing one; with 201 the times decide, all of them by Pharlo's clock
 * @param headers of the response; `date` is the present time at Pharlo
 * @param askedForMs milliseconds since we first asked
 */
export function alreadyExisted(
	status: number,
	headers: Readonly<Record<string, unknown>>,
	createdAt: unknown,
	askedForMs: number,
): boolean {
	if (status !== 201) return true;
	const age = Date.parse(String(headers.date)) - Date.parse(String(createdAt));
	return age > askedForMs + TOLERANCE_MS;
}

type Row = Readonly<Record<string, unknown>>;

/**
 * Finds the assignment that an idempotency key belongs to among those with the same external ID.
 *
 * @param externalId what the rows have in common
 * @returns undefined where that cannot be told
 */
export function findByKey<T extends Row>(
	rows: readonly T[],
	idempotencyKey: string,
	externalId: unknown,
): T | undefined {
	const named = rows.find((row) => row.idempotencyKey === idempotencyKey);
	if (named !== undefined) return named;
	// Pharlo does not document whether a list tells the keys. A single row without a key can be no other
	// post, but only where the key served as the external ID as well.
	const [first, ...others] = rows.filter((row) => typeof row.idempotencyKey !== 'string');
	return externalId === idempotencyKey && others.length === 0 ? first : undefined;
}
