import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { DEFAULTS } from '../simulator/options.mts';
import { endAll } from './child.mts';
import { publishFile, type FilePost } from './file-post.mts';
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
	/** Folder for the data that n8n keeps between runs. */
	readonly folder: string;
	readonly n8nPort: number;
	readonly simulatorPort: number;
	/** Speed factor of the simulator. */
	readonly pace: string;
	/** The newest version if undefined. */
	readonly n8nVersion?: string;
	/** Whether n8n runs in queue mode. */
	readonly queue?: boolean;
	/** Called with progress messages. */
	readonly log: (line: string) => void;
}

/** The result of publishing once, and of the execution that our trigger started. */
export interface Publication {
	readonly assignmentId: string;
	readonly status: string;
	readonly platformUrl: string;
	readonly executionId: string;
	readonly workflow: string;
	readonly outcome: string;
	/** The workers that ran it; none if n8n is a single process. */
	readonly workers: readonly string[];
}

/** A real n8n with the packed pack, a simulated Pharlo, and the example workflows. */
export class Playground {
	/** Functions that stop what was started, called in reverse order. */
	readonly #running: Array<() => Promise<void>> = [];
	#workflows = new Map<string, StoredWorkflow>();
	#api = new N8nApi('');
	#instance: Instance | undefined;
	#credential = { id: '', name: '' };
	simulatorUrl = '';

	constructor(readonly options: PlaygroundOptions) {}

	get n8nUrl(): string {
		return this.#api.url;
	}

	get workflows(): ReadonlyMap<string, StoredWorkflow> {
		return this.#workflows;
	}

	/** Each version has its own folder, because an older n8n cannot read the data of a newer one. */
	get #home(): string {
		const { folder, n8nVersion, queue } = this.options;
		const { version, isNewest } = findPinned(n8nVersion);
		return join(
			folder,
			`${queue === true ? 'queue-home' : 'home'}${isNewest ? '' : `-${version}`}`,
		);
	}

	/** Deletes n8n's data, so that the next start is a first start. */
	deleteData(): void {
		rmSync(this.#home, { recursive: true, force: true });
	}

	/** @throws {Error} describing the failure; {@link stop} ends what was started until then */
	async start(): Promise<void> {
		const { folder, n8nVersion, queue, log } = this.options;
		const tools = queue === true ? findQueueTools() : undefined;
		if (typeof tools === 'string') throw new Error(tools);
		const home = this.#home;
		const runtime = await installRuntime(log, n8nVersion);
		log('Building and packing the pack …');
		await build();
		await installTarball(await packTarball(join(folder, 'tarball')), home);
		await this.#startSimulator();

		const start = queue === true ? startQueued : startSingle;
		const instance = await start(runtime, home, this.options.n8nPort, log);
		this.#running.push(async () => await instance.stop());
		this.#instance = instance;
		this.#api = new N8nApi(instance.url);
		await this.#setUp(instance.webhookUrl);
	}

	async #startSimulator(): Promise<void> {
		const { pace, log } = this.options;
		const port = await portNear(this.options.simulatorPort, 'the simulator', log);
		const simulator = await startSimulatorProcess(
			// A new seed for each run, because n8n's stored executions contain the IDs of earlier runs.
			['--port', String(port), '--pace', pace, '--seed', String(Date.now())],
			(line) => log(`  pharlo  ${line}`),
		);
		this.#running.push(async () => await simulator.stop());
		this.simulatorUrl = simulator.url;
	}

	/** @param webhookUrl base URL of webhooks */
	async #setUp(webhookUrl: string): Promise<void> {
		await this.#api.login();
		this.#credential = await ensureCredential(this.#api, {
			apiKey: DEFAULTS.apiKey,
			webhookSecret: DEFAULTS.webhookSecret,
			previousWebhookSecret: '',
			defaultCallbackUrl: triggerUrl(webhookUrl, required(readExamples(), REACT)),
			baseUrl: this.simulatorUrl,
		});
		this.#workflows = await ensureExamples(this.#api, this.#credential);
		for (const file of [REACT, RETRY]) await this.#api.activate(required(this.#workflows, file));
	}

	/** Runs the publishing example and waits for the execution that our trigger starts. */
	async publish(): Promise<Publication> {
		const publish = required(this.#workflows, PUBLISH);
		const react = required(this.#workflows, REACT);
		this.options.log(`Running "${publish.name}" …`);

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

	/** Publishes a file that n8n holds, and waits until the simulator has downloaded it. */
	async publishFile(): Promise<FilePost> {
		return await publishFile(this.#api, this.simulatorUrl, this.#credential);
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
				outcome: String(firstItem(data.resultData.runData, 'Tell the Team It Is Live')?.message),
				workers: this.#instance?.workersOf(execution.id) ?? [],
			};
		}
		return undefined;
	}

	/** Ends everything that was started, including what is still starting. */
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
