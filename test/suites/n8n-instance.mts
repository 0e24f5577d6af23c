import type { N8nApi } from '../../tools/playground/n8n-api.mts';

/** A running n8n of one or more processes. */
export interface N8nInstance {
	readonly api: N8nApi;
	/** Base URL of webhooks. */
	readonly webhookUrl: string;
	/** Number of processes that handle webhooks. */
	readonly receivers: number;
	/** Kills all processes that run executions or handle calls with SIGKILL, and restarts them. */
	crash(): Promise<void>;
	stop(): Promise<void>;
}
