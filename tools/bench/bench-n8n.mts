import { readFileSync } from 'node:fs';
import type { IDataObject, INode, ITaskData } from 'n8n-workflow';

import { startFreshN8n, type FreshN8n, type FreshN8nOptions } from '../playground/fresh-n8n.mts';
import { until, type N8nApi, type StoredWorkflow } from '../playground/n8n-api.mts';
import { Pharlo } from '../../test/harness/pharlo.mts';
import { chain, node } from '../../test/harness/setting.mts';

const START = 'When clicking ‘Execute workflow’';
const LIMIT_MS = 300_000;

/** The cost of one run of a node. */
export interface Measurement {
	readonly milliseconds: number;
	/** CPU time of n8n's process for the whole execution. */
	readonly cpuMs: number;
}

export interface MeasuredNode {
	readonly name: string;
	readonly node: INode;
	/** The input items, or their number. */
	readonly rows: number | readonly IDataObject[];
	/** Nodes between the rows and the measured node, in this order. */
	readonly before?: readonly INode[];
	/** Called before each run. */
	reset(): void;
	/** Whether all requests have completed; n8n is not polled until then. */
	isDone(): boolean;
	/** @throws {Error} if the run did not produce the expected result */
	check(run: ITaskData): void;
}

/** A real n8n with the packed tarball installed, and a simulator in this process. */
export class BenchN8n {
	private constructor(
		readonly n8n: FreshN8n,
		readonly pharlo: Pharlo,
	) {}

	get api(): N8nApi {
		return this.n8n.api;
	}

	static async start(options: Pick<FreshN8nOptions, 'packs' | 'env'> = {}): Promise<BenchN8n> {
		const pharlo = await Pharlo.start({ credits: 1_000_000_000 });
		try {
			return new BenchN8n(await startFreshN8n(options), pharlo);
		} catch (error) {
			await pharlo.close();
			throw error;
		}
	}

	async credential(type: string, data: Record<string, unknown>): Promise<INode['credentials']> {
		const { id } = await this.api.call<{ id: string }>('POST', '/rest/credentials', {
			name: type,
			type,
			data,
		});
		return { [type]: { id, name: type } };
	}

	/**
	 * Creates a workflow that passes the given number of rows to the node.
	 *
	 * @returns a function that runs it once
	 */
	async runner(measured: MeasuredNode): Promise<() => Promise<Measurement>> {
		const workflow = await this.#workflow(measured);
		return async () => {
			measured.reset();
			const before = this.#cpuMs();
			const id = await this.api.runManually(workflow, START);
			// Polling n8n would cost it more than some of the requests.
			const isOver = async (): Promise<true | undefined> => (measured.isDone() ? true : undefined);
			await until(`requests of ${measured.name}`, isOver, LIMIT_MS);
			const { data } = await this.api.finished(id, LIMIT_MS);
			const cpuMs = this.#cpuMs() - before;
			const [run] = data.resultData.runData.Measured ?? [];
			if (run === undefined) throw new Error(`${measured.name} did not run`);
			measured.check(run);
			return { milliseconds: run.executionTime, cpuMs };
		};
	}

	async #workflow({
		name,
		node: measured,
		rows: wanted,
		before = [],
	}: MeasuredNode): Promise<StoredWorkflow> {
		const rows =
			typeof wanted === 'number'
				? Array.from({ length: wanted }, (_, row) => ({ row, title: `Video ${row}` }))
				: wanted;
		return await this.api.createWorkflow({
			name,
			nodes: [
				node(START, 'n8n-nodes-base.manualTrigger'),
				node(
					'Rows',
					'n8n-nodes-base.set',
					{ mode: 'raw', jsonOutput: JSON.stringify({ rows }), options: {} },
					{ typeVersion: 3.4 },
				),
				node('Split', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'rows', options: {} }),
				...before,
				{ ...measured, name: 'Measured' },
			],
			connections: chain(START, 'Rows', 'Split', ...before.map((one) => one.name), 'Measured'),
		});
	}

	/** Milliseconds of CPU time that n8n has used so far. */
	#cpuMs(): number {
		const stat = readFileSync(`/proc/${this.n8n.process.pid}/stat`, 'utf8');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return (Number(fields[11]) + Number(fields[12])) * 10;
	}

	async stop(): Promise<void> {
		await this.pharlo.close();
		await this.n8n.stop();
	}
}
