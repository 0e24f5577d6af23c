import { tsImport } from 'tsx/esm/api';

// Jest loads this file without its TypeScript transform.
export default async function setUp() {
	const { startServers } = await tsImport('./servers.mts', import.meta.url);
	globalThis.stopServers = await startServers();
}
