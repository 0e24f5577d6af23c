import { spawn, type SpawnOptions } from 'node:child_process';

const running = new Set<number>();

export interface GroupOptions extends Pick<SpawnOptions, 'cwd'> {
	/** Then the program and all that it has started are killed. */
	readonly limitMs: number;
}

/**
 * Runs a program and what that starts as a group of its own. Killing the program alone would leave
 * those behind that do not listen any more, such as a worker in an endless loop.
 *
 * @returns its exit code; null when it was killed
 */
export async function runGroup(
	command: string,
	args: readonly string[],
	{ cwd, limitMs }: GroupOptions,
): Promise<number | null> {
	const child = spawn(command, args, { cwd, stdio: 'ignore', detached: true });
	const { pid } = child;
	if (pid !== undefined) running.add(pid);
	const timer = setTimeout(() => kill(pid), limitMs);
	try {
		return await new Promise((resolve, reject) => {
			child.once('error', reject);
			child.once('exit', resolve);
		});
	} finally {
		clearTimeout(timer);
		// One that has ended may have left somebody behind.
		kill(pid);
	}
}

/** Kills all that still run: Ctrl-C does not reach them. */
export function killGroups(): void {
	for (const pid of running) kill(pid);
}

function kill(pid: number | undefined): void {
	if (pid === undefined || !running.delete(pid)) return;
	try {
		process.kill(-pid, 'SIGKILL');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}
