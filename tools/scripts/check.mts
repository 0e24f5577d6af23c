import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';

import { runTool, SOURCE_CHECKS, type Command } from './tools.mts';

/**
 * Quick checks before a commit: format, lint, types, and all tests that need neither the packed
 * package nor a real n8n. Prints only failures.
 */
const cores = availableParallelism();
const start = performance.now();

async function run(name: string, command: Command): Promise<boolean> {
	const started = performance.now();
	const { isGood, output } = await runTool(command, 'kept');
	console.log(`${isGood ? 'ok    ' : 'FAILED'} ${name}, ${secondsSince(started)} s`);
	if (!isGood) console.log(output);
	return isGood;
}

function secondsSince(time: number): string {
	return ((performance.now() - time) / 1000).toFixed(1);
}

// The tests spend most of their time waiting, so they run alongside the other checks.
const tests = [
	'jest',
	'--selectProjects',
	'unit',
	'contract',
	'engine',
	`--maxWorkers=${cores + 1}`,
];
const limit = pLimit(Math.max(1, cores - 1));
const results = await Promise.all([
	run('unit, contract and engine tests', tests),
	...SOURCE_CHECKS.flatMap(({ name, command, quick = command }) =>
		quick === null ? [] : [limit(run, name, quick)],
	),
]);
const failed = results.filter((isGood) => !isGood).length;
console.log(
	`\n${results.length - failed} of ${results.length} passed, in ${secondsSince(start)} s`,
);
process.exitCode = failed === 0 ? 0 : 1;
