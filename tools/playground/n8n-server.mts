import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { basicEnvironment } from './environment.mts';
import { freePort } from './ports.mts';
import { shadowOwnModules, type Runtime } from './runtime.mts';
import { ANSWER_LIMIT_MS, startService, type Service } from './service.mts';

/** n8n calls nobody with these; found by watching its name look-ups. */
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

/** A first start migrates the database; on a busy machine that takes a while. */
const BOOT_LIMIT_MS = 180_000;

export interface N8nServer extends Service {
	readonly url: string;
}

export interface N8nOptions {
	/** All of n8n, or one of the parts that queue mode takes it apart into. */
	readonly command: 'start' | 'worker' | 'webhook';
	/** Holds n8n's data and its community packages. */
	readonly userFolder: string;
	readonly logFile: string;
	/** Of a worker only its health can be asked there. */
	readonly port: number;
	/** What the addresses of webhooks begin with. */
	readonly webhookUrl: string;
	readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts one process of n8n and waits until it is ready.
 *
 * @throws {Error} with the end of the log, when it ends or does not get ready
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
				// Its name before n8n 2.35.
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

/** The one module that calls its makers; n8n does not start when it is told of one that it lacks. */
function noRegistryCalls({ modules }: Runtime): Record<string, string> {
	const module = 'mcp-registry';
	return existsSync(join(modules, 'n8n/dist/modules', module))
		? { N8N_DISABLED_MODULES: module }
		: {};
}

/** A worker serves nothing unless it is told to. */
function healthAt(port: number): Record<string, string> {
	return {
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
	};
}

/**
 * /healthz answers during the migrations already; only /healthz/readiness tells that n8n can be used.
 * Older versions say so a moment before their interface answers.
 */
async function isReady(url: string, command: N8nOptions['command']): Promise<boolean> {
	const paths = ['/healthz/readiness', ...(command === 'start' ? ['/rest/settings'] : [])];
	try {
		const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
		const answers = await Promise.all(
			paths.map(async (path) => await fetch(url + path, { signal })),
		);
		return answers.every(({ ok }) => ok);
	} catch {
		return false;
	}
}
