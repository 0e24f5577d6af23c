import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { N8nApi, type Session } from '../../playground/n8n-api.mts';
import { startN8n } from '../../playground/n8n-server.mts';
import { installTarball, packTarball } from '../../playground/pack.mts';
import { freePort } from '../../playground/ports.mts';
import { installRuntime } from '../../playground/runtime.mts';
import { startSimulatorProcess } from '../../playground/simulator-process.mts';

/** What the tests find in their environment. */
export interface Servers {
	readonly n8n: string;
	readonly session: Session;
	readonly simulator: string;
}

/**
 * Starts one n8n with the packed tarball in it and one simulator, for all tests of this layer.
 *
 * @returns what stops them again
 */
export async function startServers(): Promise<() => Promise<void>> {
	const folder = mkdtempSync(join(tmpdir(), 'pharlo-e2e-'));
	const running: Array<{ stop(): Promise<void> }> = [];
	const stopAll = async (): Promise<void> => {
		for (const server of running.reverse()) await server.stop();
		rmSync(folder, { recursive: true, force: true });
	};
	try {
		const runtime = await installRuntime((line) => console.log(line), process.env.E2E_N8N);
		await installTarball(await packTarball(join(folder, 'tarball')), join(folder, 'home'));
		const simulator = await startSimulatorProcess(['--port', '0', '--pace', '50']);
		running.push(simulator);
		const n8n = await startN8n(runtime, join(folder, 'home'), await freePort());
		running.push(n8n);
		const api = new N8nApi(n8n.url);
		await api.login();
		const servers: Servers = { n8n: n8n.url, session: api.session, simulator: simulator.url };
		process.env.E2E_SERVERS = JSON.stringify(servers);
	} catch (error) {
		await stopAll();
		throw error;
	}
	return stopAll;
}
