import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { basicEnvironment } from './environment.mts';
import { freePort } from './ports.mts';
import { shadowOwnModules, type Runtime } from './runtime.mts';
import { READY_CHECK_LIMIT_MS, startService, type Service } from './service.mts';

/** Disables n8n's outbound requests; found by watching its DNS lookups. */
const NO_OUTBOUND_CALLS = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	EXTERNAL_FRONTEND_HOOKS_URLS: '',
};

/** The first start migrates the database, which takes a while on a busy machine. */
const BOOT_LIMIT_MS = 180_000;

export interface N8nServer extends Service {
	readonly url: string;
}

export interface N8nOptions {
	/** The whole of n8n, or one of the process types of queue mode. */
	readonly command: 'start' | 'worker' | 'webhook';
	/** Holds n8n's data and its community packages. */
	readonly userFolder: string;
	readonly logFile: string;
	/** A worker serves only its health endpoint on this port. */
	readonly port: number;
	/** Base URL of webhooks. */
	readonly webhookUrl: string;
	readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts one process of n8n and waits until it is ready.
 *
 * @throws {Error} with the end of the log, if it exits or does not become ready
 */
export async function startN8nProcess(runtime: Runtime, options: N8nOptions): Promise<N8nServer> {
	const { command, userFolder, logFile, port, webhookUrl, env } = options;
	mkdirSync(userFolder, { recursive: true });
	shadowOwnModules(runtime, userFolder);
	const url = localUrl(port);
	const service = await startService({
		name: `n8n ${command}`,
		command: runtime.node,
		args: [runtime.n8n, command],
		logFile,
		spawn: {
			env: {
				...basicEnvironment(),
				...NO_OUTBOUND_CALLS,
				...noRegistryCalls(runtime),
				NODE_ENV: 'production',
				N8N_USER_FOLDER: userFolder,
				...(command === 'worker' ? healthAt(port) : { N8N_PORT: String(port) }),
				N8N_LISTEN_ADDRESS: '127.0.0.1',
				N8N_RUNNERS_BROKER_PORT: String(await freePort()),
				N8N_EDITOR_BASE_URL: url,
				N8N_WEBHOOK_URL: `${webhookUrl}/`,
				// The name of the variable before n8n 2.35.
				WEBHOOK_URL: `${webhookUrl}/`,
				N8N_SECURE_COOKIE: 'false',
				...env,
			},
		},
		isReady: async () => await isReady(url, command),
		limitMs: BOOT_LIMIT_MS,
	});
	return { ...service, url };
}

export function localUrl(port: number): string {
	return `http://127.0.0.1:${port}`;
}

/**
 * Disables the one module that contacts n8n's servers. n8n does not start if it is told to disable
 * a module that does not exist.
 */
function noRegistryCalls({ modules }: Runtime): Record<string, string> {
	const module = 'mcp-registry';
	return existsSync(join(modules, 'n8n/dist/modules', module))
		? { N8N_DISABLED_MODULES: module }
		: {};
}

/** A worker has no health endpoint unless it is enabled. */
function healthAt(port: number): Record<string, string> {
	return {
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
	};
}

/**
 * /healthz responds even during migrations; only /healthz/readiness reports that n8n is ready.
 * Older versions report it shortly before their REST API responds.
 */
async function isReady(url: string, command: N8nOptions['command']): Promise<boolean> {
	const paths = ['/healthz/readiness', ...(command === 'start' ? ['/rest/settings'] : [])];
	try {
		const signal = AbortSignal.timeout(READY_CHECK_LIMIT_MS);
		const responses = await Promise.all(
			paths.map(async (path) => await fetch(url + path, { signal })),
		);
		return responses.every(({ ok }) => ok);
	} catch {
		return false;
	}
}
