import {
	accessSync,
	chownSync,
	constants,
	existsSync,
	mkdirSync,
	readdirSync,
	statSync,
} from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { delimiter, dirname, join } from 'node:path';

import { run } from './child.mts';
import { basicEnvironment } from './environment.mts';
import { freePort } from './ports.mts';
import { READY_CHECK_LIMIT_MS, startService, type Service } from './service.mts';

/** Paths of the programs that queue mode needs besides n8n. */
export interface QueueTools {
	readonly redis: string;
	/** The folder with PostgreSQL's programs. */
	readonly postgres: string;
}

/** A data store that is shared by n8n's processes. */
export interface Store extends Service {
	readonly port: number;
}

const POSTGRES_PROGRAMS = ['initdb', 'postgres', 'pg_isready', 'createdb'];

/** Debian's folder for PostgreSQL; two of the programs needed here are not in its PATH. */
const DEBIAN_POSTGRES = '/usr/lib/postgresql';

const START_LIMIT_MS = 60_000;

/** Not syncing to disk saves most of the time of n8n's migrations. */
const SETTINGS = [
	'listen_addresses=127.0.0.1',
	'unix_socket_directories=',
	'fsync=off',
	'full_page_writes=off',
	'synchronous_commit=off',
];

/** @returns a message that names missing programs and how to install them, if any are missing */
export function findQueueTools(): QueueTools | string {
	const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
	const redis = path.map((folder) => join(folder, 'redis-server')).find(isProgram);
	const postgres = [...path, ...debianPostgres()].find((folder) =>
		POSTGRES_PROGRAMS.every((program) => isProgram(join(folder, program))),
	);
	if (redis !== undefined && postgres !== undefined) return { redis, postgres };
	const missing = [
		...(redis === undefined ? ['redis-server'] : []),
		...(postgres === undefined ? ['PostgreSQL (initdb, postgres)'] : []),
	];
	return `Queue mode needs ${missing.join(' and ')}: apt-get install redis-server postgresql`;
}

/** Returns the folders of all versions, newest first. */
function debianPostgres(): string[] {
	if (!existsSync(DEBIAN_POSTGRES)) return [];
	return readdirSync(DEBIAN_POSTGRES)
		.sort((a, b) => Number(b) - Number(a))
		.map((version) => join(DEBIAN_POSTGRES, version, 'bin'));
}

/** Returns the message of {@link findQueueTools} if something is missing. */
export function missingQueueTools(): string | undefined {
	const tools = findQueueTools();
	return typeof tools === 'string' ? tools : undefined;
}

function isProgram(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return statSync(file).isFile();
	} catch {
		return false;
	}
}

/** Starts Redis without persistence. */
export async function startRedis(tools: QueueTools, folder: string): Promise<Store> {
	mkdirSync(folder, { recursive: true });
	const port = await freePort();
	const service = await startService({
		name: 'Redis',
		command: tools.redis,
		args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
		logFile: `${folder}.log`,
		spawn: { cwd: folder },
		isReady: async () => await respondsToPing(port),
		limitMs: START_LIMIT_MS,
	});
	return { ...service, port };
}

async function respondsToPing(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	try {
		socket.write('PING\r\n');
		const [response] = (await once(socket, 'data', {
			signal: AbortSignal.timeout(READY_CHECK_LIMIT_MS),
		})) as [Buffer];
		return response.toString().startsWith('+PONG');
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}

/**
 * Starts PostgreSQL with a database n8n and a user n8n without a password. It does not sync to
 * disk, so a power failure may lose data.
 *
 * @param folder data folder, kept between starts
 */
export async function startDatabase(tools: QueueTools, folder: string): Promise<Store> {
	mkdirSync(folder, { recursive: true });
	const user = await databaseUser();
	if (user !== undefined) {
		checkAccess(folder);
		chownSync(folder, user.uid, user.gid);
	}
	const program = (name: string): string => join(tools.postgres, name);
	const options = { ...user, cwd: folder, env: { ...basicEnvironment(), LC_ALL: 'C' } };
	if (!existsSync(join(folder, 'PG_VERSION'))) {
		const args = ['-D', folder, '-U', 'n8n', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
		await run(program('initdb'), args, options);
	}

	const port = await freePort();
	const address = ['-h', '127.0.0.1', '-p', String(port), '-U', 'n8n'];
	const service = await startService({
		name: 'PostgreSQL',
		command: program('postgres'),
		args: ['-D', folder, '-p', String(port), ...SETTINGS.flatMap((setting) => ['-c', setting])],
		logFile: `${folder}.log`,
		spawn: options,
		isReady: async () => await succeeds(run(program('pg_isready'), address, options)),
		limitMs: START_LIMIT_MS,
	});
	try {
		await run(program('createdb'), [...address, 'n8n'], options);
	} catch (error) {
		if (!String(error).includes('already exists')) {
			await service.stop();
			throw error;
		}
	}
	return { ...service, port };
}

async function succeeds(command: Promise<unknown>): Promise<boolean> {
	return await command.then(
		() => true,
		() => false,
	);
}

/** PostgreSQL refuses to run as root; its package creates a user for it. */
async function databaseUser(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const [uid, gid] = await Promise.all([
		run('id', ['-u', 'postgres']),
		run('id', ['-g', 'postgres']),
	]);
	return { uid: Number(uid), gid: Number(gid) };
}

/** @throws {Error} if PostgreSQL cannot access the folder; its own error is less clear */
function checkAccess(folder: string): void {
	for (let parent = dirname(folder); parent !== dirname(parent); parent = dirname(parent)) {
		if ((statSync(parent).mode & 0o001) !== 0) continue;
		throw new Error(
			`As root, PostgreSQL has to run as the user postgres, who cannot access ${parent}: allow access (chmod o+x), or do not run this as root.`,
		);
	}
}
