import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { DEFAULTS } from '../simulator/options.mts';
import { N8nApi, OWNER, until, type StoredWorkflow } from './n8n-api.mts';
import { startN8n } from './n8n-server.mts';
import { build, installTarball, packTarball } from './pack.mts';
import { PLAYGROUND_DATA } from './paths.mts';
import { portNear } from './ports.mts';
import { installRuntime } from './runtime.mts';
import { startSimulatorProcess } from './simulator-process.mts';
import { ensureCredential, ensureExamples, readExamples, triggerUrl } from './workspace.mts';

const HELP = `A real n8n with this pack in it, and a simulated Pharlo beside it.

  npm start -- [flags]

  --once              publish once, print what happened, stop; exit code 0 only if all went well
  --port N            port of n8n (5678)
  --simulator-port N  port of the simulator (4010)
  --pace N            how many times as fast as the real Pharlo (4)
  --fresh             forget what earlier runs left in n8n
  --help              this text
`;

const PUBLISH = 'publish-video-now.json';
const REACT = 'react-to-status.json';
const RETRY = 'retry-failed-hourly.json';

/** What has to be stopped, last started first. */
const running: Array<() => Promise<void>> = [];

function say(line: string): void {
	console.log(line);
}

async function main(): Promise<void> {
	const { values: flags } = parseArgs({
		options: {
			once: { type: 'boolean', default: false },
			port: { type: 'string', default: '5678' },
			'simulator-port': { type: 'string', default: String(DEFAULTS.port) },
			pace: { type: 'string', default: '4' },
			fresh: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (flags.help) return say(HELP);

	const home = join(PLAYGROUND_DATA, 'home');
	if (flags.fresh) rmSync(home, { recursive: true, force: true });

	const runtime = await installRuntime(say);
	say('Building and packing the pack …');
	await build();
	await installTarball(await packTarball(), home);

	const simulatorPort = await portNear(Number(flags['simulator-port']), 'the simulator', say);
	const simulator = await startSimulatorProcess(
		['--port', String(simulatorPort), '--pace', flags.pace, '--seed', String(Date.now())],
		(line) => say(`  pharlo  ${line}`),
	);
	running.push(async () => await simulator.stop());

	const port = await portNear(Number(flags.port), 'n8n', say);
	say('Starting n8n …');
	const server = await startN8n(runtime, home, port);
	running.push(async () => await server.stop());

	const workflows = await setUp(server.url, simulator.url);
	const published = await publishOnce(server.url, workflows);
	say('');
	say(`Published   assignment ${published.assignmentId} is ${published.status}`);
	say(`            ${published.platformUrl}`);
	say(
		`Triggered   execution ${published.executionId} of "${published.workflow}": ${published.outcome}`,
	);
	say('');
	if (flags.once) return await stopAll();

	say(`n8n         ${server.url}   ${OWNER.email} / ${OWNER.password}`);
	say(`Simulator   ${simulator.url}   watch assignments and callbacks here`);
	say('Ctrl-C ends both.');
}

async function setUp(n8nUrl: string, simulatorUrl: string): Promise<Map<string, StoredWorkflow>> {
	const api = new N8nApi(n8nUrl);
	await api.login();
	const credential = await ensureCredential(api, {
		apiKey: DEFAULTS.apiKey,
		webhookSecret: DEFAULTS.webhookSecret,
		previousWebhookSecret: '',
		defaultCallbackUrl: triggerUrl(n8nUrl, required(readExamples(), REACT)),
		baseUrl: simulatorUrl,
	});
	const workflows = await ensureExamples(api, credential);
	for (const file of [REACT, RETRY]) await api.activate(required(workflows, file));
	return workflows;
}

/** Runs the publishing example and waits for the execution that our trigger starts for it. */
async function publishOnce(n8nUrl: string, workflows: Map<string, StoredWorkflow>) {
	const api = new N8nApi(n8nUrl);
	await api.login();
	const publish = required(workflows, PUBLISH);
	const react = required(workflows, REACT);
	say(`Running "${publish.name}" …`);

	const trigger = publish.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
	const execution = await api.finished(await api.runManually(publish, trigger?.name ?? ''));
	const created = firstItem(execution.data.resultData.runData, 'Publish Video');
	if (execution.status !== 'success' || created === undefined) {
		throw new Error(
			`Publishing ended with ${execution.status}: ${execution.data.resultData.error?.message ?? ''}`,
		);
	}
	return await until('the execution that our trigger starts', async () => {
		for (const { id } of await api.executions(react.id)) {
			const { data, status } = await api.execution(id);
			const event = firstItem(data.resultData.runData, 'Pharlo Trigger');
			if (event === undefined || event.assignmentId !== created.id || status !== 'success')
				continue;
			if (event.status !== 'published') {
				throw new Error(`The assignment ended as ${String(event.status)} instead of published.`);
			}
			return {
				assignmentId: String(event.assignmentId),
				status: String(event.status),
				platformUrl: String(event.platformUrl),
				executionId: id,
				workflow: react.name,
				outcome: String(firstItem(data.resultData.runData, 'Good News')?.message),
			};
		}
		return undefined;
	});
}

type RunData = Awaited<ReturnType<N8nApi['execution']>>['data']['resultData']['runData'];

function firstItem(runData: RunData, node: string): Record<string, unknown> | undefined {
	return runData[node]?.[0]?.data?.main?.[0]?.[0]?.json;
}

function required<T>(map: Map<string, T>, key: string): T {
	const value = map.get(key);
	if (value === undefined) throw new Error(`Missing: ${key}`);
	return value;
}

async function stopAll(): Promise<void> {
	for (const stop of running.splice(0).reverse()) await stop();
}

let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => {
		if (isStopping) return;
		isStopping = true;
		say('Stopping …');
		void stopAll().then(() => process.exit(0));
	});
}

main().catch(async (error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	await stopAll();
	process.exit(1);
});
