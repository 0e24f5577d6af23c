import { startFreshN8n, type FreshN8nOptions } from '../../tools/playground/fresh-n8n.mts';
import type { N8nInstance } from '../suites/n8n-instance.mts';

/** An n8n that belongs to one test file. */
export interface OwnN8n extends N8nInstance {
	/** n8n's user folder. */
	readonly userFolder: string;
}

/** Starts a dedicated n8n for a test, which may kill it. */
export async function startOwnN8n(
	options: Pick<FreshN8nOptions, 'packs' | 'env'> = {},
): Promise<OwnN8n> {
	const n8n = await startFreshN8n({ version: process.env.E2E_N8N, ...options });
	return {
		api: n8n.api,
		webhookUrl: n8n.api.url,
		receivers: 1,
		userFolder: n8n.process.options.userFolder,
		async crash() {
			await n8n.process.kill();
			await n8n.process.start();
		},
		stop: n8n.stop,
	};
}
