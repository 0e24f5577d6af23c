/**
 * Lists the files of the pack that are involved in a call in a real n8n: those with a function that
 * ran. These are the files to read to understand the call. Build the pack first, then run
 * `npx tsx tools/bench/journeys.mts`.
 */
import { randomUUID } from 'node:crypto';
import type { INode } from 'n8n-workflow';

import { endAll } from '../playground/child.mts';
import { until, type N8nApi, type StoredWorkflow } from '../playground/n8n-api.mts';
import { freePort } from '../playground/ports.mts';
import { triggerUrl, withCredential } from '../playground/workspace.mts';
import { startOwnN8n } from '../../test/e2e/own-n8n.mts';
import { createVideo } from '../../test/harness/parameters.mts';
import { Pharlo } from '../../test/harness/pharlo.mts';
import { chain, node, webhook } from '../../test/harness/setting.mts';
import { postSigned } from '../../test/suites/calls.mts';
import { Inspector, type ScriptCoverage } from './inspector.mts';
import { newEvent } from './receivers.mts';

/**
 * Create and Wait checks the assignment after 2 seconds, before it suspends the execution. The
 * callback has to arrive later, so that it resumes the execution.
 */
const FINISH_AFTER_MS = 5000;

const DIST = '/node_modules/n8n-nodes-pharlo/dist/';

const CREDENTIAL = 'Pharlo';

/** A published workflow, and the URL that starts an execution of it. */
interface Journey {
	readonly workflow: StoredWorkflow;
	readonly url: string;
}

class Journeys {
	private constructor(
		readonly api: N8nApi,
		readonly inspector: Inspector,
		readonly credentialId: string,
	) {}

	static async prepare(api: N8nApi, inspector: Inspector, pharlo: Pharlo): Promise<Journeys> {
		const { id } = await api.createCredential(CREDENTIAL, pharlo.credential);
		return new Journeys(api, inspector, id);
	}

	/**
	 * Publishes a workflow with one item through Create, or Create and Wait, with a JSON payload and
	 * default options.
	 */
	async creating(operation: string): Promise<Journey> {
		const path = randomUUID();
		const parameters = {
			...createVideo({ payloadMode: 'json', payloadJson: '{"title": "Product Demo"}' }),
			operation,
		};
		const workflow = await this.#publish(
			operation,
			webhook('Start', path),
			node('Pharlo', 'n8n-nodes-pharlo.pharlo', parameters),
		);
		return { workflow, url: `${this.api.url}/webhook/${path}` };
	}

	/** Publishes a workflow with a trigger, which a callback starts. */
	async listening(): Promise<Journey> {
		const trigger = node(
			'Start',
			'n8n-nodes-pharlo.pharloTrigger',
			{ triggerOn: ['published', 'failed', 'cancelled'], filters: {}, options: {} },
			{ typeVersion: 2, webhookId: randomUUID() },
		);
		const workflow = await this.#publish('Listen', trigger);
		return { workflow, url: triggerUrl(this.api.url, workflow) };
	}

	async #publish(name: string, ...nodes: INode[]): Promise<StoredWorkflow> {
		const all = [...nodes, node('After', 'n8n-nodes-base.noOp')];
		const connections = chain(...all.map((one) => one.name));
		const workflow = await this.api.createWorkflow(
			withCredential({ name, nodes: all, connections }, this.credentialId, CREDENTIAL),
		);
		await this.api.activate(workflow);
		return workflow;
	}

	/** @returns the files with a function that ran between the call and the end of its execution */
	async files({ workflow, url }: Journey): Promise<readonly string[]> {
		const scripts = await this.inspector.coverage(async () => {
			const { status, text } = await postSigned(url, newEvent());
			if (status !== 200) throw new Error(`${workflow.name} responded with ${status}: ${text}`);
			await this.#waitForEnd(workflow);
		});
		return scripts
			.filter((script) => script.url.includes(DIST) && hasRun(script))
			.map((script) => script.url.slice(script.url.indexOf(DIST) + DIST.length))
			.sort();
	}

	async #waitForEnd({ id, name }: StoredWorkflow): Promise<void> {
		const status = await until(`the execution of ${name}`, async () => {
			const [execution] = await this.api.executions(id);
			if (execution === undefined) return undefined;
			const isUnfinished = ['new', 'running', 'waiting'].includes(execution.status);
			return isUnfinished ? undefined : execution.status;
		});
		if (status !== 'success') throw new Error(`The execution of ${name} ended with ${status}`);
	}
}

/** Whether a function was called; the top level of a module is not one. */
function hasRun({ functions }: ScriptCoverage): boolean {
	const ranges = functions.flatMap((one) => one.ranges);
	const end = Math.max(...ranges.map(({ endOffset }) => endOffset));
	return functions.some(({ functionName, ranges: [range] }) => {
		if (range === undefined || range.count === 0) return false;
		const isModule = functionName === '' && range.startOffset === 0 && range.endOffset === end;
		return !isModule;
	});
}

function print(title: string, files: readonly string[]): void {
	console.log([`\n${title}: ${files.length} files`, ...files].join('\n  '));
}

function without(files: readonly string[], ...others: ReadonlyArray<readonly string[]>): string[] {
	const known = new Set(others.flat());
	return files.filter((file) => !known.has(file));
}

async function printJourneys(api: N8nApi, inspector: Inspector, pharlo: Pharlo): Promise<void> {
	const journeys = await Journeys.prepare(api, inspector, pharlo);
	pharlo.switch({ finishAfterMs: FINISH_AFTER_MS });
	const create = await journeys.files(await journeys.creating('create'));
	const trigger = await journeys.files(await journeys.listening());
	const wait = await journeys.files(await journeys.creating('createAndWait'));
	print('(a) Assignment: Create', create);
	print('(b) Pharlo Trigger', trigger);
	print('(c) Create and Wait, in neither (a) nor (b)', without(wait, create, trigger));
	print('    Create and Wait, not in (a)', without(wait, create));
}

async function measure(): Promise<void> {
	const port = await freePort();
	const pharlo = await Pharlo.start();
	try {
		const n8n = await startOwnN8n({ env: { NODE_OPTIONS: `--inspect=127.0.0.1:${port}` } });
		try {
			const inspector = await Inspector.connect(port);
			await printJourneys(n8n.api, inspector, pharlo);
			inspector.close();
		} finally {
			await n8n.stop();
		}
	} finally {
		await pharlo.close();
	}
}

try {
	await measure();
} finally {
	await endAll();
}
