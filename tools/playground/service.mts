import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { end, track } from './child.mts';

/** How long one that is asked whether it is ready may take; one that is busy may never answer. */
export const ANSWER_LIMIT_MS = 2000;

/** A program that runs beside us until it is told to end. */
export interface Service {
	readonly child: ChildProcess;
	stop(): Promise<void>;
}

export interface ServiceOptions {
	/** How messages call it. */
	readonly name: string;
	readonly command: string;
	readonly args: readonly string[];
	/** Gets what the program prints, after what is in there already. */
	readonly logFile: string;
	readonly spawn: Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'>;
	readonly isReady: () => Promise<boolean>;
	readonly limitMs: number;
}

/**
 * Starts a program and waits until it is ready.
 *
 * @throws {Error} with the end of the log, when it ends or does not get ready
 */
export async function startService(options: ServiceOptions): Promise<Service> {
	const { name, command, args, logFile, isReady, limitMs } = options;
	const log = openSync(logFile, 'a');
	const child = spawn(command, args, {
		...options.spawn,
		stdio: ['ignore', log, log],
		// Ctrl-C goes to the whole group: the program shall hear of it from us, once, and in order.
		detached: true,
	});
	closeSync(log);
	track(child);
	await once(child, 'spawn');

	const deadline = Date.now() + limitMs;
	while (!(await isReady())) {
		if (isRunning(child) && Date.now() < deadline) {
			await sleep(100);
			continue;
		}
		await end(child);
		throw new Error(`${name} did not start:\n${readFileSync(logFile, 'utf8').slice(-3000)}`);
	}
	return { child, stop: async () => await end(child) };
}

export function isRunning(child: ChildProcess): boolean {
	return child.exitCode === null && child.signalCode === null;
}
