import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startFreshN8n } from '../../tools/playground/fresh-n8n.mts';
import type { Session } from '../../tools/playground/n8n-api.mts';
import { startSimulatorProcess } from '../../tools/playground/simulator-process.mts';

/** The data that tests get from their environment. */
export interface Servers {
	readonly n8n: string;
	readonly session: Session;
	readonly simulator: string;
	/** The only folder from which n8n reads files. */
	readonly folder: string;
}

/**
 * Starts n8n with the packed tarball installed, and a simulator, for all tests of this layer.
 *
 * @returns a function that stops them
 */
export async function startServers(): Promise<() => Promise<void>> {
	const simulator = await startSimulatorProcess(['--port', '0', '--pace', '50']);
	const folder = mkdtempSync(join(tmpdir(), 'pharlo-read-'));
	const stopOthers = async (): Promise<void> => {
		rmSync(folder, { recursive: true });
		await simulator.stop();
	};
	try {
		const { api, stop } = await startFreshN8n({
			version: process.env.E2E_N8N,
			env: { N8N_RESTRICT_FILE_ACCESS_TO: folder },
		});
		process.env.E2E_SERVERS = JSON.stringify({
			n8n: api.url,
			session: api.session,
			simulator: simulator.url,
			folder,
		} satisfies Servers);
		return async () => {
			await stop();
			await stopOthers();
		};
	} catch (error) {
		await stopOthers();
		throw error;
	}
}
