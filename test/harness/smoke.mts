import type { SmokeOptions } from '../../tools/smoke/options.mts';
import { runSmoke } from '../../tools/smoke/run.mts';
import type { Terminal } from '../../tools/smoke/terminal.mts';
import type { Waits } from '../../tools/smoke/waits.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';

export interface SmokeRun {
	readonly code: number;
	/** Progress messages. */
	readonly said: string;
	readonly report: string;
	/** Returns the row with this question. */
	row(question: string): { readonly isSettled: boolean; readonly answer: string };
}

/** Long enough for a server on this machine. */
const WAITS: Waits = { mediaMs: 5000, quietMs: 100, pollMs: 10, retryMs: 20, connectMs: 5000 };

/** Runs the smoke tests against a server, with an optional simulated user. */
export async function smoke(
	baseUrl: string,
	more: Partial<SmokeOptions> = {},
	terminal: Partial<Terminal> = {},
	waits: Partial<Waits> = {},
): Promise<SmokeRun> {
	const said: string[] = [];
	const printed: string[] = [];
	const code = await runSmoke(
		{
			apiKey: DEFAULTS.apiKey,
			baseUrl,
			publish: false,
			connect: false,
			yes: false,
			connectionId: undefined,
			webhookSecret: undefined,
			receiver: undefined,
			reportFile: undefined,
			...more,
		},
		{
			say: (line) => said.push(line),
			print: (text) => printed.push(text),
			signal: new AbortController().signal,
			...terminal,
		},
		{ ...WAITS, ...waits },
	);
	const report = printed.join('\n');
	return {
		code,
		said: said.join('\n'),
		report,
		row(question) {
			const line = report.split('\n').find((candidate) => candidate.startsWith(`| ${question} |`));
			if (line === undefined) throw new Error(`No row "${question}" in:\n${report}`);
			const [, , isSettled = '', answer = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
			return { isSettled: isSettled === 'yes', answer };
		},
	};
}
