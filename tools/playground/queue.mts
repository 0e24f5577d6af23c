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
	/** With none, the main process takes the calls itself. */
	readonly webhookProcesses: number;
	/** Any that is free, unless the addresses shall stay the same. */
	readonly ports?: { readonly main: number; readonly entry: number };
}

/** n8n in queue mode: processes that share a database and a queue. */
export interface Queue {
	/** The main process, with the editor. */
	readonly url: string;
	/** Where calls come in; n8n shows this address in its webhook URLs. */
	readonly entry: string;
	readonly main: N8nProcess;
	readonly workers: readonly N8nProcess[];
	readonly webhookProcesses: readonly N8nProcess[];
	/** The log of each worker, by name. */
	readonly workerLogs: Readonly<Record<string, string>>;
	stop(): Promise<void>;
}

/**
 * @param logs of the workers, by name
 * @returns the workers that say that they have started an execution
 */
export function workersOf(executionId: string, logs: Readonly<Record<string, string>>): string[] {
	return Object.entries(logs)
		.filter(([, log]) =>
			readFileSync(log, 'utf8').includes(`Worker started execution ${executionId} `),
		)
		.map(([name]) => name);
}

/** The paths that n8n's webhook processes serve; all others are the main process's. */
const PRODUCTION = /^\/(webhook|webhook-waiting|form|form-waiting|mcp)\//;

/**
 * Starts n8n in queue mode on 127.0.0.1, with a database and a queue of its own, and waits until all
 * of it is ready.
 *
 * @param userFolder holds the community packages, all data and the log of each process
 * @param say called with a sentence from time to time
 * @throws {Error} saying what is missing on this machine, or why something did not start
 */
export async function startQueue(
	runtime: Runtime,
	userFolder: string,
	options: QueueOptions,
	say: (sentence: string) => void = () => undefined,
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
			options.ports?.entry,
		);
		running.push(async () => await forwarder.stop());

		say('Starting PostgreSQL and Redis …');
		const database = await startDatabase(tools, join(userFolder, 'postgres'));
		running.push(async () => await database.stop());
		const redis = await startRedis(tools, join(userFolder, 'redis'));
		running.push(async () => await redis.stop());

		const { main, webhookProcesses, workers } = makeProcesses(runtime, userFolder, options, ports, {
			webhookUrl: forwarder.url,
			env: {
				...queueEnv(database.port, redis.port),
				N8N_ENCRYPTION_KEY: encryptionKey(userFolder),
				N8N_DISABLE_PRODUCTION_MAIN_PROCESS: String(webhookUrls.length > 0),
				N8N_EDITOR_BASE_URL: url,
				// Who ran what stands in the logs from this level on.
				N8N_LOG_LEVEL: 'info',
			},
		});
		// The main process comes first: it makes the tables that the others expect.
		for (const group of [[main], [...webhookProcesses, ...workers]]) {
			say(`Starting ${group.map(({ name }) => name).join(', ')} …`);
			running.push(async () => await allOf(group.map(async (one) => await one.stop())));
			await allOf(group.map(async (one) => await one.start()));
		}
		const workerLogs = Object.fromEntries(
			workers.map(({ name, options: { logFile } }) => [name, logFile]),
		);
		const { url: entry } = forwarder;
		return { url, entry, main, workers, webhookProcesses, workerLogs, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** @param ports of the main process, the webhook processes and the workers, in this order */
function makeProcesses(
	runtime: Runtime,
	userFolder: string,
	{ webhookProcesses, workers }: QueueOptions,
	ports: readonly number[],
	common: Pick<N8nOptions, 'webhookUrl' | 'env'>,
): Pick<Queue, 'main' | 'webhookProcesses' | 'workers'> {
	let next = 0;
	const make = (command: N8nOptions['command'], name: string): N8nProcess => {
		const folder = command === 'start' ? userFolder : ownFolder(userFolder, name);
		const logFile = join(userFolder, `${name}.log`);
		rmSync(logFile, { force: true });
		const port = ports[next++] ?? 0;
		const own = { command, userFolder: folder, logFile, port };
		return new N8nProcess(name, runtime, { ...common, ...own });
	};
	const makeAll = (count: number, command: 'webhook' | 'worker'): N8nProcess[] =>
		Array.from({ length: count }, (_, index) => make(command, `${command}-${index + 1}`));
	return {
		main: make('start', 'main'),
		webhookProcesses: makeAll(webhookProcesses, 'webhook'),
		workers: makeAll(workers, 'worker'),
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
 * Each process has a folder, as each container would: in a common one n8n takes the journal of a
 * process that runs for that of one that has crashed, and waits for ten seconds. The packages are the
 * same ones.
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

/** The one that this folder's credentials were encrypted with, or else a new one. */
function encryptionKey(userFolder: string): string {
	const file = join(userFolder, '.n8n/config');
	if (!existsSync(file)) return randomBytes(24).toString('base64');
	return (JSON.parse(readFileSync(file, 'utf8')) as { encryptionKey: string }).encryptionKey;
}

/** Waits for all, even when one fails: what is still starting could not be ended. */
async function allOf(tasks: ReadonlyArray<Promise<void>>): Promise<void> {
	const results = await Promise.allSettled(tasks);
	const failed = results.find(({ status }) => status === 'rejected');
	if (failed?.status === 'rejected') throw failed.reason;
}

/** The system may name the same free port twice. */
async function freePorts(count: number): Promise<number[]> {
	const ports = new Set<number>();
	while (ports.size < count) ports.add(await freePort());
	return [...ports];
}
