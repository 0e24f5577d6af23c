import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

import { end, track } from './child.mts';
import { ROOT } from './paths.mts';

export interface SimulatorProcess {
	readonly url: string;
	stop(): Promise<void>;
}

/**
 * Starts the simulator in a separate process.
 *
 * @param flags as `npm run simulator` takes them
 * @param print called with each line of its output
 */
export async function startSimulatorProcess(
	flags: readonly string[],
	print: (line: string) => void = () => undefined,
): Promise<SimulatorProcess> {
	const child = spawn(
		process.execPath,
		['--import', 'tsx', join(ROOT, 'tools/simulator/main.mts'), ...flags],
		{ cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
	);
	track(child);
	let errorOutput = '';
	child.stderr.on('data', (chunk: Buffer) => (errorOutput += chunk.toString()));
	const lines = createInterface({ input: child.stdout });
	const url = await new Promise<string>((resolve, reject) => {
		lines.on('line', (line) => {
			const found = /^Pharlo simulator: (\S+)/.exec(line)?.[1];
			if (found === undefined) print(line);
			else resolve(found);
		});
		void once(child, 'exit').then(() =>
			reject(new Error(`The simulator did not start: ${errorOutput.trim()}`)),
		);
	});
	return { url, stop: async () => await end(child) };
}
