import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { INodeCredentials } from 'n8n-workflow';

import { receiveCallback } from '../../nodes/Pharlo/webhook/callback.ts';
import { FakeWebhook, SECRET, signed } from './webhook-context.mts';

const EVENT = { assignmentId: 'a1', status: 'published' };

/** Which node of which workflow is called. */
export interface CalledNode {
	readonly workflowId?: string;
	readonly nodeId?: string;
	readonly credentials?: INodeCredentials;
}

interface PendingFetch {
	resolve(): void;
	reject(): void;
}

/** A credential that counts how often it is fetched, and calls of webhooks that use it. */
export class Credential {
	current = SECRET;
	/** All fetches so far. */
	fetches = 0;
	/** Fetches that have not ended; only used when the test ends them itself. */
	readonly pending: PendingFetch[] = [];
	readonly #workflowId = randomUUID();

	constructor(readonly endsFetches: 'at once' | 'by the test' = 'at once') {}

	/** @returns the status of the response; 200 if the call was accepted */
	async call(secret = SECRET, called: CalledNode = {}): Promise<number> {
		const { workflowId = this.#workflowId, nodeId = 'node', ...more } = called;
		const webhook = new FakeWebhook({
			...signed(EVENT, secret),
			workflowId,
			node: { id: nodeId, ...more },
			fetchCredential: async () => await this.#fetch(),
		});
		const rules = { cacheSecrets: true, getMaxAgeMinutes: () => 0 };
		await receiveCallback(webhook.context, 'Trigger', rules, async () => ({}));
		return webhook.response.writableEnded ? webhook.response.statusCode : 200;
	}

	async #fetch(): Promise<object> {
		this.fetches++;
		// The secret that was current when the fetch started.
		const fetched = { webhookSecret: this.current };
		if (this.endsFetches === 'at once') return fetched;
		return await new Promise((resolve, reject) => {
			this.pending.push({
				resolve: () => resolve(fetched),
				reject: () => reject(new Error('Cannot be decrypted')),
			});
		});
	}

	/** Ends the oldest pending fetch, and lets everything run that waits for it. */
	async end(how: keyof PendingFetch = 'resolve'): Promise<void> {
		await nextTurn();
		this.pending.shift()?.[how]();
		await nextTurn();
	}
}
