import { HELP, parseOptions } from './command-line.mts';
import { startSimulator } from './server.mts';

/** Prefixes each line with the time, to show the order of events. */
function log(line: string): void {
	console.log(`${new Date().toISOString().slice(11, 23)} ${line}`);
}

async function main(): Promise<void> {
	const options = parseOptions(process.argv.slice(2), process.env, log);
	if (options === undefined) {
		console.log(HELP);
		return;
	}
	const simulator = await startSimulator(options);
	console.log(`Pharlo simulator: ${simulator.url} (page, and base URL of the credential)`);
	console.log(`API key ${options.apiKey}, webhook secret ${options.webhookSecret}`);

	let stopping = false;
	const stop = (): void => {
		if (stopping) return;
		stopping = true;
		void simulator.close().then(() => process.exit(0));
	};
	process.on('SIGINT', stop);
	process.on('SIGTERM', stop);
}

main().catch((error: unknown) => {
	const message = error instanceof Error ? error.message : String(error);
	console.error(
		message.includes('EADDRINUSE') ? `${message}\nChoose another with --port.` : message,
	);
	process.exit(1);
});
