import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { DEFAULTS } from '../simulator/options.mts';
import { endAll } from './child.mts';
import { startQueued, startSingle, type Instance } from './instance.mts';
import { N8nApi, until, type StoredWorkflow } from './n8n-api.mts';
import { build, installTarball, packTarball } from './pack.mts';
import { portNear } from './ports.mts';
import { findQueueTools } from './queue-stores.mts';
import { installRuntime } from './runtime.mts';
import { startSimulatorProcess } from './simulator-process.mts';
import { findPinned } from './versions.mts';
import { ensureCredential, ensureExamples, readExamples, triggerUrl } from './workspace.mts';

const PUBLISH = 'publish-video-now.json';
const REACT = 'react-to-status.json';
const RETRY = 'retry-failed-hourly.json';

export interface PlaygroundOptions {
	/** Holds what n8n keeps between runs. */
	readonly folder: string;
	readonly n8nPort: number;
	readonly simulatorPort: number;
	/** How many times as fast as the real Pharlo. */
	readonly pace: string;
	/** The newest one when it is missing. */
	readonly n8nVersion?: string;
	/** Whether workers shall run the executions. */
	readonly queue?: boolean;
	/** Called with a line about what is going on. */
	readonly say: (line: string) => void;
}

/** What became of one publication, and what our trigger made of it. */
export interface Publication {
	readonly assignmentId: string;
	readonly status: string;
	readonly platformUrl: string;
	readonly executionId: string;
	readonly workflow: string;
	readonly outcome: string;
	/** Which workers ran it; none where n8n is one process. */
	readonly workers: readonly string[];
}

/** A real n8n with the packed pack in it, a simulated Pharlo beside it, and the examples set up. */
export class Playground {
	/** What has to be stopped, last started first. */
	readonly #running: Array<() => Promise<void>> = [];
	#workflows = new Map<string, StoredWorkflow>();
	#api = new N8nApi('');
	#instance: Instance | undefined;
	simulatorUrl = '';

	constructor(readonly options: PlaygroundOptions) {}

	get n8nUrl(): string {
		return this.#api.url;
	}

	get workflows(): ReadonlyMap<string, StoredWorkflow> {
		return this.#workflows;
	}

	/** Each version has its own: an older n8n cannot read what a newer one has written. */
	get #home(): string {
		const { folder, n8nVersion, queue } = this.options;
		const { version, isNewest } = findPinned(n8nVersion);
		return join(
			folder,
			`${queue === true ? 'queue-home' : 'home'}${isNewest ? '' : `-${version}`}`,
		);
	}

	/** Makes the next start the first one. */
	forget(): void {
		rmSync(this.#home, { recursive: true, force: true });
	}

	/** @throws {Error} saying what went wrong; {@link stop} ends what was started by then */
	async start(): Promise<void> {
		const { folder, n8nVersion, queue, say } = this.options;
		const tools = queue === true ? findQueueTools() : undefined;
		if (typeof tools === 'string') throw new Error(tools);
		const home = this.#home;
		const runtime = await installRuntime(say, n8nVersion);
		say('Building and packing the pack …');
		await build();
		await installTarball(await packTarball(join(folder, 'tarball')), home);
		await this.#startSimulator();

		const start = queue === true ? startQueued : startSingle;
		const instance = await start(runtime, home, this.options.n8nPort, say);
		this.#running.push(async () => await instance.stop());
		this.#instance = instance;
		this.#api = new N8nApi(instance.url);
		await this.#setUp(instance.entry);
	}

	async #startSimulator(): Promise<void> {
		const { pace, say } = this.options;
		const port = await portNear(this.options.simulatorPort, 'the simulator', say);
		const simulator = await startSimulatorProcess(
			// Another seed for each run: n8n remembers executions that have the IDs of earlier ones.
			['--port', String(port), '--pace', pace, '--seed', String(Date.now())],
			(line) => say(`  pharlo  ${line}`),
		);
		this.#running.push(async () => await simulator.stop());
		this.simulatorUrl = simulator.url;
	}

	/** @param entry where webhooks come in */
	async #setUp(entry: string): Promise<void> {
		await this.#api.login();
		const credential = await ensureCredential(this.#api, {
			apiKey: DEFAULTS.apiKey,
			webhookSecret: DEFAULTS.webhookSecret,
			previousWebhookSecret: '',
			defaultCallbackUrl: triggerUrl(entry, required(readExamples(), REACT)),
			baseUrl: this.simulatorUrl,
		});
		this.#workflows = await ensureExamples(this.#api, credential);
		for (const file of [REACT, RETRY]) await this.#api.activate(required(this.#workflows, file));
	}

	/** Runs the publishing example and waits for the execution that our trigger starts for it. */
	async publish(): Promise<Publication> {
		const publish = required(this.#workflows, PUBLISH);
		const react = required(this.#workflows, REACT);
		this.options.say(`Running "${publish.name}" …`);

		const trigger = publish.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
		const executionId = await this.#api.runManually(publish, trigger?.name ?? '');
		const { data, status } = await this.#api.finished(executionId);
		const created = firstItem(data.resultData.runData, 'Publish Video');
		if (status !== 'success' || created === undefined) {
			const reason = data.resultData.error?.message ?? 'no reason given';
			throw new Error(`"${publish.name}" ended with ${status}: ${reason}`);
		}
		return await until(
			'the execution that our trigger starts',
			async () => await this.#reactionTo(react, created.id),
		);
	}

	async #reactionTo(react: StoredWorkflow, id: unknown): Promise<Publication | undefined> {
		for (const execution of await this.#api.executions(react.id)) {
			const { data, status } = await this.#api.execution(execution.id);
			const event = firstItem(data.resultData.runData, 'Pharlo Trigger');
			if (event === undefined || event.assignmentId !== id || status !== 'success') continue;
			if (event.status !== 'published') {
				throw new Error(`The assignment ended as ${String(event.status)} instead of published.`);
			}
			return {
				assignmentId: String(event.assignmentId),
				status: event.status,
				platformUrl: String(event.platformUrl),
				executionId: execution.id,
				workflow: react.name,
				outcome: String(firstItem(data.resultData.runData, 'Good News')?.message),
				workers: this.#instance?.workersOf(execution.id) ?? [],
			};
		}
		return undefined;
	}

	/** Ends everything that was started, also what is still starting. */
	async stop(): Promise<void> {
		for (const stop of this.#running.splice(0).reverse()) await stop();
		await endAll();
	}
}

type RunData = Awaited<ReturnType<N8nApi['execution']>>['data']['resultData']['runData'];

function firstItem(runData: RunData, node: string): Record<string, unknown> | undefined {
	return runData[node]?.[0]?.data?.main?.[0]?.[0]?.json;
}

function required<T>(map: ReadonlyMap<string, T>, key: string): T {
	const value = map.get(key);
	if (value === undefined) throw new Error(`Missing: ${key}`);
	return value;
}
