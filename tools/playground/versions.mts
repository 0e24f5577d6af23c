import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PLAYGROUND_DATA, ROOT } from './paths.mts';

/** A version of n8n that can be installed here, with its dependencies pinned in a folder. */
export interface PinnedN8n {
	readonly version: string;
	readonly isNewest: boolean;
	/** Folder with package.json, package-lock.json and .npmrc. */
	readonly source: string;
	/** Folder of the installation. */
	readonly folder: string;
}

const SOURCES = join(ROOT, 'tools/playground');

/** Folder of the default version. */
const NEWEST = 'n8n';

/** Returns all pinned versions, newest first. */
export function pinnedVersions(): PinnedN8n[] {
	const names = readdirSync(SOURCES).filter((name) => /^n8n(-[\d.]+)?$/.test(name));
	return names.map(readPinned).sort((a, b) => compareVersions(b.version, a.version));
}

/**
 * @param wanted a version or its beginning; the newest one if empty or undefined
 * @throws {Error} naming the available versions
 */
export function findPinned(wanted = ''): PinnedN8n {
	const all = pinnedVersions();
	const found = all.find(({ version, isNewest }) =>
		wanted === '' ? isNewest : `${version}.`.startsWith(`${wanted}.`),
	);
	if (found !== undefined) return found;
	const known = all.map(({ version }) => version).join(', ');
	throw new Error(`n8n ${wanted} is not pinned here. Available versions: ${known}.`);
}

function readPinned(name: string): PinnedN8n {
	const source = join(SOURCES, name);
	const { dependencies } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as {
		dependencies: { n8n: string };
	};
	const isNewest = name === NEWEST;
	const version = dependencies.n8n;
	// The newest version keeps its folder when it is updated, so that it replaces the old one.
	const folder = join(PLAYGROUND_DATA, isNewest ? 'n8n' : `n8n-${version}`);
	return { version, isNewest, source, folder };
}

/** @returns a negative number if the first version is older, a positive one if it is newer */
export function compareVersions(a: string, b: string): number {
	return a.localeCompare(b, 'en', { numeric: true });
}
