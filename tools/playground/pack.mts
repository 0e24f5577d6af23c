import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './child.mts';
import { PLAYGROUND_DATA, ROOT } from './paths.mts';

export async function build(): Promise<void> {
	await run('npm', ['run', 'build'], { cwd: ROOT });
}

/**
 * Makes the tarball that would be published, of what was built before.
 *
 * @param folder emptied first
 * @param source the package's own folder
 * @returns the tarball's path
 */
export async function packTarball(
	folder = join(PLAYGROUND_DATA, 'tarball'),
	source = ROOT,
): Promise<string> {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const output = await run('npm', ['pack', '--silent', '--pack-destination', folder], {
		cwd: source,
	});
	const name = output
		.split('\n')
		.map((line) => line.trim())
		.find((line) => line.endsWith('.tgz'));
	if (name === undefined) throw new Error(`npm pack made no tarball:\n${output}`);
	return join(folder, name);
}

/** Installs a tarball where and how n8n keeps its community packages. */
export async function installTarball(tarball: string, userFolder: string): Promise<void> {
	const folder = join(userFolder, '.n8n/nodes');
	mkdirSync(folder, { recursive: true });
	// Without a package.json here npm goes up the tree and installs into the project itself.
	const manifest = join(folder, 'package.json');
	if (!existsSync(manifest))
		writeFileSync(manifest, '{"name": "installed-nodes", "private": true}\n');
	await run(
		'npm',
		['install', '--omit=peer', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', tarball],
		{ cwd: folder },
	);
}
