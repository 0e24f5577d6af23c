import type { N8nApi } from '../../tools/playground/n8n-api.mts';

/** A running n8n, whatever processes it is made of. */
export interface Stage {
	readonly api: N8nApi;
	/** Where webhooks come in. */
	readonly entry: string;
	/** How many processes take them. */
	readonly receivers: number;
	/** Kills everything that runs executions or takes calls with SIGKILL, and starts it again. */
	crash(): Promise<void>;
	stop(): Promise<void>;
}
