import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from '../../tools/playground/child.mts';
import { packTarball } from '../../tools/playground/pack.mts';
import { ROOT } from '../../tools/playground/paths.mts';
import { startSimulatorProcess } from '../../tools/playground/simulator-process.mts';
import { parseOptions } from '../../tools/simulator/command-line.mts';

/**
 * Checks a command of the documentation: runs it if that is quick, otherwise checks as much as
 * possible.
 */
type CommandCheck = (groups: readonly string[]) => Promise<void>;

const { scripts, repository } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
	scripts: Record<string, string>;
	repository: { url: string };
};

const CHECKS: ReadonlyArray<readonly [RegExp, CommandCheck]> = [
	[/^npm ci$/, async () => await checkLockFile()],
	// Asks nothing of the registry, as long as nothing ships but the package itself.
	[/^npm audit --omit=dev$/, async () => void (await inRoot('npm', 'audit', '--omit=dev'))],
	[/^npm start(?: -- (.+))?$/, async ([flags = '']) => await runWithHelp('start', flags)],
	[/^npm run simulator -- --help$/, async () => await runWithHelp('simulator', '')],
	[/^npm run simulator -- (.+)$/, async ([flags = '']) => await runSimulator(flags.split(' '))],
	[
		/^(?:\w+=\S+ )*npm (?:run )?(?:--silent )?([\w:-]+)(?: -- .+)?$/,
		async ([name = '']) => await checkScript(name),
	],
	[/^(?:\w+=\S+ )*npx jest (.+)$/, async ([rest = '']) => await checkTests(rest.split(' '))],
	[/^npx tsx (\S+)(?: .+)?$/, async ([file = '']) => await checkFile(file)],
	[/^npm install --prefix (\S+) --omit=peer n8n-nodes-pharlo$/, async () => await install()],
	[/^docker exec n8n (.+)$/, async ([command = '']) => await tryCommand(command)],
	[/^git clone (\S+)$/, async ([url = '']) => checkRepository(`git+${url}`)],
	[/^cd (\S+)$/, async ([folder = '']) => checkRepository(`/${folder}.git`)],
	// A Docker command for the reader's own container.
	[/^docker restart n8n$/, async () => undefined],
	// Tested by test/e2e/behind-proxy.test.mts with the values of the page.
	[
		/^(?:N8N_WEBHOOK_URL|WEBHOOK_URL|N8N_PROXY_HOPS|HTTPS?_PROXY|NO_PROXY)=\S+$/,
		async () => undefined,
	],
];

/**
 * Checks one command.
 *
 * @throws {Error} if there is no check for the command, or the check fails
 */
export async function tryCommand(command: string): Promise<void> {
	for (const [pattern, check] of CHECKS) {
		const match = pattern.exec(command);
		if (match !== null) return await check(match.slice(1).map((group) => group ?? ''));
	}
	throw new Error(`Nobody knows how to try: ${command}`);
}

/**
 * Returns the commands of a block: without comments, with continued lines joined and chains split.
 */
export function commandsIn(block: string): string[] {
	return block
		.replaceAll(/\\\n\s*/g, '')
		.split('\n')
		.flatMap((line) => line.replace(/(^|\s+)#.*$/, '').split(' && '))
		.map((command) => command.trim())
		.filter((command) => command !== '');
}

/** Checks that package.json and the lock file match, the usual reason for a failure. */
async function checkLockFile(): Promise<void> {
	await inRoot('npm', 'ci', '--dry-run', '--ignore-scripts', '--offline');
}

async function inRoot(command: string, ...args: string[]): Promise<string> {
	return await run(command, args, { cwd: ROOT });
}

/** Runs a script with --help. Flags are validated before the help is shown. */
async function runWithHelp(script: string, flags: string): Promise<void> {
	const given = flags.split(' ').filter((flag) => flag !== '' && flag !== '--help');
	const output = await inRoot('npm', 'run', script, '--', ...given, '--help');
	if (!output.includes('--help')) throw new Error(`No help:\n${output}`);
}

async function runSimulator(flags: readonly string[]): Promise<void> {
	checkFlags(flags);
	const simulator = await startSimulatorProcess([...flags, '--port', '0']);
	try {
		const response = await fetch(`${simulator.url}/api/v1/health`);
		if (!response.ok) throw new Error(`The simulator responded with ${response.status}`);
	} finally {
		await simulator.stop();
	}
}

/** @throws {Error} if the simulator does not accept them */
export function checkFlags(flags: readonly string[]): void {
	// N stands for a number, FILE for a file name.
	const given = flags.map((flag) => (flag === 'N' ? '7' : flag));
	parseOptions(given, {}, () => undefined);
}

/**
 * Checks that a script exists, and so do the program or tests that it runs; running it takes too
 * long.
 */
async function checkScript(name: string): Promise<void> {
	const script = scripts[name];
	if (script === undefined) throw new Error(`There is no script ${name}`);
	const [, program] = /^tsx (\S+)/.exec(script) ?? [];
	if (program !== undefined) await checkFile(program);
	const [, layer] = /--selectProjects (\S+)/.exec(script) ?? [];
	if (layer !== undefined) await checkTests(['--selectProjects', layer]);
}

/** @throws {Error} if the repository's URL does not end with this */
function checkRepository(end: string): void {
	if (!repository.url.endsWith(end)) throw new Error(`Not in ${repository.url}: ${end}`);
}

async function checkFile(file: string): Promise<void> {
	if (!existsSync(join(ROOT, file))) throw new Error(`File not found: ${file}`);
}

async function checkTests(args: readonly string[]): Promise<void> {
	const names = args.includes('--') ? args.slice(args.indexOf('--') + 1) : [''];
	const flags = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
	for (const name of names) {
		const output = await inRoot('npx', 'jest', ...flags, '--listTests', '--', name);
		if (!output.includes('.test.mts')) throw new Error(`No tests: ${args.join(' ')}`);
	}
}

/** Installs the packed package in a temporary folder. */
async function install(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'pharlo-install-'));
	try {
		const tarball = await packTarball(join(folder, 'packed'));
		const prefix = join(folder, 'nodes');
		mkdirSync(prefix);
		// Not --offline: npm also fetches the metadata of the peers that it then omits.
		const args = ['install', '--prefix', prefix, '--omit=peer', '--prefer-offline', tarball];
		await run('npm', args);
		const main = join(prefix, 'node_modules/n8n-nodes-pharlo/dist/index.js');
		if (!existsSync(main)) throw new Error(`File not found: ${main}`);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
