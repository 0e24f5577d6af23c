import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

const running = new Set<ChildProcess>();

/** Registers a child process for {@link endAll}. */
export function track(child: ChildProcess): void {
	running.add(child);
	child.once('close', () => running.delete(child));
}

/** @throws {Error} with the output of the command, if its exit code is not 0 */
export async function run(
	command: string,
	args: readonly string[],
	options: SpawnOptions = {},
): Promise<string> {
	const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
	track(child);
	let output = '';
	child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
	child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	if (code === 0) return output;
	throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output.slice(-4000)}`);
}

/** Time between SIGTERM and SIGKILL. */
const GRACE_MS = 15_000;

/** Ends a child process by its own pid: SIGTERM first, then SIGKILL. */
export async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const exited = once(child, 'exit');
	child.kill('SIGTERM');
	const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
	await exited;
	clearTimeout(timer);
}

/** Ends all child processes that are still running, in reverse order of their start. */
export async function endAll(): Promise<void> {
	for (const child of [...running].reverse()) await end(child);
}
