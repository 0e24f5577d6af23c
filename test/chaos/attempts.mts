import type { Pharlo } from '../harness/pharlo.mts';
import { execute, type Creator, type ExecutionResult } from './engine.mts';
import { countFalseClaims, isAsIntended } from './reports.mts';
import type { Row } from './rows.mts';
import type { Execution, Job } from './workload.mts';

/** An execution, or n8n's Retry of it. */
export interface Attempt extends ExecutionResult {
	/** Rows of which it said that nothing was done, although their post was stored. */
	readonly falseClaims: number;
}

/** What came of an execution. */
export interface Outcome {
	readonly execution: Execution;
	/** Whether it was killed before it had ended. */
	readonly wasKilled: boolean;
	/** Those that were not killed; the last one is the result. */
	readonly attempts: readonly [Attempt, ...Attempt[]];
}

/** Enough for faults to pass: each Retry runs the node up to five times. */
const MAX_RETRIES = 5;

/** Executes jobs at one Pharlo. */
export class Executor {
	#executions = 0;
	readonly #watching = new Map<string, () => void>();
	readonly #stopWatching: () => void;

	constructor(
		readonly pharlo: Pharlo,
		readonly creator: Creator,
	) {
		this.#stopWatching = pharlo.onRequest(({ body }) => this.#watching.get(titleIn(body))?.());
	}

	/** Executes one after the other. */
	async executeAll(job: Job): Promise<Outcome[]> {
		const outcomes: Outcome[] = [];
		for (const execution of job) outcomes.push(await this.#execute(execution));
		return outcomes;
	}

	close(): void {
		this.#stopWatching();
	}

	async #execute(execution: Execution): Promise<Outcome> {
		// What n8n's Retry has in common with the execution that it repeats.
		const resumeToken = `token-${(this.#executions += 1)}`;
		const { killed } = execution;
		const wasKilled = killed !== undefined && (await this.#kill(killed, resumeToken));
		const first = await this.#attempt(execution, resumeToken, killed !== undefined);
		const attempts: [Attempt, ...Attempt[]] = [first];
		let last = first;
		// Whether a row is refused can be seen only where no fault hides it.
		const mustBeRefused = execution.rows.some(({ refusedFor }) => refusedFor !== undefined);
		while (mustBeRefused && !isAsIntended(execution, last) && attempts.length <= MAX_RETRIES) {
			last = await this.#attempt(execution, resumeToken, true);
			attempts.push(last);
		}
		return { execution, wasKilled, attempts };
	}

	async #attempt(execution: Execution, resumeToken: string, isRetry: boolean): Promise<Attempt> {
		const result = await this.#run(execution.rows, {
			resumeToken,
			isRetry,
			continues: execution.continues === true,
		});
		const { assignments } = this.pharlo;
		return { ...result, falseClaims: countFalseClaims(execution, result, assignments) };
	}

	/** @returns whether it was killed before it had ended */
	async #kill(
		{ rows, afterRequests }: NonNullable<Execution['killed']>,
		resumeToken: string,
	): Promise<boolean> {
		const stop = new AbortController();
		let requests = 0;
		const titles = rows.map(titleOf);
		for (const title of titles) {
			this.#watching.set(title, () => {
				requests += 1;
				if (requests === afterRequests) stop.abort();
			});
		}
		const { error } = await this.#run(rows, { resumeToken, stopSignal: stop.signal });
		for (const title of titles) this.#watching.delete(title);
		return stop.signal.aborted && error !== undefined;
	}

	async #run(
		rows: readonly Row[],
		how: {
			resumeToken: string;
			isRetry?: boolean;
			continues?: boolean;
			stopSignal?: AbortSignal;
		},
	): Promise<ExecutionResult> {
		const { isRetry = false, continues = false, ...options } = how;
		this.#executions += 1;
		return await execute(
			this.creator,
			rows.map(({ item }) => item),
			continues ? { onError: 'continueRegularOutput' } : {},
			{
				...options,
				credential: this.pharlo.credential,
				executionId: `${this.#executions}`,
				mode: isRetry ? 'retry' : 'manual',
			},
		);
	}
}

const titleOf = ({ item }: Row): string => String(item.title);

/** The title in a request to create an assignment. */
function titleIn(body: unknown): string {
	const { payload } = (body ?? {}) as { payload?: { title?: unknown } };
	return String(payload?.title);
}
