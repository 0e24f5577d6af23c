import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from '../../tools/playground/child.mts';
import { packTarball } from '../../tools/playground/pack.mts';
import { ROOT } from '../../tools/playground/paths.mts';
import { startSimulatorProcess } from '../../tools/playground/simulator-process.mts';
import { parseOptions } from '../../tools/simulator/options.mts';

/** How a command of the documentation is tried: for real where it is quick, else as far as that goes. */
type Trial = (groups: readonly string[]) => Promise<void>;

const { scripts, repository } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
	scripts: Record<string, string>;
	repository: { url: string };
};

const TRIALS: ReadonlyArray<readonly [RegExp, Trial]> = [
	[/^npm ci$/, async () => await lockFits()],
	[/^npm start(?: -- (.+))?$/, async ([flags = '']) => await withHelp('start', flags)],
	[/^npm run simulator -- --help$/, async () => await withHelp('simulator', '')],
	[/^npm run simulator -- (.+)$/, async ([flags = '']) => await simulate(flags.split(' '))],
	[
		/^(?:\w+=\S+ )*npm (?:run )?(?:--silent )?([\w:-]+)(?: -- .+)?$/,
		async ([name = '']) => await scriptIsThere(name),
	],
	[/^(?:\w+=\S+ )*npx jest (.+)$/, async ([rest = '']) => await findsTests(rest.split(' '))],
	[/^npx tsx (\S+)(?: .+)?$/, async ([file = '']) => await fileIsThere(file)],
	[/^npm install --prefix (\S+) --omit=peer n8n-nodes-pharlo$/, async () => await install()],
	[/^docker exec n8n (.+)$/, async ([command = '']) => await tryCommand(command)],
	[/^git clone (\S+)$/, async ([url = '']) => isOfRepository(`git+${url}`)],
	[/^cd (\S+)$/, async ([folder = '']) => isOfRepository(`/${folder}.git`)],
	// Docker's own; the container is the reader's.
	[/^docker restart n8n$/, async () => undefined],
	// Tried by test/e2e/behind-proxy.test.mts, with what the page says.
	[
		/^(?:N8N_WEBHOOK_URL|WEBHOOK_URL|N8N_PROXY_HOPS|HTTPS?_PROXY|NO_PROXY)=\S+$/,
		async () => undefined,
	],
];

/**
 * Tries one command.
 *
 * @throws {Error} for a command that nobody knows how to try, or that does not work
 */
export async function tryCommand(command: string): Promise<void> {
	for (const [pattern, trial] of TRIALS) {
		const match = pattern.exec(command);
		if (match !== null) return await trial(match.slice(1).map((group) => group ?? ''));
	}
	throw new Error(`Nobody knows how to try: ${command}`);
}

/** The commands of a block: comments taken out, lines that go on joined, chains taken apart. */
export function commandsIn(block: string): string[] {
	return block
		.replaceAll(/\\\n\s*/g, '')
		.split('\n')
		.flatMap((line) => line.replace(/(^|\s+)#.*$/, '').split(' && '))
		.map((command) => command.trim())
		.filter((command) => command !== '');
}

/** Compares package.json with the lock file, which is what it fails over. */
async function lockFits(): Promise<void> {
	await inRoot('npm', 'ci', '--dry-run', '--ignore-scripts', '--offline');
}

async function inRoot(command: string, ...args: string[]): Promise<string> {
	return await run(command, args, { cwd: ROOT });
}

/** The flags are read, and a wrong one is complained of, before the help is shown. */
async function withHelp(script: string, flags: string): Promise<void> {
	const given = flags.split(' ').filter((flag) => flag !== '' && flag !== '--help');
	const output = await inRoot('npm', 'run', script, '--', ...given, '--help');
	if (!output.includes('--help')) throw new Error(`No help:\n${output}`);
}

async function simulate(flags: readonly string[]): Promise<void> {
	checkFlags(flags);
	const simulator = await startSimulatorProcess([...flags, '--port', '0']);
	try {
		const answer = await fetch(`${simulator.url}/api/v1/health`);
		if (!answer.ok) throw new Error(`The simulator answers ${answer.status}`);
	} finally {
		await simulator.stop();
	}
}

/** @throws {Error} when the simulator does not take them */
export function checkFlags(flags: readonly string[]): void {
	// A letter in capitals stands for a number, FILE for a name.
	const given = flags.map((flag) => (flag === 'N' ? '7' : flag));
	parseOptions(given, {}, () => undefined);
}

/** A script that is there, and runs programs or tests that are there; too long to be run here. */
async function scriptIsThere(name: string): Promise<void> {
	const script = scripts[name];
	if (script === undefined) throw new Error(`There is no script ${name}`);
	const [, program] = /^tsx (\S+)/.exec(script) ?? [];
	if (program !== undefined) await fileIsThere(program);
	const [, layer] = /--selectProjects (\S+)/.exec(script) ?? [];
	if (layer !== undefined) await findsTests(['--selectProjects', layer]);
}

/** @throws {Error} when the repository's address does not end like this */
function isOfRepository(end: string): void {
	if (!repository.url.endsWith(end)) throw new Error(`Not in ${repository.url}: ${end}`);
}

async function fileIsThere(file: string): Promise<void> {
	if (!existsSync(join(ROOT, file))) throw new Error(`There is no ${file}`);
}

async function findsTests(args: readonly string[]): Promise<void> {
	const names = args.includes('--') ? args.slice(args.indexOf('--') + 1) : [''];
	const flags = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
	for (const name of names) {
		const output = await inRoot('npx', 'jest', ...flags, '--listTests', '--', name);
		if (!output.includes('.test.mts')) throw new Error(`No tests: ${args.join(' ')}`);
	}
}

/** With the package as it would be published, in a folder of its own. */
async function install(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'pharlo-install-'));
	try {
		const tarball = await packTarball(join(folder, 'packed'));
		const prefix = join(folder, 'nodes');
		mkdirSync(prefix);
		await run('npm', ['install', '--prefix', prefix, '--omit=peer', '--offline', tarball]);
		const main = join(prefix, 'node_modules/n8n-nodes-pharlo/dist/index.js');
		if (!existsSync(main)) throw new Error(`There is no ${main}`);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
