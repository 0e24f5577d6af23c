import { parseArgs } from 'node:util';

import { DEFAULTS } from '../simulator/options.mts';
import { OWNER } from './n8n-api.mts';
import { PLAYGROUND_DATA } from './paths.mts';
import { Playground } from './playground.mts';
import { pinnedVersions } from './versions.mts';

const VERSIONS = pinnedVersions().map(({ version }) => version);

const HELP = `A real n8n with this pack in it, and a simulated Pharlo beside it.

  npm start -- [flags]

  --once              publish once, print what happened, stop; exit code 0 only if all went well
  --port N            port of n8n (5678)
  --simulator-port N  port of the simulator (${DEFAULTS.port})
  --pace N            how many times as fast as the real Pharlo (4)
  --fresh             forget what earlier runs left in n8n
  --queue             n8n in queue mode: PostgreSQL, Redis, two workers, two webhook processes
  --n8n VERSION       which n8n: ${VERSIONS.join(', ')}
  --help              this text
`;

function say(line: string): void {
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
	console.error(`--${flag}: ${flags[flag]} is no port`);
	process.exit(1);
}

async function main(playground: Playground): Promise<void> {
	await playground.start();
	const { assignmentId, status, platformUrl, executionId, workflow, outcome, workers } =
		await playground.publish();
	const where = workers.length > 0 ? ` on ${workers.join(', ')}` : '';
	say('');
	say(`Published   assignment ${assignmentId} is ${status}`);
	say(`            ${platformUrl}`);
	say(`Triggered   execution ${executionId} of "${workflow}"${where}: ${outcome}`);
	say('');
	if (flags.once) return await playground.stop();

	say(`n8n         ${playground.n8nUrl}   ${OWNER.email} / ${OWNER.password}`);
	say(`Simulator   ${playground.simulatorUrl}   watch assignments and callbacks here`);
	say('Ctrl-C ends everything.');
}

if (flags.help) {
	say(HELP);
} else {
	const playground = new Playground({
		folder: PLAYGROUND_DATA,
		n8nPort: portOf('port'),
		simulatorPort: portOf('simulator-port'),
		pace: flags.pace,
		n8nVersion: flags.n8n,
		queue: flags.queue,
		say,
	});
	if (flags.fresh) playground.forget();

	let isStopping = false;
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => {
			if (isStopping) return;
			isStopping = true;
			say('Stopping …');
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
