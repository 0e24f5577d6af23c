import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PLAYGROUND_DATA, ROOT } from './paths.mts';

/** A version of n8n that can be installed here: what it needs is pinned in a folder of its own. */
export interface PinnedN8n {
	readonly version: string;
	readonly isNewest: boolean;
	/** Holds package.json, package-lock.json and .npmrc. */
	readonly source: string;
	/** Where it is installed. */
	readonly folder: string;
}

const SOURCES = join(ROOT, 'tools/playground');

/** The one that everything runs with unless another one is asked for. */
const NEWEST = 'n8n';

/** The newest one first. */
export function pinnedVersions(): PinnedN8n[] {
	const names = readdirSync(SOURCES).filter((name) => /^n8n(-[\d.]+)?$/.test(name));
	return names.map(readPinned).sort((a, b) => compareVersions(b.version, a.version));
}

/**
 * @param wanted a version, or only its beginning; the newest one when it is empty or missing
 * @throws {Error} naming the versions that there are
 */
export function findPinned(wanted = ''): PinnedN8n {
	const all = pinnedVersions();
	const found = all.find(({ version, isNewest }) =>
		wanted === '' ? isNewest : `${version}.`.startsWith(`${wanted}.`),
	);
	if (found !== undefined) return found;
	const known = all.map(({ version }) => version).join(', ');
	throw new Error(`n8n ${wanted} is not pinned here. There are: ${known}.`);
}

function readPinned(name: string): PinnedN8n {
	const source = join(SOURCES, name);
	const { dependencies } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as {
		dependencies: { n8n: string };
	};
	const isNewest = name === NEWEST;
	const version = dependencies.n8n;
	// The newest one keeps its place when its version moves on, so that the old one makes room for it.
	const folder = join(PLAYGROUND_DATA, isNewest ? 'n8n' : `n8n-${version}`);
	return { version, isNewest, source, folder };
}

/** @returns a negative number when the first one is older, a positive one when it is newer */
export function compareVersions(a: string, b: string): number {
	return a.localeCompare(b, 'en', { numeric: true });
}
