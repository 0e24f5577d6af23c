import { spawnSync } from 'node:child_process';
import {
	cpSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from '../playground/child.mts';
import { ROOT } from '../playground/paths.mts';
import { installRuntime, type Runtime } from '../playground/runtime.mts';
import { goals, ratios, ratioText, table } from './report.mts';
import { runAlternating, median } from './turns.mts';

/** Packs for the same audience, and one of the most installed packs. */
const PEERS = [
	'@blotato/n8n-nodes-blotato@1.0.10',
	'n8n-nodes-upload-post@0.1.32',
	'n8n-nodes-zernio@0.7.1',
	'n8n-nodes-tiktok@0.1.5',
	'@mendable/n8n-nodes-firecrawl@2.1.2',
];

export interface LoadingOptions {
	/** Rounds per contender, each in a new process. */
	readonly rounds?: number;
}

/**
 * Measures how long n8n takes to load the pack, compared with an empty node with the same imports,
 * and compares the size of the tarball with other packs. Build the pack first.
 *
 * @returns a section in Markdown
 */
export async function measureLoading({ rounds = 25 }: LoadingOptions = {}): Promise<string> {
	const runtime = await installRuntime((line) => console.log(line));
	const folder = mkdtempSync(join(tmpdir(), 'pharlo-loading-'));
	try {
		const times = await runAlternating(contenders(runtime, folder), rounds);
		return section(times, rounds, await sizes(folder));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

interface Loaded {
	/** Milliseconds to load the files and their imports. */
	readonly whole: number;
	/** Milliseconds if the imports are loaded already, as they are in n8n. */
	readonly own: number;
}

function contenders(runtime: Runtime, folder: string) {
	cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
	symlinkSync(runtime.modules, join(folder, 'node_modules'), 'junction');
	const imports = importsOf(join(folder, 'dist'));
	const empty = join(folder, 'empty.js');
	const lines = imports.map((name) => `require(${JSON.stringify(name)});`);
	writeFileSync(
		empty,
		`${lines.join('\n')}\nexports.Empty = class { description = { properties: [] }; };\n`,
	);
	const ours = [
		'nodes/Pharlo/Pharlo.node',
		'nodes/Pharlo/PharloTrigger.node',
		'credentials/PharloApi.credentials',
	];
	const all = {
		'ours, two nodes and the credential': ours.map((name) => join(folder, 'dist', `${name}.js`)),
		'an empty node with the same imports': [empty],
	};
	return Object.entries(all).map(([name, files]) => ({
		name,
		run: async (): Promise<Loaded> =>
			await Promise.resolve({
				whole: load(runtime, folder, [], files),
				own: load(runtime, folder, imports, files),
			}),
	}));
}

/** Returns the packages that any of the files imports. */
function importsOf(dist: string): string[] {
	const files = readdirSync(dist, { recursive: true, encoding: 'utf8' });
	const names = files
		.filter((file) => file.endsWith('.js'))
		.flatMap((file) => [
			...readFileSync(join(dist, file), 'utf8').matchAll(/require\("([^".][^"]*)"\)/g),
		])
		.map(([, name = '']) => name);
	// n8n's packages first, as in n8n, because they load most of the others.
	return [...new Set(names)].sort(
		(one, other) => Number(builtinModules.includes(one)) - Number(builtinModules.includes(other)),
	);
}

/** @returns milliseconds that a new process needs to load the files and instantiate each class */
function load(runtime: Runtime, folder: string, before: string[], files: string[]): number {
	const program = `
		for (const name of ${JSON.stringify(before)}) require(name);
		const started = process.hrtime.bigint();
		for (const file of ${JSON.stringify(files)}) {
			for (const type of Object.values(require(file))) new type();
		}
		console.log(Number(process.hrtime.bigint() - started) / 1e6);
	`;
	const { status, stdout, stderr } = spawnSync(runtime.node, ['-e', program], {
		cwd: folder,
		encoding: 'utf8',
	});
	if (status !== 0) throw new Error(`The nodes could not be loaded:\n${stderr}`);
	return Number(stdout);
}

interface Packed {
	readonly name: string;
	readonly version: string;
	readonly size: number;
	readonly unpackedSize: number;
}

async function sizes(folder: string): Promise<Packed[]> {
	const all: Packed[] = [];
	for (const [spec, cwd] of [['.', ROOT], ...PEERS.map((peer) => [peer, folder])]) {
		const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, spec ?? ''];
		const output = await run('npm', args, { cwd });
		// npm prints warnings around the JSON.
		const [packed] = JSON.parse(/^\[$[^]*^\]$/m.exec(output)?.[0] ?? '[]') as Packed[];
		if (packed === undefined) throw new Error(`npm packed nothing for ${spec}:\n${output}`);
		all.push(packed);
	}
	return all;
}

function section(
	times: ReadonlyMap<string, readonly Loaded[]>,
	rounds: number,
	packed: readonly Packed[],
): string {
	const [ours = [], empty = []] = [...times.values()];
	const whole = (all: readonly Loaded[]): number[] => all.map((one) => one.whole);
	const own = (all: readonly Loaded[]): number[] => all.map((one) => one.own);
	return `## Loading

Milliseconds to \`require\` the built files and instantiate each class, in new processes of n8n's Node with n8n's packages; ${rounds} alternating rounds. n8n loads the imports before it loads a pack, so the second column is what the pack adds to n8n's start-up time.

${table(
	['', 'cold', 'imports loaded', 'ratio, cold'],
	[...times].map(([name, all]) => [
		name,
		milliseconds(whole(all)),
		milliseconds(own(all)),
		ratioText(whole(all), whole(empty)),
	]),
)}

${goals([
	{
		name: 'loading time relative to an empty node with the same imports',
		value: median(ratios(whole(ours), whole(empty))),
		atMost: 1.5,
	},
])}

Size of the tarball, packed and unpacked:

${table(
	['', 'tarball, kB', 'unpacked, kB'],
	packed.map(({ name, version, size, unpackedSize }) => [
		`${name} ${version}`,
		kilobytes(size),
		kilobytes(unpackedSize),
	]),
)}
`;
}

function milliseconds(values: readonly number[]): string {
	const [least, most] = [Math.min(...values), Math.max(...values)];
	return `${median(values).toFixed(1)} (${least.toFixed(1)}–${most.toFixed(1)})`;
}

function kilobytes(bytes: number): string {
	return (bytes / 1000).toFixed(0);
}

if (import.meta.filename === process.argv[1]) {
	const rounds = Number(process.argv[2]);
	console.log(await measureLoading(rounds > 0 ? { rounds } : {}));
}
