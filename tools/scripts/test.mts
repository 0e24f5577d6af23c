import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readReport } from './jest-report.mts';
import { runTool, SOURCE_CHECKS, type Check } from './tools.mts';

/**
 * All checks that must pass before a change is merged, quick ones first. Continues after a failure,
 * so that one run shows everything that is wrong. The last line is machine-readable: "N passed, N
 * failed, N skipped".
 */
const CHECKS: readonly Check[] = [
	...SOURCE_CHECKS,
	{ name: 'build', command: ['n8n-node', 'build'] },
	// JavaScript ships without comments, because of its size; the types keep their docstrings.
	{
		name: 'types of the build',
		command: ['tsc', '--emitDeclarationOnly', '--removeComments', 'false'],
	},
];

const LAYERS = ['unit', 'contract', 'engine', 'package', 'e2e', 'e2e-queue'];

const totals = { passed: 0, failed: 0, skipped: 0 };

async function check({ name, command }: Check): Promise<void> {
	console.log(`\n— ${name}`);
	const { isGood } = await runTool(command, 'shown');
	if (isGood) totals.passed += 1;
	else totals.failed += 1;
}

async function runLayer(layer: string, folder: string): Promise<void> {
	console.log(`\n— ${layer} tests`);
	const report = join(folder, `${layer}.json`);
	const serially = layer.startsWith('e2e') ? ['--runInBand'] : [];
	const output = ['--json', `--outputFile=${report}`];
	const command = ['jest', '--selectProjects', layer, ...serially, ...output];
	const { isGood } = await runTool(command, 'shown');
	const { passed, failed, skipped } = readReport(report, isGood);
	totals.passed += passed;
	totals.failed += failed;
	totals.skipped += skipped;
}

const folder = mkdtempSync(join(tmpdir(), 'pharlo-test-'));
try {
	for (const one of CHECKS) await check(one);
	for (const layer of LAYERS) await runLayer(layer, folder);
} finally {
	rmSync(folder, { recursive: true, force: true });
}

console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed === 0 ? 0 : 1;
