import { WebSocket } from 'undici';

import { until } from '../playground/n8n-api.mts';

/** The parts of V8's sampling profile that are used here. */
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

/** The parts of V8's script coverage that are used here. */
export interface ScriptCoverage {
	readonly url: string;
	readonly functions: ReadonlyArray<{
		/** Empty for an anonymous function, and for the top level of a module. */
		readonly functionName: string;
		/** A single range, the whole function, because block coverage is off. */
		readonly ranges: ReadonlyArray<{
			readonly startOffset: number;
			readonly endOffset: number;
			readonly count: number;
		}>;
	}>;
}

/** Sampling interval in microseconds. */
const INTERVAL_US = 200;

/** Reads profiles and coverage from a Node process that was started with `--inspect`. */
export class Inspector {
	#calls = 0;

	private constructor(readonly socket: WebSocket) {}

	static async connect(port: number): Promise<Inspector> {
		const url = await until('the inspector', async () => {
			const response = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => undefined);
			const [target] = ((await response?.json()) ?? []) as Array<{ webSocketDebuggerUrl: string }>;
			return target?.webSocketDebuggerUrl;
		});
		const socket = new WebSocket(url);
		await new Promise<void>((resolve, reject) => {
			socket.addEventListener('open', () => resolve());
			socket.addEventListener('error', () =>
				reject(new Error('The inspector closed the connection')),
			);
		});
		return new Inspector(socket);
	}

	/** Profiles the process while the action runs. */
	async profile(action: () => Promise<unknown>): Promise<CpuProfile> {
		await this.#call('Profiler.enable');
		await this.#call('Profiler.setSamplingInterval', { interval: INTERVAL_US });
		await this.#call('Profiler.start');
		await action();
		const { profile } = (await this.#call('Profiler.stop')) as { profile: CpuProfile };
		return profile;
	}

	/** Counts the calls of each function while the action runs. */
	async coverage(action: () => Promise<unknown>): Promise<readonly ScriptCoverage[]> {
		await this.#call('Profiler.enable');
		await this.#call('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
		// Each call resets the counts, so this one discards earlier calls.
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
				const response = JSON.parse(String(data)) as { id?: number; result?: unknown };
				if (response.id !== id) return;
				this.socket.removeEventListener('message', listen);
				resolve(response.result);
			};
			this.socket.addEventListener('message', listen);
			this.socket.send(JSON.stringify({ id, method, params }));
		});
	}

	close(): void {
		this.socket.close();
	}
}
