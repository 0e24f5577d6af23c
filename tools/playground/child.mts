import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

const running = new Set<ChildProcess>();

/** Counts a child among those that {@link endAll} ends. */
export function track(child: ChildProcess): void {
	running.add(child);
	child.once('close', () => running.delete(child));
}

/** @throws {Error} with what the command printed, when it does not end with 0 */
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

/** How long a program may take to end by itself. */
const GRACE_MS = 15_000;

/** Ends a child by its own pid: kindly first, then not. */
export async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const exited = once(child, 'exit');
	child.kill('SIGTERM');
	const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
	await exited;
	clearTimeout(timer);
}

/** Ends every child that still runs, last started first. */
export async function endAll(): Promise<void> {
	for (const child of [...running].reverse()) await end(child);
}
