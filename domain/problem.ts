import { z } from 'zod';

import { parseCount } from './inputs';

/**
 * What Pharlo says when it rejects a request. Its two pages on errors disagree: the Error Handling
 * guide shows a flat `error` text beside `details`, errors.json nests both in an `error` object or puts
 * a snake_case code there beside `message`. All of these are understood.
 */
export interface Problem {
	readonly status: number;
	/** Pharlo's own words; undefined when it gives none. */
	readonly message?: string | undefined;
	/** Stable identifier, e.g. `insufficient_credits`. */
	readonly code?: string | undefined;
	/** Messages by field, on validation errors. */
	readonly details: Readonly<Record<string, readonly string[]>>;
	readonly creditsRequired?: number | undefined;
	readonly creditsBalance?: number | undefined;
	/** Milliseconds that Pharlo, or a proxy in front of it, asks to wait. */
	readonly retryAfterMs?: number | undefined;
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
 * Parses a response other than 2xx. Never throws, whatever the body is: an HTML page, empty, half of a
 * JSON text.
 *
 * @param status HTTP status
 * @param body parsed JSON where it was JSON, else the text
 * @param headers with lower-case names, as Node gives them
 * @param now the present, for a Retry-After that is a date
 */
export function parseProblem(
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
		message,
		code,
		details: { ...parsed.details, ...inner.details },
		creditsRequired: parsed.credits_required ?? parseCount(headers['x-credits-required']),
		creditsBalance: parsed.credits_balance ?? parseCount(headers['x-credits-balance']),
		retryAfterMs: parseRetryAfter(headers['retry-after'], now),
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

/** Seconds or an HTTP date (RFC 9110); undocumented by Pharlo, usual in front of it. */
function parseRetryAfter(header: unknown, now: Date): number | undefined {
	if (typeof header !== 'string') return undefined;
	const seconds = parseCount(header);
	if (seconds !== undefined) return seconds * 1000;
	const date = Date.parse(header);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

/** Characters. Every documented sentence of Pharlo's fits; a stack trace does not. */
const MAX_LENGTH = 500;

/**
 * Pharlo's words in one line, with the fields that it names: `Validation failed (title: …)`. Long text
 * is cut here, after secrets were removed: half of a secret would no longer be recognized.
 */
export function summarizeProblem(problem: Problem): string {
	const fields = Object.entries(problem.details)
		.map(([field, messages]) => `${field}: ${messages.join(' ')}`)
		.join('; ');
	const words = problem.message ?? problem.code ?? `HTTP ${problem.status} without an explanation`;
	const line = fields === '' ? words : `${words} (${fields})`;
	return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}
