import { request } from 'undici';

import { API_PREFIX } from '../../domain/webAddress.ts';
import { isObject, type Json } from '../../domain/payload/capabilityField.ts';

/** A request to Pharlo and its response. */
export interface Exchange {
	/** Method and path without private values, e.g. `GET connections/{id}`. */
	readonly label: string;
	/** HTTP status; 0 if there was no response. */
	readonly status: number;
	/** Headers with lower-case names. */
	readonly headers: Readonly<Record<string, unknown>>;
	/** The parsed JSON, or the text if it is not JSON. */
	readonly body: unknown;
	/** Why there was no response. */
	readonly fault?: string;
}

type Values = Readonly<Record<string, string>>;

interface ApiRequest {
	/** Path template, e.g. `connections/{id}`. */
	readonly path: string;
	/** Values of the names in braces. */
	readonly parts?: Values;
	readonly query?: Values;
	/** An API key to use instead of the configured one. */
	readonly key?: string;
}

export type WriteRequest = ApiRequest & {
	readonly method: 'POST' | 'PATCH' | 'DELETE';
	readonly body?: Json;
};

/** Longer than Pharlo should ever take, but short enough for an interactive program. */
const TIMEOUT_MS = 30_000;

/** A read-only client of Pharlo's API. It never throws: a missing response is a result as well. */
export class ReadOnlyApi {
	readonly exchanges: Exchange[] = [];

	constructor(
		readonly baseUrl: string,
		readonly apiKey: string,
	) {}

	async get(path: string, more: Omit<ApiRequest, 'path'> = {}): Promise<Exchange> {
		return await this.exchange({ ...more, path, method: 'GET' });
	}

	protected async exchange(
		options: ApiRequest & { readonly method: string; readonly body?: Json },
	): Promise<Exchange> {
		const { method, path, parts = {}, query = {}, body } = options;
		const search = new URLSearchParams(query).toString();
		const suffix = search === '' ? '' : `?${search}`;
		const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) =>
			encodeURIComponent(parts[name] ?? ''),
		);
		const label = `${method} ${path}${suffix}`;
		const response = await this.#send(`${filled}${suffix}`, {
			method,
			headers: {
				accept: 'application/json',
				authorization: `Bearer ${options.key ?? this.apiKey}`,
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const exchange = { label, ...response };
		this.exchanges.push(exchange);
		return exchange;
	}

	async #send(path: string, options: Parameters<typeof request>[1]) {
		try {
			const response = await request(`${this.baseUrl}${API_PREFIX}/${path}`, {
				headersTimeout: TIMEOUT_MS,
				bodyTimeout: TIMEOUT_MS,
				...options,
			});
			const text = await response.body.text();
			return { status: response.statusCode, headers: response.headers, body: parse(text) };
		} catch (error) {
			const code = isObject(error) ? error.code : undefined;
			const fault = typeof code === 'string' ? code : String(error);
			return { status: 0, headers: {}, body: undefined, fault };
		}
	}
}

/** A client of Pharlo's API that may also write, for what the user has agreed to. */
export class ReadWriteApi extends ReadOnlyApi {
	async send(options: WriteRequest): Promise<Exchange> {
		return await this.exchange(options);
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

/** Returns the body, or an empty object if the body is not an object. */
export function bodyOf({ body }: Exchange): Json {
	return isObject(body) ? body : {};
}

/** Returns the entries of a list in any envelope. */
export function entriesOf({ body }: Exchange): Json[] {
	const list = Array.isArray(body)
		? body
		: Object.values(isObject(body) ? body : {}).find(Array.isArray);
	return (list ?? []).filter((entry: unknown): entry is Json => isObject(entry));
}

/** Summarizes the result, e.g. `HTTP 404`. */
export function outcomeOf({ status, fault }: Exchange): string {
	return status === 0 ? `no response (${fault ?? 'unknown'})` : `HTTP ${status}`;
}
