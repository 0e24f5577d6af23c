import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { localUrl, startN8nProcess, type N8nOptions, type N8nServer } from './n8n-server.mts';
import type { Runtime } from './runtime.mts';
import { isRunning } from './service.mts';

/** An n8n process that can be killed and restarted on the same port. */
export class N8nProcess {
	#server: N8nServer | undefined;

	constructor(
		readonly name: string,
		readonly runtime: Runtime,
		readonly options: N8nOptions,
	) {}

	get url(): string {
		return localUrl(this.options.port);
	}

	get pid(): number | undefined {
		return this.#server?.child.pid;
	}

	/** @throws {Error} with the end of the log, if it exits or does not become ready */
	async start(): Promise<void> {
		if (this.#server !== undefined && isRunning(this.#server.child)) return;
		// n8n waits for ten seconds if it finds the journal of a killed process.
		rmSync(join(this.options.userFolder, '.n8n/crash.journal'), { force: true });
		this.#server = await startN8nProcess(this.runtime, this.options);
	}

	/** Kills the process with SIGKILL; its task runner notices and exits. */
	async kill(): Promise<void> {
		const child = this.#server?.child;
		if (child === undefined || !isRunning(child)) return;
		const exited = once(child, 'exit');
		child.kill('SIGKILL');
		await exited;
	}

	async stop(): Promise<void> {
		await this.#server?.stop();
	}
}
