import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INode, ITaskData } from 'n8n-workflow';

import { N8nApi, until, type StoredWorkflow } from '../playground/n8n-api.mts';
import { localUrl, startN8nProcess, type N8nServer } from '../playground/n8n-server.mts';
import { installTarball, packTarball } from '../playground/pack.mts';
import { freePort } from '../playground/ports.mts';
import { installRuntime } from '../playground/runtime.mts';
import { Pharlo } from '../test/harness/pharlo.mts';
import { chain, node } from '../test/harness/setting.mts';

const START = 'When clicking ‘Execute workflow’';
const LIMIT_MS = 300_000;

/** What one run of a node took. */
export interface Taken {
	readonly milliseconds: number;
	/** Of n8n's process, for the whole execution. */
	readonly cpuMs: number;
}

export interface WorldOptions {
	/** Packs from the registry that are installed beside ours, as `name@version`. */
	readonly packs?: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
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
		readonly folder: string,
		readonly server: N8nServer,
		readonly api: N8nApi,
		readonly pharlo: Pharlo,
	) {}

	static async start({ packs = [], env = {} }: WorldOptions = {}): Promise<World> {
		const folder = mkdtempSync(join(tmpdir(), 'pharlo-bench-'));
		const home = join(folder, 'home');
		const runtime = await installRuntime((line) => console.log(line));
		await installTarball(await packTarball(join(folder, 'tarball')), home);
		for (const pack of packs) await installTarball(pack, home);
		const port = await freePort();
		const server = await startN8nProcess(runtime, {
			command: 'start',
			userFolder: home,
			logFile: join(folder, 'n8n.log'),
			port,
			webhookUrl: localUrl(port),
			env,
		});
		const api = new N8nApi(server.url);
		await api.login();
		return new World(folder, server, api, await Pharlo.start({ credits: 1_000_000_000 }));
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
		const stat = readFileSync(`/proc/${this.server.child.pid}/stat`, 'utf8');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return (Number(fields[11]) + Number(fields[12])) * 10;
	}

	async stop(): Promise<void> {
		await this.server.stop();
		await this.pharlo.close();
		rmSync(this.folder, { recursive: true, force: true });
	}
}
