import { explainConflict, statusIn } from './assignment';
import { ApiError } from './errors';
import { summarizeProblem, type Problem } from './problem';
import { isUntrusted } from './retry';

/** What a request is for, as far as it matters when it fails. */
export interface Intent {
	/** What we want, as it follows "Pharlo did not", e.g. `cancel the assignment`. */
	readonly intent: string;
	/** In which statuses of the assignment this is allowed, as a sentence; unset where it does not matter. */
	readonly stateRule?: string;
	/** What a 409 means where the status of an assignment is not the reason. */
	readonly onConflict?: string;
	/** What to do where it is not known whether Pharlo did it. */
	readonly onUnknownOutcome?: string;
}

const TRY_AGAIN = 'Pharlo had a fault. Try again in a few minutes.';

const CONFLICT = 'This is not possible in the present state. Check it with Get, then try again.';

const CHECK_FIELDS = 'Correct the fields that Pharlo names.';

/** A 422 that names no field is about the connection, as far as Pharlo's documentation shows. */
const CHECK_CONNECTION =
	'If this is about the connection, activate it with Connection → Update or renew it with Connection → Refresh Token. Otherwise correct what the message names.';

/**
 * The error for a response other than 2xx (Error Handling guide, HTTP status table).
 *
 * @param problem what Pharlo responded, with secrets already removed
 */
export function rejectedError(problem: Problem, request: Intent): ApiError {
	const { message, description } = adviceFor(problem, request);
	return new ApiError(message, description, {
		...problem,
		outcome: problem.status >= 500 ? 'unknown' : 'nothing',
	});
}

/**
 * The error for a request that got no response.
 *
 * @param reason the system's words, with secrets already removed
 * @param code the system's name for the fault, e.g. `ECONNREFUSED`
 * @param wasSent whether the request may have reached Pharlo
 */
export function noResponseError(
	request: Intent,
	reason: string,
	code: string | undefined,
	wasSent: boolean,
): ApiError {
	return new ApiError(
		`No response from Pharlo to the request to ${request.intent}: ${reason}`,
		wasSent
			? (request.onUnknownOutcome ?? 'Try again in a few minutes.')
			: 'The request did not reach Pharlo. Check the Base URL in the n8n credential and the network of this n8n.',
		{ code, isLasting: isUntrusted(code), outcome: wasSent ? 'unknown' : 'nothing' },
	);
}

/**
 * The error for a request that was not sent, because Pharlo takes no more requests for longer than this
 * one can wait.
 *
 * @param heldBackMs how long it takes no more
 */
export function heldBackError(request: Intent, heldBackMs: number): ApiError {
	return new ApiError(
		`The request to ${request.intent} was not sent: Pharlo has had too many requests`,
		`Pharlo asks to wait ${Math.ceil(heldBackMs / 1000)} seconds. Try again then, or send fewer items at a time.`,
		{ status: 429, retryAfterMs: heldBackMs },
	);
}

/** Not the first half of Pharlo's JSON, nor an empty body: those may be whole the next time. */
const OTHER_TEXT = /^\s*[^\s{[]/;

/**
 * The error for a 2xx response that is not what Pharlo documents, such as a proxy's page.
 *
 * @param body parsed JSON where it was JSON, else the text
 */
export function unreadableError(request: Intent, body?: unknown): ApiError {
	return new ApiError(
		`Pharlo's response to the request to ${request.intent} is not readable`,
		request.onUnknownOutcome ??
			'Something other than Pharlo may have answered. Check the Base URL in the n8n credential.',
		{ isLasting: typeof body === 'string' && OTHER_TEXT.test(body), outcome: 'unknown' },
	);
}

/**
 * The error for a request of which an earlier try may have been carried out, whatever the last one says.
 *
 * @param last the error of the last try; returned as it is where nobody has said what to do then
 */
export function uncertainError(last: ApiError, request: Intent): ApiError {
	const { onUnknownOutcome } = request;
	if (last.outcome === 'unknown' || onUnknownOutcome === undefined) return last;
	const { message, description, status, code, details, retryAfterMs } = last;
	return new ApiError(
		message,
		`An earlier try may have succeeded. ${onUnknownOutcome} ${description}`,
		{ status, code, details, retryAfterMs, outcome: 'unknown' },
	);
}

/** Rejections of what was entered or of the account, after which users ask what is left of their request. */
const REASSURED: ReadonlyArray<number | undefined> = [400, 402, 422];

/** What an error may add where it is true of everything that was sent. */
export function reassurance({ status }: ApiError): string {
	return REASSURED.includes(status) ? ' Nothing was changed.' : '';
}

interface Advice {
	readonly message: string;
	readonly description: string;
}

function adviceFor(problem: Problem, request: Intent): Advice {
	const { intent, stateRule, onConflict = CONFLICT, onUnknownOutcome = TRY_AGAIN } = request;
	const message = `Pharlo did not ${intent}: ${summarizeProblem(problem)}`;
	switch (problem.status) {
		case 400:
			return { message, description: CHECK_FIELDS };
		case 422:
			return {
				message,
				description: Object.keys(problem.details).length > 0 ? CHECK_FIELDS : CHECK_CONNECTION,
			};
		case 401:
			return {
				message: `Pharlo does not accept the API key: ${summarizeProblem(problem)}`,
				description:
					'Copy the current key from the Pharlo console (Settings → Credentials) into the n8n credential. Rotating a key invalidates the old one at once.',
			};
		case 402:
			return adviceOnCredits(problem, intent);
		case 403:
			return {
				message,
				description:
					'The API key is valid but not allowed to do this. Check in the Pharlo console (Settings → Credentials) which workspace it belongs to.',
			};
		case 404:
			return {
				message,
				description:
					'Check the ID. Pharlo responds the same way for what was deleted and for what belongs to another workspace.',
			};
		case 409:
			return {
				message,
				description:
					stateRule === undefined
						? onConflict
						: explainConflict(stateRule, statusIn(problem.message ?? '')),
			};
		case 429:
			return {
				message,
				description:
					problem.retryAfterMs === undefined
						? 'Too many requests. Wait a while, or send fewer items at a time.'
						: `Too many requests. Pharlo asks to wait ${Math.ceil(problem.retryAfterMs / 1000)} seconds.`,
			};
		default:
			return {
				message,
				description:
					problem.status >= 500
						? onUnknownOutcome
						: 'Pharlo does not document this response. Check the Base URL in the n8n credential.',
			};
	}
}

function adviceOnCredits(problem: Problem, intent: string): Advice {
	const { creditsRequired, creditsBalance } = problem;
	const amounts = [
		creditsRequired === undefined ? undefined : `${creditsRequired} needed`,
		creditsBalance === undefined ? undefined : `${creditsBalance} left`,
	].filter((amount) => amount !== undefined);
	const reason = amounts.length > 0 ? amounts.join(', ') : summarizeProblem(problem);
	return {
		message:
			problem.code === 'user_spending_limit_exceeded'
				? `Your Pharlo spending limit is too low to ${intent}: ${reason}`
				: `Not enough Pharlo credits to ${intent}: ${reason}`,
		description: 'Top up or raise the limit in the Pharlo console.',
	};
}
