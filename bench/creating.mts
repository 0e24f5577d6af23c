import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import { Agent, request } from 'undici';

import { N8nApi } from '../playground/n8n-api.mts';
import { startN8n, type N8nServer } from '../playground/n8n-server.mts';
import { installTarball, packTarball } from '../playground/pack.mts';
import { freePort } from '../playground/ports.mts';
import { installRuntime } from '../playground/runtime.mts';
import { createVideo, savedForm } from '../test/harness/parameters.mts';
import { Pharlo } from '../test/harness/pharlo.mts';
import { chain, node } from '../test/harness/setting.mts';
import { inTurn, median, spreadOf, type Contender } from './turns.mts';

/**
 * 1,000 Creates through n8n, side by side with what users would take instead: n8n's HTTP Request node,
 * and one after another, as the other packs do it. A bare loop of undici is the limit.
 */
const COUNT = Number(process.argv[2] ?? 1000);
const ROUNDS = Number(process.argv[3] ?? 5);
const START = 'When clicking ‘Execute workflow’';

/** What one run of a node took. */
interface Taken {
	readonly milliseconds: number;
	/** Of n8n's process, what else it does included. */
	readonly cpuMs: number;
}

class Bench {
	private constructor(
		readonly server: N8nServer,
		readonly api: N8nApi,
		readonly pharlo: Pharlo,
	) {}

	static async start(folder: string): Promise<Bench> {
		const home = join(folder, 'home');
		const runtime = await installRuntime((line) => console.log(line));
		await installTarball(await packTarball(join(folder, 'tarball')), home);
		const server = await startN8n(runtime, home, await freePort());
		const api = new N8nApi(server.url);
		await api.login();
		return new Bench(server, api, await Pharlo.start({ credits: 1_000_000_000 }));
	}

	async credential(type: string, data: Record<string, unknown>): Promise<INode['credentials']> {
		const { id } = await this.api.call<{ id: string }>('POST', '/rest/credentials', {
			name: type,
			type,
			data,
		});
		return { [type]: { id, name: type } };
	}

	/** A workflow that hands so many rows to a node. */
	async contender(name: string, measured: INode): Promise<Contender<Taken>> {
		const rows = Array.from({ length: COUNT }, (_, row) => ({ row, title: `Video ${row}` }));
		const workflow = await this.api.createWorkflow({
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
		return {
			name,
			run: async () => {
				this.pharlo.clear();
				const before = this.#cpu();
				const id = await this.api.runManually(workflow, START);
				const { data } = await this.api.finished(id, 300_000);
				const [run] = data.resultData.runData.Measured ?? [];
				const items = run?.data?.main?.[0]?.length;
				if (run === undefined || items !== COUNT || this.pharlo.assignments.length !== COUNT) {
					throw new Error(`${name}: ${items} items, ${this.pharlo.assignments.length} created`);
				}
				return { milliseconds: run.executionTime, cpuMs: this.#cpu() - before };
			},
		};
	}

	/** Milliseconds of processor time that n8n has used. */
	#cpu(): number {
		const stat = readFileSync(`/proc/${this.server.child.pid}/stat`, 'utf8');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return (Number(fields[11]) + Number(fields[12])) * 10;
	}

	async stop(): Promise<void> {
		await this.server.stop();
		await this.pharlo.close();
	}
}

/** The same requests without n8n. */
function bareLoop(pharlo: Pharlo, concurrent: number): Contender<Taken> {
	const agent = new Agent({ connections: concurrent });
	const create = async (row: number): Promise<void> => {
		const answer = await request(`${pharlo.simulator.url}/api/v1/assignments`, {
			method: 'POST',
			dispatcher: agent,
			headers: {
				authorization: `Bearer ${pharlo.credential.apiKey}`,
				'content-type': 'application/json',
			},
			body: JSON.stringify(bodyOf(`Video ${row}`, `bare-${row}-${Math.random()}`)),
		});
		await answer.body.text();
	};
	return {
		name: `undici, ${concurrent} at a time`,
		run: async () => {
			pharlo.clear();
			const started = performance.now();
			let next = 0;
			const worker = async (): Promise<void> => {
				while (next < COUNT) await create(next++);
			};
			await Promise.all(Array.from({ length: concurrent }, worker));
			return { milliseconds: performance.now() - started, cpuMs: 0 };
		},
	};
}

function bodyOf(title: string, idempotencyKey: string): Record<string, unknown> {
	const { connectionId, contentType, mediaUrl } = createVideo();
	return {
		connectionId: (connectionId as { value: string }).value,
		type: contentType,
		mediaUrl,
		payload: { title, privacy: 'public' },
		idempotencyKey,
	};
}

async function contenders(bench: Bench): Promise<Array<Contender<Taken>>> {
	const { pharlo } = bench;
	const pharloApi = await bench.credential('pharloApi', pharlo.credential);
	const header = await bench.credential('httpHeaderAuth', {
		name: 'Authorization',
		value: `Bearer ${pharlo.credential.apiKey}`,
	});
	const ours = (maxConcurrent: number): INode =>
		node(
			'x',
			'n8n-nodes-pharlo.pharlo',
			{
				...createVideo({
					payloadForm: savedForm({ title: '={{ $json.title }}', privacy: 'public' }),
				}),
				requestOptions: { maxConcurrent },
			},
			{ credentials: pharloApi ?? {} },
		);
	const httpRequest = node(
		'x',
		'n8n-nodes-base.httpRequest',
		{
			method: 'POST',
			url: `${pharlo.simulator.url}/api/v1/assignments`,
			authentication: 'genericCredentialType',
			genericAuthType: 'httpHeaderAuth',
			sendBody: true,
			specifyBody: 'json',
			jsonBody: `={{ ${JSON.stringify(bodyOf('TITLE', 'KEY')).replace('"TITLE"', '$json.title').replace('"KEY"', '$execution.id + "-" + $itemIndex')} }}`,
			options: {},
		},
		{ typeVersion: 4.2, credentials: header ?? {} },
	);
	return [
		await bench.contender('ours, 20 at a time', ours(20)),
		await bench.contender('HTTP Request, header credential', httpRequest),
		bareLoop(pharlo, 20),
		...(process.argv.includes('--concurrency')
			? await Promise.all(
					[5, 10, 40].map(async (at) => await bench.contender(`ours, ${at} at a time`, ours(at))),
				)
			: []),
		...(process.argv.includes('--sequential')
			? [await bench.contender('ours, one after another', ours(1))]
			: []),
	];
}

const folder = mkdtempSync(join(tmpdir(), 'pharlo-bench-'));
const bench = await Bench.start(folder);
try {
	for (const latencyMs of [20, 0]) {
		bench.pharlo.switch({ latencyMs });
		const results = await inTurn(await contenders(bench), ROUNDS);
		console.log(`\n${COUNT} Creates, the simulator answers after ${latencyMs} ms:`);
		const [ours = []] = results.values();
		for (const [name, taken] of results) {
			const times = taken.map(({ milliseconds }) => milliseconds);
			const cpus = taken.map(({ cpuMs }) => cpuMs);
			const ratio = median(times) / median(ours.map(({ milliseconds }) => milliseconds));
			console.log(
				`${name.padEnd(34)} ${Math.round(median(times))} ms (${spreadOf(times)}), ${ratio.toFixed(2)} times ours; CPU ${Math.round(median(cpus))} ms`,
			);
		}
	}
} finally {
	await bench.stop();
	rmSync(folder, { recursive: true, force: true });
}
