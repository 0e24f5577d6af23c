import { request } from 'undici';

import type { ChaosCounts } from '../../tools/simulator/chaos/chaos.mts';
import type {
	CallbackKind,
	ChaosSettings,
	RequestKind,
} from '../../tools/simulator/chaos/settings.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { SAMPLE } from './parameters.mts';
import type { Pharlo } from './pharlo.mts';

/**
 * The outcome of a call for the client: the response as far as received, a connection error, or
 * both.
 */
export interface Outcome {
	readonly status?: number;
	readonly headers?: Record<string, unknown>;
	readonly text?: string;
	/** Code of the connection error. */
	readonly error?: string;
}

/** Configures chaos and calls the API over HTTP. */
export class ChaosClient {
	constructor(readonly pharlo: Pharlo) {}

	/** Calls the API and returns the outcome, whatever fault occurs. */
	async call(
		method: 'GET' | 'POST' | 'DELETE',
		path: string,
		body?: object,
		key = DEFAULTS.apiKey,
	): Promise<Outcome> {
		let outcome: Outcome = {};
		try {
			const response = await request(`${this.pharlo.simulator.url}/api/v1/${path}`, {
				method,
				headers: { authorization: `Bearer ${key}`, ...typeOf(body) },
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			});
			outcome = { status: response.statusCode, headers: response.headers, text: '' };
			for await (const chunk of response.body) {
				outcome = { ...outcome, text: `${outcome.text}${String(chunk)}` };
			}
			return outcome;
		} catch (error) {
			return { ...outcome, error: (error as { code?: string }).code ?? String(error) };
		}
	}

	async create(more: object = {}): Promise<Outcome> {
		return await this.call('POST', 'assignments', { ...SAMPLE, ...more });
	}

	async control(method: 'GET' | 'PUT' | 'POST', path: string, body?: object) {
		const response = await request(`${this.pharlo.simulator.url}/simulator/${path}`, {
			method,
			headers: typeOf(body),
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const text = await response.body.text();
		return { status: response.statusCode, body: (text === '' ? {} : JSON.parse(text)) as object };
	}

	async counts(): Promise<ChaosCounts> {
		return (await this.control('GET', 'chaos')).body as ChaosCounts;
	}

	async set(chaos: Partial<ChaosSettings>): Promise<void> {
		const { status, body } = await this.control('PUT', 'settings', { chaos });
		if (status !== 200) throw new Error(JSON.stringify(body));
	}

	/** Injects this fault into every request. */
	async disturbRequests(kind: RequestKind, more: Partial<ChaosSettings> = {}): Promise<void> {
		await this.set({ rate: 1, kinds: [kind], ...more });
	}

	/** Injects this fault into every callback. */
	async disturbCallbacks(kind: CallbackKind, more: Partial<ChaosSettings> = {}): Promise<void> {
		await this.set({ callbackRate: 1, callbackKinds: [kind], ...more });
	}
}

/** Returns the initial count of 0 for each kind. */
export function zeroCounts<Kind extends string>(kinds: readonly Kind[]): Record<Kind, number> {
	return Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
}

function typeOf(body: object | undefined): Record<string, string> {
	return body === undefined ? {} : { 'content-type': 'application/json' };
}
