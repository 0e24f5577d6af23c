import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readReport } from './jest-report.mts';

/**
 * Everything that must hold before a change lands, quick things first. Goes on after a failure: one
 * run shows all that is wrong. The last line is for machines: "N passed, N failed, N skipped".
 */
const CHECKS: ReadonlyArray<readonly [string, readonly string[]]> = [
	['format', ['prettier', '--check', '.']],
	['lint the pack', ['n8n-node', 'lint']],
	['lint programs and tests', ['eslint', '--config', 'eslint.programs.config.mjs', '.']],
	['types of the pack', ['tsc', '--noEmit']],
	['types of programs and tests', ['tsc', '--project', 'tsconfig.programs.json']],
	['build', ['n8n-node', 'build']],
];

const LAYERS = ['unit', 'contract', 'engine', 'package', 'e2e', 'e2e-queue'];

const totals = { passed: 0, failed: 0, skipped: 0 };

/** @returns whether the command ended with 0 */
async function succeeds(args: readonly string[]): Promise<boolean> {
	const child = spawn('npx', ['--no-install', ...args], { stdio: 'inherit' });
	return await new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code) => resolve(code === 0));
	});
}

async function check(name: string, args: readonly string[]): Promise<void> {
	console.log(`\n— ${name}`);
	if (await succeeds(args)) totals.passed += 1;
	else totals.failed += 1;
}

async function runLayer(layer: string, folder: string): Promise<void> {
	console.log(`\n— ${layer} tests`);
	const report = join(folder, `${layer}.json`);
	const serially = layer.startsWith('e2e') ? ['--runInBand'] : [];
	const output = ['--json', `--outputFile=${report}`];
	const isGood = await succeeds(['jest', '--selectProjects', layer, ...serially, ...output]);
	const { passed, failed, skipped } = readReport(report, isGood);
	totals.passed += passed;
	totals.failed += failed;
	totals.skipped += skipped;
}

const folder = mkdtempSync(join(tmpdir(), 'pharlo-test-'));
for (const [name, args] of CHECKS) await check(name, args);
for (const layer of LAYERS) await runLayer(layer, folder);
rmSync(folder, { recursive: true, force: true });

console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed === 0 ? 0 : 1;
