import { summarizeProblem, type Problem } from './problem';
import { adviceOnState, statusIn } from './lifecycle';

/** Message: what happened. Description: what the user can do about it. */
export interface Advice {
	readonly message: string;
	readonly description: string;
}

/** What a request is about, as far as it matters when it fails. */
export interface Intent {
	/** What we want, as it follows "Pharlo did not", e.g. `cancel the assignment`. */
	readonly intent: string;
	/** In which states of the assignment this is legal, as a sentence; unset where that does not matter. */
	readonly stateRule?: string;
	/** What a 409 means where no state decides. */
	readonly onConflict?: string;
	/** What the user can do where a fault leaves open whether it was done. */
	readonly onUnknownOutcome?: string;
}

const TRY_AGAIN = 'Pharlo had a fault. Try again in a while.';

const CONFLICT = 'This does not fit the present state. Look at it with Get, then try again.';

const CHECK_FIELDS = 'Correct the fields that Pharlo names. Nothing was changed.';

/** A 422 that names no field is about the connection, as far as Pharlo's documentation shows. */
const CHECK_CONNECTION =
	'If this is about the connection, switch it on with Connection → Update or renew it with Connection → Refresh Token. Otherwise correct what the message names. Nothing was changed.';

/**
 * Puts a refused answer into words (Error Handling guide, HTTP status table).
 *
 * @param problem what Pharlo answered
 */
export function adviceFor(problem: Problem, request: Intent): Advice {
	const { intent, stateRule, onConflict = CONFLICT, onUnknownOutcome = TRY_AGAIN } = request;
	const did = `Pharlo did not ${intent}: ${summarizeProblem(problem)}`;
	switch (problem.status) {
		case 400:
			return { message: did, description: CHECK_FIELDS };
		case 422:
			return {
				message: did,
				description: Object.keys(problem.details).length > 0 ? CHECK_FIELDS : CHECK_CONNECTION,
			};
		case 401:
			return {
				message: `Pharlo does not accept the API key: ${summarizeProblem(problem)}`,
				description:
					'Copy the current key from the Pharlo console (Settings → Credentials) into the n8n credential. Rotating a key ends the old one at once. If other operations work, connect the channel again with Connect Channel.',
			};
		case 402:
			return adviceOnCredits(problem, intent);
		case 403:
			return {
				message: did,
				description:
					'The API key is valid but may not do this. Check in the Pharlo console (Settings → Credentials) which workspace it belongs to.',
			};
		case 404:
			return {
				message: did,
				description:
					'Check the ID. Pharlo gives the same answer for what was deleted and for what belongs to another workspace.',
			};
		case 409:
			return {
				message: did,
				description:
					stateRule === undefined
						? onConflict
						: adviceOnState(stateRule, statusIn(problem.message ?? '')),
			};
		case 429:
			return {
				message: did,
				description:
					problem.retryAfterMs === undefined
						? 'Too many requests. Wait a while, or send fewer items at a time.'
						: `Too many requests. Pharlo asks to wait ${Math.ceil(problem.retryAfterMs / 1000)} seconds.`,
			};
		default:
			return {
				message: did,
				description:
					problem.status >= 500
						? onUnknownOutcome
						: 'This answer is not documented. Check the Base URL in the n8n credential.',
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
		description: 'Top up or raise the limit in the Pharlo console. Nothing was changed.',
	};
}
