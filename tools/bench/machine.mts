import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';

import { installRuntime } from '../playground/runtime.mts';
import { table } from './report.mts';

/** Describes the machine and the versions that were measured. */
export async function describeMachine(): Promise<string> {
	const runtime = await installRuntime((line) => console.log(line));
	const nodeVersion = execFileSync(runtime.node, ['--version']).toString().trim();
	const [first] = cpus();
	return table(
		['', ''],
		[
			['processor', `${first?.model.trim() ?? 'unknown'}, ${cpus().length} cores`],
			['memory', `${Math.round(totalmem() / 2 ** 30)} GiB`],
			['system', `${type()} ${/^\d+\.\d+/.exec(release())?.[0] ?? ''}`],
			['n8n', `${runtime.version} on Node ${nodeVersion}, SQLite, default settings`],
			['simulator', `Node ${process.version}, in a separate process on the same machine`],
		],
	);
}

/** Describes the time of the measurement and the load average before it. */
export function describeMoment(): string {
	const [load = 0] = loadavg();
	const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
	return `Measured ${date} UTC; load average at the start ${load.toFixed(1)}.`;
}
