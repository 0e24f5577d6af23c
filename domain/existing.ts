/** Pharlo's times have no fractions of a second. */
const TOLERANCE_MS = 2000;

/**
 * Whether an assignment was there before we asked for it, as far as the answer tells. Pharlo returns
 * the existing one for a repeated key; with which status is not documented (Publishing guide).
 *
 * @param status 200 for an existing one; with 201 the times decide, all of them of Pharlo's clock
 * @param headers of the answer; `date` says what time it is at Pharlo
 * @param askedForMs how long ago we asked for the first time
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
 * Which of the assignments with the same external ID is the one that a key belongs to.
 *
 * @param externalId what they have in common
 * @returns undefined where that cannot be told
 */
export function findByKey<T extends Row>(
	rows: readonly T[],
	idempotencyKey: string,
	externalId: unknown,
): T | undefined {
	const named = rows.find((row) => row.idempotencyKey === idempotencyKey);
	if (named !== undefined) return named;
	// Whether a list tells the keys is not documented. Only where the key served as the external ID as
	// well, a single one without a key can be no other post.
	const [first, ...others] = rows.filter((row) => typeof row.idempotencyKey !== 'string');
	return externalId === idempotencyKey && others.length === 0 ? first : undefined;
}
