import { isSuccess, type Exchange } from './api.mts';
import { open, settled, type Finding } from './finding.mts';
import { listed, quoted } from './shape.mts';

const RATE_LIMIT = /rate-?limit|retry-after/;
const REQUEST_ID = /request-?id|correlation|trace|x-debug-token/;

/** Derives findings from the headers of all responses. */
export function headerFindings(exchanges: readonly Exchange[]): Finding[] {
	const responses = exchanges.filter(({ status }) => status > 0);
	const all = `${responses.length} responses`;
	const names = responses.flatMap(({ headers }) => Object.keys(headers));
	const forbidden = responses.filter(({ status }) => status === 403).map(({ label }) => label);
	const limited = responses.filter(({ status }) => status === 429).map(({ label }) => label);
	return [
		settled(
			'Headers about rate limits',
			listed(names.filter((name) => RATE_LIMIT.test(name))),
			all,
		),
		limited.length === 0
			? open('Whether requests are limited', 'no 429 in these few requests', all)
			: settled('Whether requests are limited', `429 for ${quoted(limited)}`, all),
		settled(
			'Headers with a request ID',
			listed(names.filter((name) => REQUEST_ID.test(name))),
			all,
		),
		forbidden.length === 0
			? open('Scopes of keys', 'no 403 for this key', all)
			: settled('Scopes of keys', `403 for ${quoted(forbidden)}`, all),
		pricesOf(responses),
	];
}

/** Collects `X-Credits-Used` by request. */
function pricesOf(responses: readonly Exchange[]): Finding {
	const question = 'What a request costs, by X-Credits-Used';
	const prices = new Map<string, Set<string>>();
	for (const { label, headers } of responses.filter(isSuccess)) {
		const used = headers['x-credits-used'];
		const name = label.replace(/\?.*$/, '');
		const seen = prices.get(name) ?? new Set();
		prices.set(name, seen.add(typeof used === 'string' ? amountOf(used) : 'not reported'));
	}
	const text = [...prices].map(([name, seen]) => `${name}: ${[...seen].join(' or ')}`).join('; ');
	return prices.size === 0
		? open(question, 'no successful response', 'all')
		: settled(question, text, `${responses.length} responses`);
}

function amountOf(used: string): string {
	return /^\d{1,9}$/.test(used) ? used : 'no number';
}

/** Sums up the credits that the responses report. */
export function creditsUsed(exchanges: readonly Exchange[]): number {
	return exchanges.reduce((sum, { headers }) => sum + (Number(headers['x-credits-used']) || 0), 0);
}
