import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from '../playground/pack.mts';
import { findPinned, pinnedVersions } from '../playground/versions.mts';
import { readReport, type Totals } from './jest-report.mts';
import { runTool } from './tools.mts';

/**
 * Runs the e2e tests with several versions of n8n: all pinned ones, or those requested, such as
 * `npm run test:n8n -- 2.8 1.123`. Each version is installed the first time, which takes a few
 * minutes.
 */
async function testWith(version: string, report: string): Promise<Totals> {
	console.log(`\n— n8n ${version}`);
	const command = ['jest', '--selectProjects', 'e2e', '--runInBand'];
	const { isGood } = await runTool([...command, '--json', `--outputFile=${report}`], 'faults', {
		E2E_N8N: version,
	});
	return readReport(report, isGood);
}

const requested = process.argv.slice(2);
const chosen = requested.length === 0 ? pinnedVersions() : requested.map(findPinned);
await build();
const folder = mkdtempSync(join(tmpdir(), 'pharlo-n8n-'));
const results = new Map<string, Totals>();
try {
	for (const { version } of chosen) {
		results.set(version, await testWith(version, join(folder, `${version}.json`)));
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}

console.log('\nn8n          passed  failed  skipped');
for (const [version, { passed, failed, skipped }] of results) {
	const numbers = [
		String(passed).padStart(6),
		String(failed).padStart(6),
		String(skipped).padStart(7),
	];
	console.log(`${version.padEnd(11)}  ${numbers.join('  ')}`);
}
process.exitCode = [...results.values()].some(({ failed }) => failed > 0) ? 1 : 0;
