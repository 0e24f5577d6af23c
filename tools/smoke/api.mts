import { request } from 'undici';

import { API_PREFIX } from '../../domain/webAddress.ts';
import { isObject, type Json } from '../../domain/payload/capabilityField.ts';

/** A question that was put to Pharlo, and what came back. */
export interface Exchange {
	/** Without what is private, e.g. `GET connections/{id}`. */
	readonly label: string;
	/** HTTP status; 0 where no answer came. */
	readonly status: number;
	/** With lower-case names. */
	readonly headers: Readonly<Record<string, unknown>>;
	/** Parsed where it is JSON, else the text. */
	readonly body: unknown;
	/** Why no answer came. */
	readonly fault?: string;
}

type Values = Readonly<Record<string, string>>;

interface Question {
	/** E.g. `connections/{id}`. */
	readonly path: string;
	/** What stands for the names in braces. */
	readonly parts?: Values;
	readonly query?: Values;
	/** Another key than the real one. */
	readonly key?: string;
}

export type WritingQuestion = Question & {
	readonly method: 'POST' | 'PATCH' | 'DELETE';
	readonly body?: Json;
};

/** Longer than Pharlo should ever take, short enough to sit in front of. */
const TIMEOUT_MS = 30_000;

/** Reads Pharlo's API, and can do nothing else. Never throws: that there is no answer is one, too. */
export class ReadingApi {
	readonly exchanges: Exchange[] = [];

	constructor(
		readonly baseUrl: string,
		readonly apiKey: string,
	) {}

	async get(path: string, more: Omit<Question, 'path'> = {}): Promise<Exchange> {
		return await this.exchange({ ...more, path, method: 'GET' });
	}

	protected async exchange(
		question: Question & { readonly method: string; readonly body?: Json },
	): Promise<Exchange> {
		const { method, path, parts = {}, query = {}, body } = question;
		const search = new URLSearchParams(query).toString();
		const suffix = search === '' ? '' : `?${search}`;
		const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) =>
			encodeURIComponent(parts[name] ?? ''),
		);
		const label = `${method} ${path}${suffix}`;
		const answer = await this.#send(`${filled}${suffix}`, {
			method,
			headers: {
				accept: 'application/json',
				authorization: `Bearer ${question.key ?? this.apiKey}`,
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const exchange = { label, ...answer };
		this.exchanges.push(exchange);
		return exchange;
	}

	async #send(path: string, options: Parameters<typeof request>[1]) {
		try {
			const answer = await request(`${this.baseUrl}${API_PREFIX}/${path}`, {
				headersTimeout: TIMEOUT_MS,
				bodyTimeout: TIMEOUT_MS,
				...options,
			});
			const text = await answer.body.text();
			return { status: answer.statusCode, headers: answer.headers, body: parse(text) };
		} catch (error) {
			const code = isObject(error) ? error.code : undefined;
			const fault = typeof code === 'string' ? code : String(error);
			return { status: 0, headers: {}, body: undefined, fault };
		}
	}
}

/** The same, and may change things: for what the user has agreed to. */
export class WritingApi extends ReadingApi {
	async send(question: WritingQuestion): Promise<Exchange> {
		return await this.exchange(question);
	}
}

function parse(text: string): unknown {
	if (text === '') return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

export function isSuccess({ status }: Exchange): boolean {
	return status >= 200 && status < 300;
}

/** The body's keys; none where it is no object. */
export function bodyOf({ body }: Exchange): Json {
	return isObject(body) ? body : {};
}

/** The entries of a list, in whatever envelope they come. */
export function entriesOf({ body }: Exchange): Json[] {
	const list = Array.isArray(body)
		? body
		: Object.values(isObject(body) ? body : {}).find(Array.isArray);
	return (list ?? []).filter((entry: unknown): entry is Json => isObject(entry));
}

/** What came, in few words: `HTTP 404`. */
export function outcomeOf({ status, fault }: Exchange): string {
	return status === 0 ? `no answer (${fault ?? 'unknown'})` : `HTTP ${status}`;
}
