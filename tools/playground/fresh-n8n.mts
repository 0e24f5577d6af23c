import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { N8nApi } from './n8n-api.mts';
import { N8nProcess } from './n8n-process.mts';
import { localUrl, type N8nOptions } from './n8n-server.mts';
import { installTarball, packTarball } from './pack.mts';
import { freePort } from './ports.mts';
import { installRuntime, type Runtime } from './runtime.mts';

export interface FreshHomeOptions {
	/** Version of n8n; the newest one if empty or undefined. */
	readonly version?: string | undefined;
	/** Additional packs to install: `name@version` in the registry, or the path of a tarball. */
	readonly packs?: readonly string[];
}

export interface FreshHome {
	/** The root folder of everything below. */
	readonly folder: string;
	/** n8n's user folder, with the packed tarball installed. */
	readonly userFolder: string;
	readonly runtime: Runtime;
	readonly remove: () => void;
}

/** Creates a temporary folder for n8n. The pack has to be built. */
export async function makeFreshHome(options: FreshHomeOptions = {}): Promise<FreshHome> {
	const { version, packs = [] } = options;
	const folder = mkdtempSync(join(tmpdir(), 'pharlo-n8n-'));
	const remove = (): void => rmSync(folder, { recursive: true, force: true });
	try {
		const runtime = await installRuntime((line) => console.log(line), version);
		const userFolder = join(folder, 'home');
		const tarball = await packTarball(join(folder, 'tarball'));
		for (const pack of [tarball, ...packs]) await installTarball(pack, userFolder);
		return { folder, userFolder, runtime, remove };
	} catch (error) {
		remove();
		throw error;
	}
}

export interface FreshN8nOptions
	extends FreshHomeOptions,
		Partial<Pick<N8nOptions, 'port' | 'webhookUrl' | 'env'>> {}

export interface FreshN8n {
	/** An API client that is logged in. */
	readonly api: N8nApi;
	readonly process: N8nProcess;
	readonly stop: () => Promise<void>;
}

/** Starts n8n in a temporary folder, which is removed on failure. */
export async function startFreshN8n(options: FreshN8nOptions = {}): Promise<FreshN8n> {
	const { folder, userFolder, runtime, remove } = await makeFreshHome(options);
	const { port = await freePort(), env = {} } = options;
	const n8n = new N8nProcess('n8n', runtime, {
		command: 'start',
		userFolder,
		logFile: join(folder, 'n8n.log'),
		port,
		webhookUrl: options.webhookUrl ?? localUrl(port),
		env,
	});
	const stop = async (): Promise<void> => {
		await n8n.stop();
		remove();
	};
	try {
		await n8n.start();
		const api = new N8nApi(n8n.url);
		await api.login();
		return { api, process: n8n, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}
