import pLimit from 'p-limit';

import { REQUEST_KINDS, type RequestKind } from '../../tools/simulator/chaos/settings.mts';
import { DEFAULTS, type Settings } from '../../tools/simulator/options.mts';
import { ChaosClient } from '../harness/chaos.mts';
import { Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { Executor } from './attempts.mts';
import type { CreatorFor } from './creators.mts';
import { ROW_KINDS, SECOND_CHANNEL, type RowKind } from './rows.mts';
import { evaluate, type Verdict } from './verdict.mts';
import type { Job } from './workload.mts';

export interface StormOptions {
	readonly jobs: readonly Job[];
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
	/** Number of rows of each kind. */
	readonly rows: Readonly<Record<RowKind, number>>;
}

/** Enough for any run. */
const CREDITS = 1_000_000_000;
const CONCURRENT_EXECUTIONS = 60;

/** Creates posts at a separate simulator that injects all kinds of request faults. */
export async function runStorm(creatorFor: CreatorFor, options: StormOptions): Promise<Storm> {
	const { jobs, rate, seed, repeatedKey, outputsKey } = options;
	const pharlo = await Pharlo.start({
		credits: CREDITS,
		settings: { ...DEFAULTS.settings, pace: 0, retrySeconds: [], repeatedKey },
	});
	addSecondChannel(pharlo);
	const executor = new Executor(pharlo, creatorFor(pharlo));
	try {
		const chaos = new ChaosClient(pharlo);
		await chaos.set({ rate, seed, kinds: [...REQUEST_KINDS], slowMs: 50, retryAfterSeconds: 1 });
		const limit = pLimit(CONCURRENT_EXECUTIONS);
		const outcomes = await Promise.all(
			jobs.map(async (job) => await limit(async () => await executor.executeAll(job))),
		);
		return {
			...evaluate(outcomes.flat(), pharlo.assignments, outputsKey),
			requests: pharlo.requests.length,
			faults: (await chaos.counts()).requests,
			rows: countRows(jobs),
		};
	} finally {
		executor.close();
		await pharlo.close();
	}
}

function addSecondChannel({ simulator }: Pharlo): void {
	const { connections } = simulator.simulation.state;
	const first = connections.find(({ id }) => id === YOUTUBE);
	if (first !== undefined) connections.push({ ...first, id: SECOND_CHANNEL });
}

/** The rows of a killed execution count where its Retry has them no more. */
function countRows(jobs: readonly Job[]): Record<RowKind, number> {
	const rows = jobs
		.flat()
		.flatMap((execution) => [...new Set([...execution.rows, ...(execution.killed?.rows ?? [])])]);
	const count = (kind: RowKind) => rows.filter((row) => row.kind === kind).length;
	return Object.fromEntries(ROW_KINDS.map((kind) => [kind, count(kind)])) as Record<
		RowKind,
		number
	>;
}
