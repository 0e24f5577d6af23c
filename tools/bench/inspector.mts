import { WebSocket } from 'undici';

import { until } from '../playground/n8n-api.mts';

/** As much of V8's sampling profile as we read. */
export interface CpuProfile {
	readonly nodes: ReadonlyArray<{
		readonly id: number;
		readonly callFrame: { readonly functionName: string; readonly url: string };
		readonly children?: readonly number[];
	}>;
	readonly samples: readonly number[];
	/** Microseconds between the samples. */
	readonly timeDeltas: readonly number[];
}

/** As much of V8's coverage of a script as we read. */
export interface ScriptCoverage {
	readonly url: string;
	readonly functions: ReadonlyArray<{
		/** Empty for an anonymous function, and for the top level of a module. */
		readonly functionName: string;
		/** Only one, the whole function, because block coverage is off. */
		readonly ranges: ReadonlyArray<{
			readonly startOffset: number;
			readonly endOffset: number;
			readonly count: number;
		}>;
	}>;
}

/** How often V8 looks, in microseconds. */
const INTERVAL_US = 200;

/** Reads profiles and coverage from a Node process that was started with `--inspect`. */
export class Inspector {
	#calls = 0;

	private constructor(readonly socket: WebSocket) {}

	static async connect(port: number): Promise<Inspector> {
		const url = await until('the inspector', async () => {
			const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => undefined);
			const [target] = ((await answer?.json()) ?? []) as Array<{ webSocketDebuggerUrl: string }>;
			return target?.webSocketDebuggerUrl;
		});
		const socket = new WebSocket(url);
		await new Promise<void>((resolve, reject) => {
			socket.addEventListener('open', () => resolve());
			socket.addEventListener('error', () => reject(new Error('The inspector hung up')));
		});
		return new Inspector(socket);
	}

	/** The profile of what happens meanwhile. */
	async profile(action: () => Promise<unknown>): Promise<CpuProfile> {
		await this.#call('Profiler.enable');
		await this.#call('Profiler.setSamplingInterval', { interval: INTERVAL_US });
		await this.#call('Profiler.start');
		await action();
		const { profile } = (await this.#call('Profiler.stop')) as { profile: CpuProfile };
		return profile;
	}

	/** How often each function was called during the action. */
	async coverage(action: () => Promise<unknown>): Promise<readonly ScriptCoverage[]> {
		await this.#call('Profiler.enable');
		await this.#call('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
		// Each call resets the counts, so this one discards what was called so far.
		await this.#call('Profiler.takePreciseCoverage');
		await action();
		const { result } = (await this.#call('Profiler.takePreciseCoverage')) as {
			result: readonly ScriptCoverage[];
		};
		await this.#call('Profiler.stopPreciseCoverage');
		return result;
	}

	async #call(method: string, params: object = {}): Promise<unknown> {
		const id = ++this.#calls;
		return await new Promise((resolve) => {
			const listen = ({ data }: { data: unknown }): void => {
				const answer = JSON.parse(String(data)) as { id?: number; result?: unknown };
				if (answer.id !== id) return;
				this.socket.removeEventListener('message', listen);
				resolve(answer.result);
			};
			this.socket.addEventListener('message', listen);
			this.socket.send(JSON.stringify({ id, method, params }));
		});
	}

	close(): void {
		this.socket.close();
	}
}
