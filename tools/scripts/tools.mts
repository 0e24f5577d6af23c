import { spawn, type StdioOptions } from 'node:child_process';

import { ROOT } from '../playground/paths.mts';

/** A tool of this project's with its arguments, such as `['tsc', '--noEmit']`. */
export type Command = readonly string[];

export interface Check {
	readonly name: string;
	readonly command: Command;
	/** The same at less cost, for a look before each commit; null where another check sees nearly as much. */
	readonly quick?: Command | null;
}

/** Everything that is true or false of the source without running it. */
export const SOURCE_CHECKS: readonly Check[] = [
	{
		name: 'lint programs and tests',
		command: ['eslint', '--config', 'eslint.programs.config.mjs', '.'],
	},
	{ name: 'types of programs and tests', command: ['tsc', '--project', 'tsconfig.programs.json'] },
	{
		name: 'lint the pack',
		command: ['n8n-node', 'lint'],
		// By the same rules, without a walk through what n8n leaves in the playground.
		quick: ['eslint', 'package.json', 'index.ts', 'credentials', 'nodes', 'domain'],
	},
	{
		name: 'types of the pack',
		command: ['tsc', '--noEmit'],
		// The tests import the whole pack, and are held to the same options.
		quick: null,
	},
	{
		name: 'dependencies',
		command: [
			'depcruise',
			'--output-type',
			'err-long',
			'index.ts',
			'credentials',
			'nodes',
			'domain',
			'tools',
			'test',
		],
	},
	{
		name: 'format',
		command: ['prettier', '--check', '.'],
		quick: ['prettier', '--check', '--cache', '.'],
	},
];

export interface Ended {
	readonly isGood: boolean;
	/** What it printed, where that was to be kept. */
	readonly output: string;
}

/** What becomes of what a tool prints; of faults, only what it complains of is shown. */
const STDIO = {
	shown: 'inherit',
	faults: ['ignore', 'ignore', 'inherit'],
	kept: ['ignore', 'pipe', 'pipe'],
} satisfies Record<string, StdioOptions>;

/** Runs a tool to its end, with some variables more than we have ourselves. */
export async function runTool(
	command: Command,
	output: keyof typeof STDIO,
	env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
	const child = spawn('npx', ['--no-install', ...command], {
		cwd: ROOT,
		env: { ...process.env, ...env },
		stdio: STDIO[output],
	});
	const chunks: Buffer[] = [];
	child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
	child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
	const isGood = await new Promise<boolean>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code) => resolve(code === 0));
	});
	return { isGood, output: Buffer.concat(chunks).toString() };
}
