import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters, IWorkflowSettings } from 'n8n-workflow';

import {
	until,
	type Execution,
	type ExecutionSummary,
	type StoredWorkflow,
} from '../../tools/playground/n8n-api.mts';
import { withCredential } from '../../tools/playground/workspace.mts';
import type { Assignment } from '../../tools/simulator/state.mts';
import { FileServer } from '../harness/file-server.mts';
import { createFromFile } from '../harness/input-file.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { chain, node, webhook } from '../harness/setting.mts';
import type { N8nInstance } from './n8n-instance.mts';
import { PHARLO } from './waiting-setup.mts';

export interface FileWorkflowOptions {
	/** The default is n8n's Webhook node, which outputs the file that it receives. */
	readonly trigger?: INode;
	/** Path of the trigger's URL. */
	readonly path?: string;
	/** The nodes between the trigger and the Pharlo node. */
	readonly source?: readonly INode[];
	/** The nodes after the Pharlo node. The default hashes the file that the Pharlo node hands on. */
	readonly after?: readonly INode[];
	/** A node after each output of the Pharlo node, in place of those after its first one. */
	readonly branches?: readonly INode[];
	/** Parameters of the Pharlo node, besides those for a video in the field `data`. */
	readonly parameters?: INodeParameters;
	/** Settings of the Pharlo node, such as Retry On Fail. */
	readonly node?: Partial<INode>;
	readonly settings?: IWorkflowSettings;
}

/** Workflows that publish files, and a simulator whose time is stopped. */
export class FileSetup {
	#credential = { id: '', name: '' };

	private constructor(
		readonly n8n: Pick<N8nInstance, 'api' | 'webhookUrl'>,
		readonly pharlo: Pharlo,
		/** Files to download with n8n's HTTP Request node. */
		readonly files: FileServer,
	) {}

	static async start(n8n: FileSetup['n8n']): Promise<FileSetup> {
		const setup = new FileSetup(n8n, await Pharlo.start(), await FileServer.start());
		const name = `Pharlo ${randomUUID()}`;
		const { id } = await n8n.api.createCredential(name, setup.pharlo.credential);
		setup.#credential = { id, name };
		return setup;
	}

	/** Publishes a workflow in which the Pharlo node gets its file from a trigger or another node. */
	async publishWorkflow(options: FileWorkflowOptions = {}): Promise<FileWorkflow> {
		const { path = randomUUID(), source = [], parameters, settings, branches } = options;
		const { trigger = webhook('Trigger', path), after = [hash(parameters)] } = options;
		const pharlo = node('Pharlo', PHARLO, createFromFile(parameters), options.node);
		const trunk = [trigger, ...source, pharlo, ...(branches === undefined ? after : [])];
		const connections = chain(...trunk.map((one) => one.name));
		if (branches !== undefined) {
			connections.Pharlo = {
				main: branches.map((branch) => [{ node: branch.name, type: 'main', index: 0 }]),
			};
		}
		const { id, name } = this.#credential;
		const file = {
			name: `Publish ${path}`,
			nodes: [...trunk, ...(branches ?? [])],
			connections,
			settings: { executionOrder: 'v1' as const, ...settings },
		};
		const workflow = await this.n8n.api.createWorkflow(withCredential(file, id, name));
		await this.n8n.api.activate(workflow);
		return new FileWorkflow(this, workflow, path);
	}

	/** Publishes a workflow, uploads a file to its webhook, and waits for the end of the execution. */
	async run(options?: FileWorkflowOptions, body?: BodyInit): Promise<Execution> {
		const workflow = await this.publishWorkflow(options);
		await workflow.call(body);
		return await workflow.ended();
	}

	/** Retries an execution, like "Retry" in the list of executions. */
	async retry({ id }: Pick<ExecutionSummary, 'id'>): Promise<Execution> {
		const { api } = this.n8n;
		const path = `/rest/executions/${id}/retry`;
		const retried = await api.call<{ id: string }>('POST', path, { loadWorkflow: false });
		return await api.finished(retried.id);
	}

