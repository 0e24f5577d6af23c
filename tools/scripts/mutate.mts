import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ROOT } from '../playground/paths.mts';
import { CREATING } from './mutations/creating.mts';
import type { Mutation } from './mutations/mutation.mts';
import { RECEIVING } from './mutations/receiving.mts';
import { WAITING } from './mutations/waiting.mts';
import { killGroups, runGroup } from './process-group.mts';

/**
 * Breaks the source in many named ways, one at a time and in a copy, and shows that the tests notice
 * each. What survives is listed: it is either a hole in the tests or code that nobody needs.
 *
 *   npm run mutate [-- part of a name …]
 */
const COPIED = ['credentials', 'nodes', 'pharlo', 'tools', 'test', 'icons'];
const FILES = [
	'package.json',
	'tsconfig.json',
	'tsconfig.programs.json',
	'jest.config.mjs',
	'index.ts',
];

/** All tests take a fifth of it. */
const LIMIT_MS = 6 * 60_000;

function makeCopy(): string {
	const copy = mkdtempSync(join(tmpdir(), 'pharlo-mutants-'));
	for (const name of [...COPIED, ...FILES]) {
		cpSync(join(ROOT, name), join(copy, name), { recursive: true });
	}
	symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
	return copy;
}

/**
 * @param patterns of the names of tests; none means all, and those that no test has any more pass
 * @returns whether all of them passed, which for a broken source they must not
 */
async function pass(copy: string, patterns: readonly string[]): Promise<boolean> {
	const layers = ['--selectProjects', 'unit', 'contract', 'engine'];
	// Without the last one Jest would fail where no test was run, which is not to have noticed.
	const options = ['--bail', '--silent', '--passWithNoTests'];
	const args = ['node_modules/jest/bin/jest.js', ...layers, ...options, ...patterns];
	// A broken loop may never end, and Jest's own limits need a process that is not stuck in it.
	return (await runGroup(process.execPath, args, { cwd: copy, limitMs: LIMIT_MS })) === 0;
}

/** The tests that are meant to notice come first; only what they miss goes through all of them. */
async function survives(copy: string, { file, from, to, tests }: Mutation): Promise<boolean> {
	const target = join(copy, file);
	const source = readFileSync(target, 'utf8');
	if (source.split(from).length !== 2) {
		throw new Error(`${file} holds ${source.split(from).length - 1} times: ${from}`);
	}
	writeFileSync(
		target,
		source.replace(from, () => to),
	);
	try {
		return (await pass(copy, ['--', ...tests])) && (await pass(copy, []));
	} finally {
		writeFileSync(target, source);
	}
}

/** Each guard, list of statuses, comparison and class of retries, at least once. */
const MUTATIONS: readonly Mutation[] = [...RECEIVING, ...WAITING, ...CREATING];

const wanted = process.argv.slice(2);
const chosen = MUTATIONS.filter(
	({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
);
const copy = makeCopy();
const remove = (): void => rmSync(copy, { recursive: true, force: true });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => {
		killGroups();
		remove();
		process.exit(130);
	});
}
const survivors: string[] = [];
try {
	if (!(await pass(copy, []))) throw new Error('The tests fail without any mutation.');
	for (const mutation of chosen) {
		const lives = await survives(copy, mutation);
		if (lives) survivors.push(mutation.name);
		console.log(`${lives ? 'SURVIVED' : 'caught  '}  ${mutation.name}`);
	}
} finally {
	remove();
}
console.log(`\n${chosen.length - survivors.length} of ${chosen.length} caught`);
for (const name of survivors) console.log(`survived: ${name}`);
process.exitCode = survivors.length === 0 ? 0 : 1;
