import { readFileSync } from 'node:fs';

export interface Totals {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
}

/**
 * Reads the totals of a Jest run.
 *
 * @param file the report that Jest wrote with --json and --outputFile
 * @param isGood whether Jest exited with 0
 */
export function readReport(file: string, isGood: boolean): Totals {
	const report = read(file);
	const failed = report.numFailedTests ?? 0;
	return {
		passed: report.numPassedTests ?? 0,
		// A suite that does not start has no failed tests, but has failed.
		failed: isGood ? failed : Math.max(failed, 1),
		skipped: report.numPendingTests ?? 0,
	};
}

function read(file: string): Record<string, number> {
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
	} catch {
		return {};
	}
}
