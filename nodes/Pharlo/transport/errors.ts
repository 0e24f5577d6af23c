import { NodeApiError, NodeOperationError, type IDataObject, type INode } from 'n8n-workflow';

import { adviceFor, type Advice, type Intent } from '../../../domain/apiError';
import type { Problem } from '../../../domain/problem';
import { Refusal } from '../../../domain/invalidInput';
import { neverArrived } from '../../../domain/retry';
import { scrub } from '../../../domain/scrub';
import type { Caller } from './PharloClient';

/** Turns an answer other than 2xx into n8n's error. */
export async function toAnswerError(
	caller: Caller,
	answered: Problem,
	request: Intent,
): Promise<NodeApiError> {
	const problem = scrub(answered, await secretsOf(caller));
	const advice = adviceFor(problem, request);
	const error = new NodeApiError(
		caller.getNode(),
		{
			message: advice.message,
			code: problem.code ?? null,
			details: bounded(problem.details),
		},
		{ ...advice, httpCode: String(problem.status) },
	);
	const failure = failureOf(problem);
	// Set afterwards and not by the option: n8n before 2.37 does not know it.
	if (failure !== undefined) error.failure = failure;
	return inOurWords(error, advice);
}

/** n8n stores them with the execution. */
const MAX_DETAILS_LENGTH = 5000;

function bounded(details: Problem['details']): Record<string, string[]> {
	const isLong = JSON.stringify(details).length > MAX_DETAILS_LENGTH;
	return isLong ? {} : (details as Record<string, string[]>);
}

/** Only what the answer proves; see n8n's documentation of `failure`. */
function failureOf(problem: Problem): NodeApiError['failure'] {
	if (problem.status === 401) return { cause: 'credential-invalid' };
	if (problem.code === 'insufficient_credits') return { cause: 'quota-exhausted' };
	if (problem.status === 429) {
		return problem.retryAfterMs === undefined
			? { cause: 'rate-limited' }
			: { cause: 'rate-limited', retryAfterMs: problem.retryAfterMs };
	}
	if (problem.status === 503) return { cause: 'temporarily-unavailable' };
	return undefined;
}

/** Turns a request that got no answer into n8n's error; a bad Base URL ends up here as well. */
export async function toConnectionError(
	caller: Caller,
	thrown: unknown,
	request: Intent,
): Promise<NodeApiError> {
	const node = caller.getNode();
	const cause = causeOf(thrown);
	if (cause instanceof Refusal) {
		const error = new NodeApiError(node, { message: cause.message });
		return inOurWords(error, cause);
	}
	const code = codeOf(thrown);
	const reason = code ?? (thrown instanceof Error ? thrown.message : String(thrown));
	const advice: Advice = {
		message: scrub(
			`No answer from Pharlo on the request to ${request.intent}: ${reason}`,
			await secretsOf(caller),
		),
		description: neverArrived(code)
			? 'The request did not reach Pharlo. Check the Base URL in the n8n credential and the network of this n8n.'
			: (request.onUnknownOutcome ?? 'Try again in a while.'),
	};
	const error = new NodeApiError(node, { message: advice.message, code: code ?? null });
	return inOurWords(error, advice);
}

/** For a 2xx answer that is not what Pharlo's documentation says, such as a proxy's page. */
export function toUnreadableError(node: INode, request: Intent): NodeApiError {
	const advice: Advice = {
		message: `Pharlo's answer on the request to ${request.intent} cannot be read`,
		description:
			request.onUnknownOutcome ??
			'Something other than Pharlo may have answered. Check the Base URL in the n8n credential.',
	};
	return inOurWords(new NodeApiError(node, { message: advice.message }), advice);
}

/**
 * The system's name for what has happened to a connection, e.g. `ECONNREFUSED`. Older versions of
 * n8n (2.8 and 1.123 do, 2.35 does not) keep it as `httpCode` and forget the cause.
 */
export function codeOf(thrown: unknown): string | undefined {
	const { code, httpCode } = (causeOf(thrown) ?? {}) as { code?: unknown; httpCode?: unknown };
	return [code, httpCode].find((name) => typeof name === 'string' && /^[A-Z]/.test(name)) as
		| string
		| undefined;
}

function causeOf(thrown: unknown): unknown {
	return thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
}

/** Read only when something has gone wrong, because reading them costs n8n some time. */
async function secretsOf(caller: Caller): Promise<string[]> {
	const credential = await caller.getCredentials('pharloApi').catch(() => ({}));
	const { apiKey, webhookSecret, previousWebhookSecret } = credential as Record<string, unknown>;
	return [apiKey, webhookSecret, previousWebhookSecret]
		.filter((secret) => typeof secret === 'string')
		.map((secret) => secret.trim());
}

/**
 * n8n replaces messages that contain words such as EPERM or "exist" by texts of its own, some of
 * which advise "Retry On Fail"; so ours are set once more after it has done so.
 */
function inOurWords<E extends NodeApiError | NodeOperationError>(error: E, advice: Advice): E {
	error.message = advice.message;
	error.description = advice.description;
	return error;
}

/**
 * Gives whatever went wrong with one item the form that n8n shows: a refusal becomes a
 * NodeOperationError, n8n's own errors stay what they are, and all of them name the item.
 */
export function toItemError(
	node: INode,
	thrown: unknown,
	itemIndex: number,
): NodeApiError | NodeOperationError {
	if (thrown instanceof Refusal) {
		const error = new NodeOperationError(node, thrown.message, { itemIndex });
		return inOurWords(error, {
			message: `${thrown.message} [item ${itemIndex}]`,
			description: thrown.description,
		});
	}
	if (thrown instanceof NodeApiError || thrown instanceof NodeOperationError) {
		thrown.context.itemIndex = itemIndex;
		if (!thrown.message.includes('[item ')) thrown.message += ` [item ${itemIndex}]`;
		return thrown;
	}
	const error = new NodeOperationError(
		node,
		thrown instanceof Error ? thrown : new Error(String(thrown)),
		{ itemIndex },
	);
	error.message += ` [item ${itemIndex}]`;
	return error;
}

/** Whether a fault may be over at another look: no answer at all, too many requests, a fault of Pharlo's. */
export function isPassing(error: Error): boolean {
	if (!(error instanceof NodeApiError)) return false;
	const status = Number(error.httpCode ?? 0);
	return Number.isNaN(status) || status === 0 || status === 429 || status >= 500;
}

export interface ErrorJson {
	readonly error: string;
	readonly details: IDataObject;
}

/** What the output item of an input item that failed says. */
export function toErrorJson(error: NodeApiError | NodeOperationError): ErrorJson {
	return {
		error: error.message,
		details: {
			description: error.description ?? null,
			httpCode: error instanceof NodeApiError ? error.httpCode : null,
		},
	};
}
