import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stryker } from '@stryker-mutator/core';

import { PLAYGROUND_DATA, ROOT } from '../playground/paths.mts';

interface Room {
	readonly name: string;
	readonly folder: string;
	/** The percentage of mutants that the tests must notice. It is raised as the tests get better. */
	readonly least: number;
}

/**
 * Breaks the source in small ways and shows which of these mutants the unit tests do not notice. What
 * survives is either a hole in the tests or code that nobody needs.
 *
 *   npm run mutate [-- room or file …]
 *
 * Without arguments it takes one room after another. The results of a room are kept below
 * .playground/stryker, so that the next run tries only what has changed in the room and in its tests. It
 * does not notice changes elsewhere, as in test/harness: delete that folder to start over. A single file
 * is always tried afresh.
 */
const ROOMS: readonly Room[] = [
	{ name: 'domain', folder: 'domain', least: 70 },
	{ name: 'transport', folder: 'nodes/Pharlo/transport', least: 0 },
	{ name: 'webhook', folder: 'nodes/Pharlo/webhook', least: 0 },
	{ name: 'waiting', folder: 'nodes/Pharlo/waiting', least: 0 },
	{ name: 'execution', folder: 'nodes/Pharlo/execution', least: 0 },
];

const REPORTS = join(PLAYGROUND_DATA, 'stryker');

/** What the unit tests need, besides node_modules. */
const COPIED = [
	...['domain', 'nodes', 'credentials', 'test', 'tools', 'index.ts'],
	...['package.json', 'tsconfig.json', 'tsconfig.programs.json', 'jest.config.mjs'],
];

// A fuzz test runs again for each mutant. This many calls are enough to notice one.
process.env.FUZZ_RUNS ??= '2000';

/** @param file the only one to mutate; without it, the whole room */
async function tryMutants({ name, folder, least }: Room, file?: string): Promise<void> {
	console.log(`\n— ${file ?? name}`);
	// Outside the project, because n8n's linter would complain of mutated copies in it.
	const tempDirName = mkdtempSync(join(tmpdir(), 'pharlo-mutants-'));
	const stryker = new Stryker({
		mutate: [file ?? `${folder}/**/*.ts`],
		ignorePatterns: ['/*', ...COPIED.map((path) => `!/${path}`)],
		ignorers: ['wording'],
		plugins: ['@stryker-mutator/jest-runner', join(ROOT, 'tools/scripts/mutate/wording.mjs')],
		// A room for which nobody has written tests yet ends neither the run nor the job in CI.
		allowEmpty: least === 0,
		testRunner: 'jest',
		jest: { configFile: 'tools/scripts/mutate/jest.config.mjs' },
		coverageAnalysis: 'perTest',
		// Mutants of constants take most of the time, because all tests of a file have to run for each of
		// them. They stay in: statuses, patterns and limits are constants.
		ignoreStatic: false,
		warnings: {
			slow: false,
			unknownOptions: true,
			preprocessorErrors: true,
			unserializableOptions: true,
		},
		concurrency: 2,
		// A machine that is busy must not look like an endless loop, which counts as noticed.
		timeoutMS: 10_000,
		incremental: file === undefined,
		incrementalFile: join(REPORTS, `${name}.json`),
		tempDirName,
		// Nothing looks at types here: SWC strips them.
		disableTypeChecks: false,
		thresholds: { high: 95, low: least, break: file === undefined ? least : null },
		reporters: ['clear-text', process.stdout.isTTY ? 'progress' : 'progress-append-only', 'html'],
		clearTextReporter: { logTests: false, reportTests: false },
		htmlReporter: { fileName: join(REPORTS, `${name}.html`) },
	});
	try {
		await stryker.runMutationTest();
	} finally {
		rmSync(tempDirName, { recursive: true, force: true });
	}
}

const wanted = process.argv.slice(2);
for (const argument of wanted.length === 0 ? ROOMS.map(({ name }) => name) : wanted) {
	const room = ROOMS.find(
		({ name, folder }) => argument === name || argument.startsWith(`${folder}/`),
	);
	if (room === undefined) {
		const names = ROOMS.map(({ name }) => name).join(', ');
		throw new Error(`${argument} is neither a room (${names}) nor a file in one`);
	}
	await tryMutants(room, argument === room.name ? undefined : argument);
}
