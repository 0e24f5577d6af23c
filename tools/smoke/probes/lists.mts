import {
	bodyOf,
	entriesOf,
	isSuccess,
	outcomeOf,
	type Exchange,
	type ReadOnlyApi,
} from '../api.mts';
import { open, settled, type Finding } from '../finding.mts';
import { listed } from '../shape.mts';

/** One more than the documented maximum, to see whether it is capped or rejected. */
const TOO_MANY = 51;
const DOCUMENTED_MAX = 50;

/** Fetches as many entries of a list as possible, and derives findings about lists. */
export async function fetchLongList(
	api: ReadOnlyApi,
	path: string,
	query: Readonly<Record<string, string>> = {},
): Promise<{ readonly response: Exchange; readonly findings: Finding[] }> {
	const tooMany = await api.get(path, { query: { ...query, limit: String(TOO_MANY) } });
	const response =
		tooMany.status === 400 || tooMany.status === 422
			? await api.get(path, { query: { ...query, limit: String(DOCUMENTED_MAX) } })
			: tooMany;
	const envelope = `Envelope of ${path}`;
	return {
		response,
		findings: [
			isSuccess(response)
				? settled(envelope, envelopeOf(response.body), response.label)
				: open(envelope, outcomeOf(response), response.label),
			limitOf(tooMany, `${path} with limit=${TOO_MANY} (documented maximum ${DOCUMENTED_MAX})`),
		],
	};
}

function envelopeOf(body: unknown): string {
	if (Array.isArray(body)) return 'none: the array itself';
	return typeof body === 'object' && body !== null ? listed(Object.keys(body)) : 'no JSON object';
}

function limitOf(exchange: Exchange, question: string): Finding {
	const { limit } = bodyOf(exchange);
	const { length } = entriesOf(exchange);
	if (exchange.status === 400 || exchange.status === 422) {
		return settled(question, `rejected with ${outcomeOf(exchange)}`, exchange.label);
	}
	if (!isSuccess(exchange)) return open(question, outcomeOf(exchange), exchange.label);
	if (typeof limit === 'number' && limit < TOO_MANY) {
		return settled(question, `capped at ${limit}, and reported`, exchange.label);
	}
	if (length >= TOO_MANY) return settled(question, 'accepted', exchange.label);
	if (length === DOCUMENTED_MAX)
		return settled(question, 'capped at 50, not reported', exchange.label);
	return open(question, `accepted, but there are only ${length} entries`, exchange.label);
}

/** Fetches a page after the last one. */
export async function fetchPastTheEnd(api: ReadOnlyApi, path: string): Promise<Finding> {
	const response = await api.get(path, { query: { page: '9999', limit: '2' } });
	const question = 'A page past the end';
	if (response.status >= 400 && response.status < 500) {
		return settled(question, `rejected with ${outcomeOf(response)}`, response.label);
	}
	if (!isSuccess(response)) return open(question, outcomeOf(response), response.label);
	const { length } = entriesOf(response);
	return settled(
		question,
		length === 0 ? 'empty' : `${length} entries of another page`,
		response.label,
	);
}

/** Determines the order of a list. */
export function orderOf(response: Exchange, path: string): Finding {
	const question = `Order of ${path}`;
	const times = entriesOf(response).map(({ createdAt }) => Date.parse(String(createdAt)));
	const steps = times.slice(1).map((time, index) => Math.sign(time - (times[index] ?? time)));
	const directions = new Set(steps.filter((step) => step !== 0));
	if (directions.size === 0 || steps.some(Number.isNaN)) {
		return open(question, 'fewer than two different values of createdAt', response.label);
	}
	if (directions.size > 1) return settled(question, 'not by createdAt', response.label);
	return settled(question, directions.has(-1) ? 'newest first' : 'oldest first', response.label);
}
