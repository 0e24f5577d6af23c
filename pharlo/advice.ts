import { summarizeProblem, type Problem } from './errors';

/** Message: what happened. Description: what the user can do about it. */
export interface Advice {
	readonly message: string;
	readonly description: string;
}

/**
 * Puts a refused answer into words (Error Handling guide, HTTP status table).
 *
 * @param problem what Pharlo answered
 * @param intent what we wanted, as it follows "Pharlo did not", e.g. `create the assignment`
 * @param onUnknownOutcome what to do where a server fault leaves open whether it was done
 */
export function adviceFor(problem: Problem, intent: string, onUnknownOutcome: string): Advice {
	const did = `Pharlo did not ${intent}: ${summarizeProblem(problem)}`;
	switch (problem.status) {
		case 400:
		case 422:
			return {
				message: did,
				description: 'Correct the fields that Pharlo names. Nothing was changed.',
			};
		case 401:
			return {
				message: `Pharlo does not accept the API key: ${summarizeProblem(problem)}`,
				description:
					'Copy the current key from the Pharlo console (Settings → Credentials) into the n8n credential. Rotating a key ends the old one at once.',
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
					'The state of the assignment does not allow this: update needs pending or uploaded, update published needs published, retry needs failed, and cancel is refused once it is processing or published. On create, the idempotency key was used before.',
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
				? `Pharlo's spending limit does not allow to ${intent}: ${reason}`
				: `Pharlo has not enough credits to ${intent}: ${reason}`,
		description: 'Top up or raise the limit in the Pharlo console. Nothing was changed.',
	};
}
