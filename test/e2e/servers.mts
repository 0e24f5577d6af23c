import { startFreshN8n } from '../../tools/playground/fresh-n8n.mts';
import type { Session } from '../../tools/playground/n8n-api.mts';
import { startSimulatorProcess } from '../../tools/playground/simulator-process.mts';

/** The data that tests get from their environment. */
export interface Servers {
	readonly n8n: string;
	readonly session: Session;
	readonly simulator: string;
}

/**
 * Starts n8n with the packed tarball installed, and a simulator, for all tests of this layer.
 *
 * @returns a function that stops them
 */
export async function startServers(): Promise<() => Promise<void>> {
	const simulator = await startSimulatorProcess(['--port', '0', '--pace', '50']);
	try {
		const { api, stop } = await startFreshN8n({ version: process.env.E2E_N8N });
		const servers: Servers = { n8n: api.url, session: api.session, simulator: simulator.url };
		process.env.E2E_SERVERS = JSON.stringify(servers);
		return async () => {
			await stop();
			await simulator.stop();
		};
	} catch (error) {
		await simulator.stop();
		throw error;
	}
}
