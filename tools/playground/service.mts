import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { end, track } from './child.mts';

/** Timeout of a readiness check; a busy service may never respond. */
export const READY_CHECK_LIMIT_MS = 2000;

/** A program that runs in the background until it is stopped. */
export interface Service {
	readonly child: ChildProcess;
	stop(): Promise<void>;
}

export interface ServiceOptions {
	/** Name for messages. */
	readonly name: string;
	readonly command: string;
	readonly args: readonly string[];
	/** The program's output is appended to this file. */
	readonly logFile: string;
	readonly spawn: Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'>;
	readonly isReady: () => Promise<boolean>;
	readonly limitMs: number;
}

/**
 * Starts a program and waits until it is ready.
 *
 * @throws {Error} with the end of the log, if it exits or does not become ready
 */
export async function startService(options: ServiceOptions): Promise<Service> {
	const { name, command, args, logFile, isReady, limitMs } = options;
	const log = openSync(logFile, 'a');
	const child = spawn(command, args, {
		...options.spawn,
		stdio: ['ignore', log, log],
		// Ctrl-C signals the whole process group, but programs have to be stopped by us, once and in
		// order.
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
