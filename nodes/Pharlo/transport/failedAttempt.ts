import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import {
	noResponseError,
	rejectedError,
	uncertainError,
	type Intent,
} from '../../../domain/advice';
import { ApiError, InvalidInputError, mayHaveHappened } from '../../../domain/errors';
import type { Problem } from '../../../domain/problem';
import { neverReachedPharlo } from '../../../domain/retry';
import { scrub } from '../../../domain/scrub';
import { CREDENTIAL, type PharloContext } from './request';

/** A try that failed: with a response other than 2xx, or with none. */
export type FailedAttempt =
	| { readonly problem: Problem }
	| { readonly connectionCode: string | undefined; readonly thrown: unknown };

/**
 * The error of a request whose last try failed.
 *
 * @param secrets what must not appear in it
 * @param earlier the tries before: one of them may have been carried out
 */
export function toRequestError(
	failed: FailedAttempt,
	request: Intent,
	secrets: readonly string[],
	earlier: readonly FailedAttempt[] = [],
): ApiError | InvalidInputError {
	const error = describe(failed, request, secrets);
	const isUncertain = earlier.some((attempt) =>
		mayHaveHappened(describe(attempt, request, secrets)),
	);
	return isUncertain && error instanceof ApiError ? uncertainError(error, request) : error;
}

function describe(
	failed: FailedAttempt,
	request: Intent,
	secrets: readonly string[],
): ApiError | InvalidInputError {
	if ('problem' in failed) return rejectedError(scrub(failed.problem, secrets), request);
	const { connectionCode: code, thrown } = failed;
	const cause = causeOf(thrown);
	// The credential's Base URL is checked while n8n authenticates the request.
	if (cause instanceof InvalidInputError) return cause;
	const reason = code ?? (thrown instanceof Error ? thrown.message : String(thrown));
	return noResponseError(request, scrub(reason, secrets), code, !neverReachedPharlo(code));
}

/**
 * Fetches what must not appear in an error. Done only when something has failed, because decrypting a
 * credential takes n8n some time.
 */
export async function fetchSecrets(
	context: PharloContext,
	{ credential, resumeTokens }: Secrets,
): Promise<string[]> {
	const { apiKey, webhookSecret, previousWebhookSecret }: ICredentialDataDecryptedObject =
		credential ?? (await context.getCredentials(CREDENTIAL).catch(() => ({})));
	return [apiKey, webhookSecret, previousWebhookSecret, ...resumeTokens]
		.filter((secret) => typeof secret === 'string')
		.map((secret) => secret.trim());
}

interface Secrets {
	/** The credential, where it was fetched already. */
	readonly credential: ICredentialDataDecryptedObject | undefined;
	readonly resumeTokens: readonly string[];
}

/**
 * The system's name for a fault of the connection, e.g. `ECONNREFUSED`. Older versions of n8n (2.8 and
 * 1.123 do, 2.35 does not) keep it as `httpCode` and drop the cause.
 */
export function codeOf(thrown: unknown): string | undefined {
	const { code, httpCode } = (causeOf(thrown) ?? {}) as { code?: unknown; httpCode?: unknown };
	return [code, httpCode].find(
		(name): name is string => typeof name === 'string' && /^[A-Z]/.test(name),
	);
}

function causeOf(thrown: unknown): unknown {
	return thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
}
