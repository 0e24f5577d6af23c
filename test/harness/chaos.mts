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

/** What a client is told of a call: an answer as far as it came, the connection's end, or both. */
export interface Outcome {
	readonly status?: number;
	readonly headers?: Record<string, unknown>;
	readonly text?: string;
	/** The code of the error that ended the connection. */
	readonly error?: string;
}

/** Sets chaos and calls the API in the midst of it, by HTTP alone. */
export class ChaosClient {
	constructor(readonly pharlo: Pharlo) {}

	/** Puts up with everything that can befall a call. */
	async call(
		method: 'GET' | 'POST' | 'DELETE',
		path: string,
		body?: object,
		key = DEFAULTS.apiKey,
	): Promise<Outcome> {
		let outcome: Outcome = {};
		try {
			const answer = await request(`${this.pharlo.simulator.url}/api/v1/${path}`, {
				method,
				headers: { authorization: `Bearer ${key}`, ...typeOf(body) },
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			});
			outcome = { status: answer.statusCode, headers: answer.headers, text: '' };
			for await (const chunk of answer.body) {
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
		const answer = await request(`${this.pharlo.simulator.url}/simulator/${path}`, {
			method,
			headers: typeOf(body),
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const text = await answer.body.text();
		return { status: answer.statusCode, body: (text === '' ? {} : JSON.parse(text)) as object };
	}

	async counts(): Promise<ChaosCounts> {
		return (await this.control('GET', 'chaos')).body as ChaosCounts;
	}

	async set(chaos: Partial<ChaosSettings>): Promise<void> {
		const { status, body } = await this.control('PUT', 'settings', { chaos });
		if (status !== 200) throw new Error(JSON.stringify(body));
	}

	/** Every request meets this. */
	async disturbRequests(kind: RequestKind, more: Partial<ChaosSettings> = {}): Promise<void> {
		await this.set({ rate: 1, kinds: [kind], ...more });
	}

	/** Every callback meets this. */
	async disturbCallbacks(kind: CallbackKind, more: Partial<ChaosSettings> = {}): Promise<void> {
		await this.set({ callbackRate: 1, callbackKinds: [kind], ...more });
	}
}

/** As many of each kind as there are before anything was done. */
export function none<Kind extends string>(kinds: readonly Kind[]): Record<Kind, number> {
	return Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
}

function typeOf(body: object | undefined): Record<string, string> {
	return body === undefined ? {} : { 'content-type': 'application/json' };
}
