import { z } from 'zod';

/**
 * What Pharlo says when it refuses a request. Its two pages on errors disagree: the Error
 * Handling guide shows a flat `error` text beside `details`, errors.json nests both in an `error`
 * object or puts a snake_case code there beside `message`. All of them are read here.
 */
export interface Problem {
	readonly status: number;
	/** Pharlo's own words; undefined when it gave none. */
	readonly message?: string;
	/** Stable identifier, e.g. `insufficient_credits`. */
	readonly code?: string;
	/** Messages by field, on validation errors. */
	readonly details: Readonly<Record<string, readonly string[]>>;
	readonly creditsRequired?: number;
	readonly creditsBalance?: number;
	/** Milliseconds that Pharlo, or a proxy before it, asks to wait. */
	readonly retryAfterMs?: number;
}

const messagesSchema = z
	.union([z.string().transform((text) => [text]), z.array(z.string())])
	.catch([]);

const detailsSchema = z.record(z.string(), messagesSchema).catch({});

const amountSchema = z.coerce.number().int().nonnegative().optional().catch(undefined);

const bodySchema = z
	.object({
		error: z
			.union([
				z.string(),
				z.object({
					message: z.string().optional().catch(undefined),
					code: z.string().optional().catch(undefined),
					details: detailsSchema.optional(),
				}),
			])
			.optional()
			.catch(undefined),
		message: z.string().optional().catch(undefined),
		details: detailsSchema.optional(),
		credits_required: amountSchema,
		credits_balance: amountSchema,
	})
	.catch({});

/** Errors.json: only its codes are stable, and they are the only texts of this form. */
const CODE = /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/;

/**
 * Reads a refused answer. Never throws, whatever came: an HTML page, nothing, half a JSON text.
 *
 * @param status HTTP status
 * @param body parsed JSON where it was JSON, else the text
 * @param headers with lower-case names, as Node gives them
 * @param now the present, for a Retry-After that is a date
 */
export function readProblem(
	status: number,
	body: unknown,
	headers: Readonly<Record<string, unknown>>,
	now: Date,
): Problem {
	const parsed = bodySchema.parse(parseIfText(body));
	const inner = typeof parsed.error === 'object' ? parsed.error : {};
	const text = typeof parsed.error === 'string' ? parsed.error : undefined;
	const code = inner.code ?? (text !== undefined && CODE.test(text) ? text : undefined);
	const message = inner.message ?? parsed.message ?? text;

	return {
		status,
		...defined('message', message),
		...defined('code', code),
		details: { ...parsed.details, ...inner.details },
		...defined(
			'creditsRequired',
			parsed.credits_required ?? readCount(headers['x-credits-required']),
		),
		...defined('creditsBalance', parsed.credits_balance ?? readCount(headers['x-credits-balance'])),
		...defined('retryAfterMs', readRetryAfter(headers['retry-after'], now)),
	};
}

function parseIfText(body: unknown): unknown {
	if (typeof body !== 'string') return body;
	try {
		return JSON.parse(body);
	} catch {
		return {};
	}
}

/** A header that counts something: integers as text, or not there at all. */
export function readCount(header: unknown): number | undefined {
	return typeof header === 'string' && /^\d+$/.test(header.trim()) ? Number(header) : undefined;
}

/** Seconds or an HTTP date (RFC 9110); undocumented by Pharlo, usual in front of it. */
function readRetryAfter(header: unknown, now: Date): number | undefined {
	if (typeof header !== 'string') return undefined;
	const seconds = readCount(header);
	if (seconds !== undefined) return seconds * 1000;
	const date = Date.parse(header);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

function defined<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
	return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, V>>);
}

/** Enough for every sentence of Pharlo's; a stack trace in the answer is longer. */
const MAX_LENGTH = 500;

/**
 * Pharlo's words in one line, with the fields that it names: `Validation failed (title: …)`. Cut only
 * here, after secrets were taken out: of one that is cut in two, neither half is recognized.
 */
export function summarizeProblem(problem: Problem): string {
	const fields = Object.entries(problem.details)
		.map(([field, messages]) => `${field}: ${messages.join(' ')}`)
		.join('; ');
	const words = problem.message ?? problem.code ?? `HTTP ${problem.status} without an explanation`;
	const line = fields === '' ? words : `${words} (${fields})`;
	return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}
