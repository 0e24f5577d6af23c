import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './child.mts';
import { PLAYGROUND_DATA, ROOT } from './paths.mts';

export async function build(): Promise<void> {
	await run('npm', ['run', 'build'], { cwd: ROOT });
}

/**
 * Packs the tarball that would be published from the existing build.
 *
 * @param folder target folder, emptied first
 * @param source folder of the package
 * @returns the path of the tarball
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

/** Installs a tarball where n8n keeps its community packages, in the way n8n does. */
export async function installTarball(tarball: string, userFolder: string): Promise<void> {
	const folder = join(userFolder, '.n8n/nodes');
	mkdirSync(folder, { recursive: true });
	// Without a package.json here, npm goes up the tree and installs into this project.
	const manifest = join(folder, 'package.json');
	if (!existsSync(manifest))
		writeFileSync(manifest, '{"name": "installed-nodes", "private": true}\n');
	await run(
		'npm',
		['install', '--omit=peer', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', tarball],
		{ cwd: folder },
	);
}
