import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { end } from './child.mts';
import { freePort } from './ports.mts';
import type { Runtime } from './runtime.mts';

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
	N8N_DISABLED_MODULES: 'mcp-registry',
	EXTERNAL_FRONTEND_HOOKS_URLS: '',
};

/** A first start migrates the database; on a busy machine that takes a while. */
const BOOT_LIMIT_MS = 180_000;

export interface N8nServer {
	readonly url: string;
	readonly logFile: string;
	readonly child: ChildProcess;
	stop(): Promise<void>;
}

/**
 * Starts n8n on 127.0.0.1 and waits until it is ready.
 *
 * @param userFolder holds n8n's data, its community packages and its log
 * @throws {Error} with the end of the log, when it ends or does not get ready
 */
export async function startN8n(
	runtime: Runtime,
	userFolder: string,
	port: number,
	extraEnv: Readonly<Record<string, string>> = {},
): Promise<N8nServer> {
	mkdirSync(userFolder, { recursive: true });
	const url = `http://127.0.0.1:${port}`;
	const logFile = join(userFolder, 'n8n.log');
	const log = createWriteStream(logFile);
	const child = spawn(runtime.node, [runtime.n8n, 'start'], {
		env: {
			...process.env,
			...NO_OUTBOUND_CALLS,
			// Under Jest it would be "test", and n8n then does not start.
			NODE_ENV: 'production',
			N8N_USER_FOLDER: userFolder,
			N8N_PORT: String(port),
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			N8N_WEBHOOK_URL: `${url}/`,
			N8N_EDITOR_BASE_URL: url,
			N8N_SECURE_COOKIE: 'false',
			...extraEnv,
		},
		stdio: ['ignore', 'pipe', 'pipe'],
		// Ctrl-C goes to the whole group: n8n shall hear of it from us, once, and in order.
		detached: true,
	});
	child.stdout.pipe(log, { end: false });
	child.stderr.pipe(log, { end: false });
	const server = { url, logFile, child, stop: async () => await end(child) };

	const deadline = Date.now() + BOOT_LIMIT_MS;
	while (!(await isReady(url))) {
		if (child.exitCode === null && Date.now() < deadline) {
			await sleep(100);
			continue;
		}
		await server.stop();
		throw new Error(`n8n did not start:\n${readFileSync(logFile, 'utf8').slice(-3000)}`);
	}
	return server;
}

/** /healthz answers during the migrations already; only this tells that n8n can be used. */
async function isReady(url: string): Promise<boolean> {
	try {
		return (await fetch(`${url}/healthz/readiness`)).ok;
	} catch {
		return false;
	}
}
