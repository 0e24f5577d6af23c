import { parseProblem, summarizeProblem } from '../../domain/problem.ts';
import { isObject } from '../../domain/payload/capabilityField.ts';
import type { Exchange } from './api.mts';
import { outcomeOf } from './api.mts';
import { open, settled, type Finding } from './finding.mts';
import { formOf, listed } from './shape.mts';

/** Which of the two documented families of error bodies this is. */
function familyOf(body: unknown): string {
	if (body === undefined) return 'no body';
	if (!isObject(body)) return 'no JSON object';
	const { error } = body;
	const beside = listed(Object.keys(body).filter((key) => key !== 'error'));
	if (isObject(error)) return `nested: \`error\` holds ${listed(Object.keys(error))}`;
	if (typeof error === 'string') return `flat: \`error\` is a text, beside it ${beside}`;
	return `neither: \`error\` is ${formOf(error)}, beside it ${beside}`;
}

/** Settles how a refusal looks, where it was one. */
export function familyFinding(question: string, exchange: Exchange): Finding {
	if (exchange.status < 400) {
		const why = exchange.status === 0 ? outcomeOf(exchange) : `accepted: ${outcomeOf(exchange)}`;
		return open(question, why, exchange.label);
	}
	const { status, body, headers } = exchange;
	const words = summarizeProblem(parseProblem(status, body, headers, new Date()));
	const answer = `${outcomeOf(exchange)}, ${familyOf(body)}; read as "${words}"`;
	return settled(question, answer, exchange.label);
}
