import { startFreshN8n, type FreshN8nOptions } from '../../tools/playground/fresh-n8n.mts';
import type { N8nInstance } from '../suites/n8n-instance.mts';

/** Starts a dedicated n8n for a test, which may kill it. */
export async function startOwnN8n(
	options: Pick<FreshN8nOptions, 'packs' | 'env'> = {},
): Promise<N8nInstance> {
	const n8n = await startFreshN8n({ version: process.env.E2E_N8N, ...options });
	return {
		api: n8n.api,
		webhookUrl: n8n.api.url,
		receivers: 1,
		async crash() {
			await n8n.process.kill();
			await n8n.process.start();
		},
		stop: n8n.stop,
	};
}
