import { parseProblem, summarizeProblem } from '../../domain/problem.ts';
import { isObject } from '../../domain/payload/capabilityField.ts';
import type { Exchange } from './api.mts';
import { outcomeOf } from './api.mts';
import { open, settled, type Finding } from './finding.mts';
import { formatOf, listed } from './shape.mts';

/** Describes which of the two documented error formats a body has. */
function describeErrorBody(body: unknown): string {
	if (body === undefined) return 'no body';
	if (!isObject(body)) return 'not a JSON object';
	const { error } = body;
	const others = listed(Object.keys(body).filter((key) => key !== 'error'));
	if (isObject(error)) return `nested: \`error\` contains ${listed(Object.keys(error))}`;
	if (typeof error === 'string') return `flat: \`error\` is a string, other keys: ${others}`;
	return `neither: \`error\` is ${formatOf(error)}, other keys: ${others}`;
}

/** Determines the format of an error body, if the response is an error. */
export function errorBodyFinding(question: string, exchange: Exchange): Finding {
	if (exchange.status < 400) {
		const why = exchange.status === 0 ? outcomeOf(exchange) : `accepted: ${outcomeOf(exchange)}`;
		return open(question, why, exchange.label);
	}
	const { status, body, headers } = exchange;
	const summary = summarizeProblem(parseProblem(status, body, headers, new Date()));
	const answer = `${outcomeOf(exchange)}, ${describeErrorBody(body)}; parsed as "${summary}"`;
	return settled(question, answer, exchange.label);
}
