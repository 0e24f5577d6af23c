import pLimit from 'p-limit';

import { REQUEST_KINDS, type RequestKind } from '../../tools/simulator/chaos/settings.mts';
import { DEFAULTS, type Settings } from '../../tools/simulator/options.mts';
import { ChaosClient } from '../harness/chaos.mts';
import { Pharlo } from '../harness/pharlo.mts';
import type { CreatorFor } from './creators.mts';
import { execute } from './engine.mts';
import { evaluate, type Verdict } from './verdict.mts';
import { itemsOf, planBatches } from './workload.mts';

export interface StormOptions {
	readonly creates: number;
	/** The share of requests that are disturbed. */
	readonly rate: number;
	readonly seed: number;
	/** Pharlo's response to a repeated key. */
	readonly repeatedKey: Settings['repeatedKey'];
	/** Whether the node's output contains the idempotency key. */
	readonly outputsKey: boolean;
}

export interface Storm extends Verdict {
	/** Number of requests that reached Pharlo. */
	readonly requests: number;
	readonly faults: Readonly<Record<RequestKind, number>>;
}

/** Enough for any run. */
const CREDITS = 1_000_000_000;
const CONCURRENT_EXECUTIONS = 20;

/** Creates posts at a separate simulator that injects all kinds of request faults. */
export async function runStorm(creatorFor: CreatorFor, options: StormOptions): Promise<Storm> {
	const { creates, rate, seed, repeatedKey, outputsKey } = options;
	const pharlo = await Pharlo.start({
		credits: CREDITS,
		settings: { ...DEFAULTS.settings, pace: 0, retrySeconds: [], repeatedKey },
	});
	try {
		const chaos = new ChaosClient(pharlo);
		await chaos.set({ rate, seed, kinds: [...REQUEST_KINDS], slowMs: 50, retryAfterSeconds: 1 });
		const creator = creatorFor(pharlo);
		const { credential } = pharlo;
		const limit = pLimit(CONCURRENT_EXECUTIONS);
		const outcomes = await Promise.all(
			planBatches(creates, seed).map(async (batch, index) => {
				const runOptions = { credential, executionId: `${index + 1}` };
				return { batch, ...(await limit(execute, creator, itemsOf(batch), runOptions)) };
			}),
		);
		return {
			...evaluate(outcomes, pharlo.assignments, outputsKey),
			requests: pharlo.requests.length,
			faults: (await chaos.counts()).requests,
		};
	} finally {
		await pharlo.close();
	}
}
