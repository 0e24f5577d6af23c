import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

import { packTarball } from '../playground/pack.mts';
import { PLAYGROUND_DATA } from '../playground/paths.mts';

const NAME = 'n8n-nodes-bare';
const SOURCES = join(import.meta.dirname, 'bare');
const FOLDER = join(PLAYGROUND_DATA, 'bench/bare');

export const BARE_CREATE = `${NAME}.bareCreate`;
export const BARE_TRIGGER = `${NAME}.bareTrigger`;

/**
 * Packs a community node package that does the bare minimum. The time its nodes take is n8n's own
 * overhead, which no package can avoid.
 *
 * @returns the path of its tarball
 */
export async function packBareNodes(): Promise<string> {
	const folder = join(FOLDER, 'package');
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const nodes = readdirSync(SOURCES).map((file) => {
		const source = readFileSync(join(SOURCES, file), 'utf8');
		const name = file.replace(/\.mts$/, '.js');
		writeFileSync(join(folder, name), toCommonJs(source));
		return name;
	});
	const manifest = { name: NAME, version: '1.0.0', n8n: { n8nNodesApiVersion: 1, nodes } };
	writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
	return await packTarball(join(FOLDER, 'tarball'), folder);
}

/** Compiles to CommonJS, because n8n loads nodes with `require`. */
function toCommonJs(source: string): string {
	return ts.transpileModule(source, {
		compilerOptions: {
			module: ts.ModuleKind.CommonJS,
			target: ts.ScriptTarget.ES2022,
			esModuleInterop: true,
		},
	}).outputText;
}
