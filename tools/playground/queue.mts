import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { startForwarder } from './forwarder.mts';
import { N8nProcess } from './n8n-process.mts';
import { localUrl, type N8nOptions } from './n8n-server.mts';
import { freePort } from './ports.mts';
import { findQueueTools, startDatabase, startRedis } from './queue-stores.mts';
import type { Runtime } from './runtime.mts';

export interface QueueOptions {
	readonly workers: number;
	/** With 0, the main process handles the calls itself. */
	readonly webhookProcesses: number;
	/** Fixed ports; free ones if undefined. */
	readonly ports?: { readonly main: number; readonly webhooks: number };
	/** Additional variables of all processes. */
	readonly env?: Readonly<Record<string, string>>;
}

/** n8n in queue mode: processes that share a database and a queue. */
export interface Queue {
	/** The main process, with the editor. */
	readonly url: string;
	/** Base URL of webhooks, as n8n shows it. */
	readonly webhookUrl: string;
	readonly main: N8nProcess;
	readonly workers: readonly N8nProcess[];
	readonly webhookProcesses: readonly N8nProcess[];
	/** The log of each worker, by name. */
	readonly workerLogs: Readonly<Record<string, string>>;
	stop(): Promise<void>;
}

/**
 * @param logs log files of the workers, by name
 * @returns the workers that logged the start of an execution
 */
export function workersOf(executionId: string, logs: Readonly<Record<string, string>>): string[] {
	return Object.entries(logs)
		.filter(([, log]) =>
			readFileSync(log, 'utf8').includes(`Worker started execution ${executionId} `),
		)
		.map(([name]) => name);
}

/** Paths served by n8n's webhook processes; the main process serves all others. */
const PRODUCTION = /^\/(webhook|webhook-waiting|form|form-waiting|mcp)\//;

/**
 * Starts n8n in queue mode on 127.0.0.1, with its own database and queue, and waits until all
 * processes are ready.
 *
 * @param userFolder folder for the community packages, all data and the log of each process
 * @param log called with progress messages
 * @throws {Error} naming missing programs, or why a process did not start
 */
export async function startQueue(
	runtime: Runtime,
	userFolder: string,
	options: QueueOptions,
	log: (sentence: string) => void = () => undefined,
): Promise<Queue> {
	const tools = findQueueTools();
	if (typeof tools === 'string') throw new Error(tools);
	const running: Array<() => Promise<unknown>> = [];
	const stop = async (): Promise<void> => {
		for (const end of running.splice(0).reverse()) await end();
	};
	try {
		const ports = await freePorts(1 + options.webhookProcesses + options.workers);
		if (options.ports !== undefined) ports[0] = options.ports.main;
		const [url = '', ...others] = ports.map(localUrl);
		const webhookUrls = others.slice(0, options.webhookProcesses);
		const production = webhookUrls.length === 0 ? [url] : webhookUrls;
		const forwarder = await startForwarder(
			(path) => (PRODUCTION.test(path) ? production : [url]),
			options.ports?.webhooks,
		);
		running.push(async () => await forwarder.stop());

		log('Starting PostgreSQL and Redis …');
		const database = await startDatabase(tools, join(userFolder, 'postgres'));
		running.push(async () => await database.stop());
		const redis = await startRedis(tools, join(userFolder, 'redis'));
		running.push(async () => await redis.stop());

		const { main, webhookProcesses, workers } = createProcesses(
			runtime,
			userFolder,
			options,
			ports,
			{
				webhookUrl: forwarder.url,
				env: {
					...queueEnv(database.port, redis.port),
					N8N_ENCRYPTION_KEY: encryptionKey(userFolder),
					N8N_DISABLE_PRODUCTION_MAIN_PROCESS: String(webhookUrls.length > 0),
					N8N_EDITOR_BASE_URL: url,
					// From this level on, the logs show which worker ran an execution.
					N8N_LOG_LEVEL: 'info',
					...options.env,
				},
			},
		);
		// The main process starts first, because it creates the tables that the others need.
		for (const group of [[main], [...webhookProcesses, ...workers]]) {
			log(`Starting ${group.map(({ name }) => name).join(', ')} …`);
			running.push(async () => await allOf(group.map(async (one) => await one.stop())));
			await allOf(group.map(async (one) => await one.start()));
		}
		const workerLogs = Object.fromEntries(
			workers.map(({ name, options: { logFile } }) => [name, logFile]),
		);
		const { url: webhookUrl } = forwarder;
		return { url, webhookUrl, main, workers, webhookProcesses, workerLogs, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** @param ports ports of the main process, the webhook processes and the workers, in this order */
function createProcesses(
	runtime: Runtime,
	userFolder: string,
	{ webhookProcesses, workers }: QueueOptions,
	ports: readonly number[],
	common: Pick<N8nOptions, 'webhookUrl' | 'env'>,
): Pick<Queue, 'main' | 'webhookProcesses' | 'workers'> {
	let next = 0;
	const create = (command: N8nOptions['command'], name: string): N8nProcess => {
		const folder = command === 'start' ? userFolder : ownFolder(userFolder, name);
		const logFile = join(userFolder, `${name}.log`);
		rmSync(logFile, { force: true });
		const port = ports[next++] ?? 0;
		const own = { command, userFolder: folder, logFile, port };
		return new N8nProcess(name, runtime, { ...common, ...own });
	};
	const createAll = (count: number, command: 'webhook' | 'worker'): N8nProcess[] =>
		Array.from({ length: count }, (_, index) => create(command, `${command}-${index + 1}`));
	return {
		main: create('start', 'main'),
		webhookProcesses: createAll(webhookProcesses, 'webhook'),
		workers: createAll(workers, 'worker'),
	};
}

function queueEnv(databasePort: number, redisPort: number): Record<string, string> {
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(databasePort),
		DB_POSTGRESDB_USER: 'n8n',
		DB_POSTGRESDB_DATABASE: 'n8n',
		EXECUTIONS_MODE: 'queue',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redisPort),
	};
}

/**
 * Creates a user folder per process, like a container has: in a shared folder n8n mistakes the
 * journal of a running process for that of a crashed one, and waits for ten seconds. The community
 * packages are shared.
 */
function ownFolder(userFolder: string, name: string): string {
	const own = join(userFolder, name);
	const nodes = join(userFolder, '.n8n/nodes');
	const link = join(own, '.n8n/nodes');
	mkdirSync(nodes, { recursive: true });
	mkdirSync(join(own, '.n8n'), { recursive: true });
	rmSync(link, { recursive: true, force: true });
	symlinkSync(nodes, link, 'junction');
	return own;
}

/** Returns the key that encrypted the credentials in this folder, or a new one. */
function encryptionKey(userFolder: string): string {
	const file = join(userFolder, '.n8n/config');
	if (!existsSync(file)) return randomBytes(24).toString('base64');
	return (JSON.parse(readFileSync(file, 'utf8')) as { encryptionKey: string }).encryptionKey;
}

/**
 * Waits for all tasks even if one fails, because a process that is still starting cannot be
 * stopped.
 */
async function allOf(tasks: ReadonlyArray<Promise<void>>): Promise<void> {
	const results = await Promise.allSettled(tasks);
	const failed = results.find(({ status }) => status === 'rejected');
	if (failed?.status === 'rejected') throw failed.reason;
}

/** Returns distinct free ports; the system may return the same one twice. */
async function freePorts(count: number): Promise<number[]> {
	const ports = new Set<number>();
	while (ports.size < count) ports.add(await freePort());
	return [...ports];
}
