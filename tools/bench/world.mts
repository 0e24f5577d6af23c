import { readFileSync } from 'node:fs';
import type { INode, ITaskData } from 'n8n-workflow';

import { startFreshN8n, type FreshN8n, type FreshN8nOptions } from '../playground/fresh-n8n.mts';
import { until, type N8nApi, type StoredWorkflow } from '../playground/n8n-api.mts';
import { Pharlo } from '../../test/harness/pharlo.mts';
import { chain, node } from '../../test/harness/setting.mts';

const START = 'When clicking ‘Execute workflow’';
const LIMIT_MS = 300_000;

/** What one run of a node took. */
export interface Taken {
	readonly milliseconds: number;
	/** Of n8n's process, for the whole execution. */
	readonly cpuMs: number;
}

export interface Measured {
	readonly name: string;
	readonly node: INode;
	/** Input items of the node. */
	readonly rows: number;
	/** Called before each run. */
	reset(): void;
	/** Whether all requests have been answered; n8n is left alone until then. */
	isDone(): boolean;
	/** @throws {Error} when the run was not what it should have been */
	check(run: ITaskData): void;
}

/** A real n8n with our pack as it would be published, and a simulator in this process. */
export class World {
	private constructor(
		readonly n8n: FreshN8n,
		readonly pharlo: Pharlo,
	) {}

	get api(): N8nApi {
		return this.n8n.api;
	}

	static async start(options: Pick<FreshN8nOptions, 'packs' | 'env'> = {}): Promise<World> {
		const pharlo = await Pharlo.start({ credits: 1_000_000_000 });
		try {
			return new World(await startFreshN8n(options), pharlo);
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

	/** A workflow that hands so many rows to the node, and its runs. */
	async runner(measured: Measured): Promise<() => Promise<Taken>> {
		const workflow = await this.#workflow(measured);
		return async () => {
			measured.reset();
			const before = this.#cpuMs();
			const id = await this.api.runManually(workflow, START);
			// To ask n8n how far it is would cost it more than some requests do.
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

	async #workflow({ name, node: measured, rows: count }: Measured): Promise<StoredWorkflow> {
		const rows = Array.from({ length: count }, (_, row) => ({ row, title: `Video ${row}` }));
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
				{ ...measured, name: 'Measured' },
			],
			connections: chain(START, 'Rows', 'Split', 'Measured'),
		});
	}

	/** Milliseconds of processor time that n8n has used. */
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
