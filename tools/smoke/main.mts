import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

import { HELP, parseOptions } from './options.mts';
import { runSmoke } from './run.mts';
import type { Terminal } from './terminal.mts';

/** Progress goes to stderr, so that the report can be redirected to a file. */
function terminal(signal: AbortSignal): Terminal {
	const { stdin, stderr } = process;
	return {
		say: (line) => console.error(line),
		print: (text) => console.log(text),
		ask: stdin.isTTY
			? async (question) => {
					const reader = createInterface({ input: stdin, output: stderr });
					// Ctrl-C and Ctrl-D close the reader without an answer, which counts as no.
					const ended = once(reader, 'close').then(() => '');
					try {
						return await Promise.race([reader.question(question), ended]);
					} finally {
						reader.close();
					}
				}
			: undefined,
		signal,
	};
}

async function main(): Promise<number> {
	const options = parseOptions(process.argv.slice(2), process.env);
	if (options === undefined) {
		console.log(HELP);
		return 0;
	}
	const stop = new AbortController();
	const onSignal = (): void => {
		console.error('Stopping after cancelling what was created.');
		stop.abort();
	};
	process.once('SIGINT', onSignal);
	process.once('SIGTERM', onSignal);
	return await runSmoke(options, terminal(stop.signal));
}

main().then(
	(code) => (process.exitCode = code),
	(error: unknown) => {
		const message = error instanceof Error ? error.message : String(error);
		// The parser's error message repeats a key that was given without its flag.
		console.error(message.replace(/ds_live_\w+/g, '[hidden]'));
		process.exitCode = 1;
	},
);
