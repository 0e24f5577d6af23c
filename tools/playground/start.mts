import { parseArgs } from 'node:util';

import { DEFAULTS } from '../simulator/options.mts';
import { OWNER } from './n8n-api.mts';
import { PLAYGROUND_DATA } from './paths.mts';
import { Playground } from './playground.mts';
import { pinnedVersions } from './versions.mts';

const VERSIONS = pinnedVersions().map(({ version }) => version);

const HELP = `Starts a real n8n with this pack installed, and a simulated Pharlo.

  npm start -- [flags]

  --once              publish once, print the results and exit; exit code 0 only on success
  --port N            port of n8n (5678)
  --simulator-port N  port of the simulator (${DEFAULTS.port})
  --pace N            speed factor of the simulator (4)
  --fresh             delete n8n's data from earlier runs
  --queue             n8n in queue mode: PostgreSQL, Redis, two workers, two webhook processes
  --n8n VERSION       version of n8n: ${VERSIONS.join(', ')}
  --help              show this help
`;

function log(line: string): void {
	console.log(line);
}

const { values: flags } = parseArgs({
	options: {
		once: { type: 'boolean', default: false },
		port: { type: 'string', default: '5678' },
		'simulator-port': { type: 'string', default: String(DEFAULTS.port) },
		pace: { type: 'string', default: '4' },
		fresh: { type: 'boolean', default: false },
		queue: { type: 'boolean', default: false },
		n8n: { type: 'string', default: '' },
		help: { type: 'boolean', default: false },
	},
});

function portOf(flag: 'port' | 'simulator-port'): number {
	const port = Number(flags[flag]);
	if (flags[flag] !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
	console.error(`--${flag}: ${flags[flag]} is not a valid port`);
	process.exit(1);
}

async function main(playground: Playground): Promise<void> {
	await playground.start();
	const { assignmentId, status, platformUrl, executionId, workflow, outcome, workers } =
		await playground.publish();
	const file = await playground.publishFile();
	if (!file.isWhole) throw new Error(`Pharlo has downloaded something else than ${file.name}.`);
	const where = workers.length > 0 ? ` on ${workers.join(', ')}` : '';
	log('');
	log(`Published   assignment ${assignmentId} is ${status}`);
	log(`            ${platformUrl}`);
	log(`Triggered   execution ${executionId} of "${workflow}"${where}: ${outcome}`);
	log(`Downloaded  ${file.name} from n8n, ${file.bytes} bytes, SHA-256 ${file.sha256}`);
	log('');
	if (flags.once) return await playground.stop();

	log(`n8n         ${playground.n8nUrl}   ${OWNER.email} / ${OWNER.password}`);
	log(`Simulator   ${playground.simulatorUrl}   shows assignments and callbacks`);
	log('Press Ctrl-C to stop.');
}

if (flags.help) {
	log(HELP);
} else {
	const playground = new Playground({
		folder: PLAYGROUND_DATA,
		n8nPort: portOf('port'),
		simulatorPort: portOf('simulator-port'),
		pace: flags.pace,
		n8nVersion: flags.n8n,
		queue: flags.queue,
		log,
	});
	if (flags.fresh) playground.deleteData();

	let isStopping = false;
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => {
			if (isStopping) return;
			isStopping = true;
			log('Stopping …');
			void playground.stop().then(() => process.exit(flags.once ? 130 : 0));
		});
	}

	main(playground).catch(async (error: unknown) => {
		if (isStopping) return;
		console.error(error instanceof Error ? error.message : error);
		await playground.stop();
		process.exit(1);
	});
}