	get onlyAssignment(): Assignment {
		const [assignment, ...more] = this.pharlo.assignments;
		if (assignment === undefined || more.length > 0) {
			throw new Error(`${this.pharlo.assignments.length} assignments instead of one`);
		}
		return assignment;
	}

	/** Makes the simulator publish an assignment, for which it downloads the file. */
	async publish(assignment: Assignment): Promise<Assignment> {
		const { lifecycle } = this.pharlo.simulator;
		while (assignment.status !== 'published' && assignment.status !== 'failed') {
			await lifecycle.advance(assignment);
		}
		return assignment;
	}

	/** Forgets all assignments and changes, for use between tests. */
	clear(): void {
		this.pharlo.reset();
	}

	async stop(): Promise<void> {
		await this.pharlo.close();
		await this.files.close();
	}
}

/** A workflow that publishes a file. */
export class FileWorkflow {
	constructor(
		readonly setup: FileSetup,
		readonly workflow: StoredWorkflow,
		readonly path: string,
	) {}

	/** Posts to the URL of the trigger, retrying until it is live. */
	async call(
		body?: BodyInit,
		headers: Record<string, string> = {},
		kind: 'webhook' | 'form' = 'webhook',
	): Promise<void> {
		const url = `${this.setup.n8n.webhookUrl}/${kind}/${this.path}`;
		const init = { method: 'POST', headers, ...(body === undefined ? {} : { body }) };
		await until('the webhook', async () => ((await fetch(url, init)).ok ? true : undefined));
	}

	/** Uploads a file as the body of a request. */
	async upload(content: Uint8Array, fileName?: string): Promise<void> {
		await this.call(new Uint8Array(content), {
			'content-type': 'video/mp4',
			...(fileName === undefined
				? {}
				: { 'content-disposition': `attachment; filename="${fileName}"` }),
		});
	}

	/** Returns the newest execution, which n8n has stored when it responds to the call. */
	async newest(): Promise<ExecutionSummary> {
		const { api } = this.setup.n8n;
		return await until('the execution', async () => (await api.executions(this.workflow.id))[0]);
	}

	async ended(): Promise<Execution> {
		return await this.setup.n8n.api.finished((await this.newest()).id);
	}

	/** Waits until n8n has stored the execution as waiting. */
	async suspended(): Promise<Execution> {
		const { id } = await this.newest();
		return await until('the execution to be suspended', async () => {
			const execution = await this.setup.n8n.api.execution(id);
			return execution.status === 'waiting' ? execution : undefined;
		});
	}

	/** Waits until an execution that is not saved has ended: then n8n lists it no more. */
	async gone(): Promise<void> {
		const { api } = this.setup.n8n;
		await until('the end of the execution', async () =>
			(await api.executions(this.workflow.id)).length === 0 ? true : undefined,
		);
	}
}

/** n8n's HTTP Request node, which downloads a file. */
export function download(url: string, more: Partial<INode> = {}): INode {
	return node(
		'Download',
		'n8n-nodes-base.httpRequest',
		{ url, options: { response: { response: { responseFormat: 'file' } } } },
		{ typeVersion: 4.2, ...more },
	);
}

function hash({ binaryPropertyName = 'data' }: INodeParameters = {}): INode {
	return node('Hash', 'n8n-nodes-base.crypto', {
		action: 'hash',
		type: 'SHA256',
		binaryData: true,
		binaryPropertyName: String(binaryPropertyName).startsWith('=') ? 'data' : binaryPropertyName,
		dataPropertyName: 'sha256',
	});
}

/** A form with a file in one field, as a browser sends it. */
export function formWith(content: Uint8Array, fileName: string, field = 'data'): FormData {
	const form = new FormData();
	form.append(field, new Blob([new Uint8Array(content)], { type: 'video/mp4' }), fileName);
	return form;
}
