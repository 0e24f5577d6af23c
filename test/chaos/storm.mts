import pLimit from 'p-limit';

import { REQUEST_KINDS, type RequestKind } from '../../tools/simulator/chaos/settings.mts';
import { DEFAULTS, type Settings } from '../../tools/simulator/options.mts';
import { ChaosClient } from '../harness/chaos.mts';
import { Pharlo } from '../harness/pharlo.mts';
import type { CreatorFor } from './creators.mts';
import { execute } from './engine.mts';
import { judge, type Verdict } from './verdict.mts';
import { itemsOf, planBatches } from './workload.mts';

export interface StormOptions {
	readonly creates: number;
	/** The share of requests that are disturbed. */
	readonly rate: number;
	readonly seed: number;
	/** How Pharlo answers a repeated key. */
	readonly repeatedKey: Settings['repeatedKey'];
	/** Whether the node says which key it used. */
	readonly namesKey: boolean;
}

export interface Storm extends Verdict {
	/** That Pharlo heard of. */
	readonly requests: number;
	readonly faults: Readonly<Record<RequestKind, number>>;
}

/** Enough that nobody runs out of them. */
const CREDITS = 1_000_000_000;
const SIDE_BY_SIDE = 20;

/** Creates so many posts at a Pharlo of its own that disturbs the requests in every way it knows. */
export async function runStorm(creatorFor: CreatorFor, options: StormOptions): Promise<Storm> {
	const { creates, rate, seed, repeatedKey, namesKey } = options;
	const pharlo = await Pharlo.start({
		credits: CREDITS,
		settings: { ...DEFAULTS.settings, pace: 0, retrySeconds: [], repeatedKey },
	});
	try {
		const chaos = new ChaosClient(pharlo);
		await chaos.set({ rate, seed, kinds: [...REQUEST_KINDS], slowMs: 50, retryAfterSeconds: 1 });
		const creator = creatorFor(pharlo);
		const { credential } = pharlo;
		const limit = pLimit(SIDE_BY_SIDE);
		const outcomes = await Promise.all(
			planBatches(creates, seed).map(async (batch, index) => {
				const setting = { credential, executionId: `${index + 1}` };
				return { batch, ...(await limit(execute, creator, itemsOf(batch), setting)) };
			}),
		);
		return {
			...judge(outcomes, pharlo.assignments, namesKey),
			requests: pharlo.requests.length,
			faults: (await chaos.counts()).requests,
		};
	} finally {
		await pharlo.close();
	}
}
