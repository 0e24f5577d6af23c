import {
	bodyOf,
	entriesOf,
	isSuccess,
	outcomeOf,
	type Exchange,
	type ReadingApi,
} from '../api.mts';
import { open, settled, type Finding } from '../finding.mts';
import { listed } from '../shape.mts';

/** One more than the documented maximum: shows whether that is cut or refused. */
const TOO_MANY = 51;
const DOCUMENTED_MAX = 50;

/** A list with as many entries as can be had, and what that tells about lists. */
export async function readLongList(
	api: ReadingApi,
	path: string,
	query: Readonly<Record<string, string>> = {},
): Promise<{ readonly answer: Exchange; readonly findings: Finding[] }> {
	const tooMany = await api.get(path, { query: { ...query, limit: String(TOO_MANY) } });
	const answer =
		tooMany.status === 400 || tooMany.status === 422
			? await api.get(path, { query: { ...query, limit: String(DOCUMENTED_MAX) } })
			: tooMany;
	const envelope = `Envelope of ${path}`;
	return {
		answer,
		findings: [
			isSuccess(answer)
				? settled(envelope, envelopeOf(answer.body), answer.label)
				: open(envelope, outcomeOf(answer), answer.label),
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
		return settled(question, `refused with ${outcomeOf(exchange)}`, exchange.label);
	}
	if (!isSuccess(exchange)) return open(question, outcomeOf(exchange), exchange.label);
	if (typeof limit === 'number' && limit < TOO_MANY) {
		return settled(question, `cut to ${limit}, and says so`, exchange.label);
	}
	if (length >= TOO_MANY) return settled(question, 'taken as it is', exchange.label);
	if (length === DOCUMENTED_MAX) return settled(question, 'cut to 50, unsaid', exchange.label);
	return open(question, `accepted, but only ${length} entries are there`, exchange.label);
}

/** What a page after the last one is. */
export async function readPastTheEnd(api: ReadingApi, path: string): Promise<Finding> {
	const answer = await api.get(path, { query: { page: '9999', limit: '2' } });
	const question = 'A page past the end';
	if (answer.status >= 400 && answer.status < 500) {
		return settled(question, `refused with ${outcomeOf(answer)}`, answer.label);
	}
	if (!isSuccess(answer)) return open(question, outcomeOf(answer), answer.label);
	const { length } = entriesOf(answer);
	return settled(
		question,
		length === 0 ? 'empty' : `${length} entries of another page`,
		answer.label,
	);
}

/** By which end a list begins. */
export function orderOf(answer: Exchange, path: string): Finding {
	const question = `Order of ${path}`;
	const times = entriesOf(answer).map(({ createdAt }) => Date.parse(String(createdAt)));
	const steps = times.slice(1).map((time, index) => Math.sign(time - (times[index] ?? time)));
	const directions = new Set(steps.filter((step) => step !== 0));
	if (directions.size === 0 || steps.some(Number.isNaN)) {
		return open(question, 'fewer than two that differ in createdAt', answer.label);
	}
	if (directions.size > 1) return settled(question, 'not by createdAt', answer.label);
	return settled(question, directions.has(-1) ? 'newest first' : 'oldest first', answer.label);
}
