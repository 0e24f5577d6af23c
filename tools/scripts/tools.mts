import { spawn, type StdioOptions } from 'node:child_process';
import { delimiter, join } from 'node:path';

import { ROOT } from '../playground/paths.mts';

/** A command-line tool with its arguments, such as `['tsc', '--noEmit']`. */
export type Command = readonly string[];

export interface Check {
	readonly name: string;
	readonly command: Command;
	/** A cheaper variant to run before each commit; null if another check covers nearly the same. */
	readonly quick?: Command | null;
}

/** Where the quick variants keep what they have checked before. */
const CACHE = 'node_modules/.cache/check';

/** The static checks of the source. */
export const SOURCE_CHECKS: readonly Check[] = [
	{
		name: 'lint programs and tests',
		command: ['eslint', '--config', 'eslint.programs.config.mjs', '.'],
		// Only changed files. Rules that need types can miss an unchanged file that uses a changed one;
		// the compiler and the full run before a release do not.
		quick: [
			'eslint',
			'--config',
			'eslint.programs.config.mjs',
			'--cache',
			'--cache-location',
			`${CACHE}/eslint-programs`,
			'--cache-strategy',
			'content',
			'.',
		],
	},
	{
		name: 'types of programs and tests',
		command: ['tsc', '--project', 'tsconfig.programs.json'],
		quick: [
			'tsc',
			'--project',
			'tsconfig.programs.json',
			'--incremental',
			'--tsBuildInfoFile',
			`${CACHE}/programs.tsbuildinfo`,
		],
	},
	{
		name: 'lint the pack',
		command: ['n8n-node', 'lint'],
		// The same rules, without scanning the data that n8n leaves in the playground.
		quick: [
			'eslint',
			'--cache',
			'--cache-location',
			`${CACHE}/eslint-pack`,
			'--cache-strategy',
			'content',
			'package.json',
			'index.ts',
			'credentials',
			'nodes',
			'domain',
		],
	},
	{
		name: 'types of the pack',
		command: ['tsc', '--noEmit'],
		// The tests import the whole pack and use the same options.
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

export interface ToolResult {
	readonly isGood: boolean;
	/** Its output, if it is kept. */
	readonly output: string;
}

/** How the output of a tool is handled: shown, only errors shown, or kept. */
const STDIO = {
	shown: 'inherit',
	faults: ['ignore', 'ignore', 'inherit'],
	kept: ['ignore', 'pipe', 'pipe'],
} satisfies Record<string, StdioOptions>;

/** Runs a tool to completion, with additional environment variables. */
export async function runTool(
	command: Command,
	output: keyof typeof STDIO,
	env: Readonly<Record<string, string>> = {},
): Promise<ToolResult> {
	const [tool = '', ...options] = command;
	// npx would take most of a second to find the same file.
	const path = [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter);
	const child = spawn(tool, options, {
		cwd: ROOT,
		env: { ...process.env, PATH: path, ...env },
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
