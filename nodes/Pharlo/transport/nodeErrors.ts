import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';

import { ApiError, DescribedError } from '../../../domain/errors';
import { scrub } from '../../../domain/scrub';

/** n8n's own error classes: what a node may throw. */
export type NodeError = NodeApiError | NodeOperationError;

/**
 * Converts whatever went wrong to the error that n8n shows. This happens once for each error: where an
 * item or a request of the editor ends, or where a wait stores an item that failed. Everything below
 * throws {@link ApiError} or `InvalidInputError`.
 *
 * @param itemIndex the input item; n8n adds it to the message where there are several
 */
export function toNodeError(node: INode, thrown: unknown, itemIndex?: number): NodeError {
	const error = convert(node, thrown);
	if (itemIndex !== undefined) error.context.itemIndex = itemIndex;
	return error;
}

function convert(node: INode, thrown: unknown): NodeError {
	if (thrown instanceof DescribedError) {
		// A message may quote what was entered, such as a callback URL with its token.
		const words = scrub({ message: thrown.message, description: thrown.description }, []);
		return thrown instanceof ApiError
			? withOurWords(toApiError(node, thrown, words), words)
			: withOurWords(new NodeOperationError(node, words.message), words);
	}
	// n8n's own, such as the one for an expression that fails.
	if (thrown instanceof NodeApiError || thrown instanceof NodeOperationError) return thrown;
	return new NodeOperationError(node, thrown instanceof Error ? thrown : new Error(String(thrown)));
}

/** An error in our words, without secrets. */
type Words = Pick<DescribedError, 'message' | 'description'>;

function toApiError(node: INode, thrown: ApiError, { message, description }: Words): NodeApiError {
	const { status, code = null } = thrown;
	if (status === undefined) return new NodeApiError(node, { message, code });
	const error = new NodeApiError(
		node,
		{ message, code, details: bounded(thrown.details) },
		{ message, description, httpCode: String(status) },
	);
	const failure = failureOf(thrown);
	// Set afterwards and not as an option, which n8n before 2.37 does not know.
	if (failure !== undefined) error.failure = failure;
	return error;
}

/**
 * The error with its description in the message: n8n's agent gives its model the message alone
 * (buildSteps of @n8n/n8n-nodes-langchain), which says what is wrong but not what to do.
 */
export function inOneText(error: NodeError): NodeError {
	if (error.description) error.message += `\n${error.description}`;
	return error;
}

/** Characters; n8n stores the details with the execution. */
const MAX_DETAILS_LENGTH = 5000;

function bounded(details: ApiError['details']): Record<string, string[]> {
	if (JSON.stringify(details).length > MAX_DETAILS_LENGTH) return {};
	return Object.fromEntries(Object.entries(details).map(([key, texts]) => [key, [...texts]]));
}

/** Only what the response proves; see n8n's documentation of `failure`. */
function failureOf({ status, code, retryAfterMs }: ApiError): NodeApiError['failure'] {
	if (status === 401) return { cause: 'credential-invalid' };
	if (code === 'insufficient_credits') return { cause: 'quota-exhausted' };
	if (status === 429) {
		return retryAfterMs === undefined
			? { cause: 'rate-limited' }
			: { cause: 'rate-limited', retryAfterMs };
	}
	if (status === 503) return { cause: 'temporarily-unavailable' };
	return undefined;
}

/**
 * n8n replaces messages that contain words such as EPERM or "exist" by texts of its own, some of which
 * recommend "Retry On Fail"; so ours are set again after it has done so.
 */
function withOurWords<E extends NodeError>(error: E, { message, description }: Words): E {
	error.message = message;
	error.description = description;
	return error;
}
