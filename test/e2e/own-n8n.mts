import { startFreshN8n, type FreshN8nOptions } from '../../tools/playground/fresh-n8n.mts';
import type { Stage } from '../suites/stage.mts';

/** An n8n of a test's own, which may be killed. */
export async function startOwnN8n(
	options: Pick<FreshN8nOptions, 'packs' | 'env'> = {},
): Promise<Stage> {
	const n8n = await startFreshN8n({ version: process.env.E2E_N8N, ...options });
	return {
		api: n8n.api,
		entry: n8n.api.url,
		receivers: 1,
		async crash() {
			await n8n.process.kill();
			await n8n.process.start();
		},
		stop: n8n.stop,
	};
}
