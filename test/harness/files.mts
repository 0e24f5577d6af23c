import './environment.mts';

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { BinaryDataConfig, BinaryDataService } from 'n8n-core';
import {
	NodeConnectionTypes,
	type IBinaryData,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

/** n8n's own, of which npm may have installed another version beside it. */
const { Container } = createRequire(resolve('node_modules/n8n-core/package.json'))('@n8n/di') as {
	Container: { get<T>(type: abstract new (...args: never[]) => T): T };
};

/** What a node makes of a file of its output item. */
export interface MadeFile {
	readonly field?: string;
	readonly content: Buffer;
	readonly fileName?: string;
	readonly mimeType?: string;
	/**
	 * Where n8n keeps it: with the execution, in the temporary place of what a webhook has received, with
	 * another execution, or in the item itself.
	 */
	readonly kept?: 'execution' | 'temporary' | 'elsewhere' | 'inItem';
}

/** n8n's store of files in a folder of its own, and the address at which n8n serves them. */
export class Files {
	readonly requests: IncomingMessage[] = [];
	/** Responds in the place of n8n, such as a proxy that lets nothing through; false to let n8n respond. */
	inTheWay: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;

	private constructor(
		readonly folder: string,
		readonly service: BinaryDataService,
		readonly server: ReturnType<typeof createServer>,
	) {}

	static async start(): Promise<Files> {
		const folder = await mkdtemp(join(tmpdir(), 'pharlo-files-'));
		Container.get(BinaryDataConfig).localStoragePath = folder;
		const service = Container.get(BinaryDataService);
		await service.init();
		const server = createServer((request, response) => void files.respond(request, response));
		const files = new Files(folder, service, server);
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		return files;
	}

	/** n8n's REST address, without a slash at the end. */
	get restApiUrl(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/rest`;
	}

	/** The stored files and whatever else is left in the folder, without n8n's notes about them. */
	async stored(): Promise<string[]> {
		const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
		return entries
			.filter((entry) => entry.isFile() && !entry.name.endsWith('.metadata'))
			.map(({ parentPath, name }) => join(parentPath, name).slice(this.folder.length + 1));
	}

	/** A node that outputs these files: for each item a list, which may be empty. */
	source(items: readonly (readonly MadeFile[])[]): INodeType {
		const { service } = this;
		return {
			description: {
				displayName: 'Files',
				name: 'files',
				group: ['transform'],
				version: 1,
				description: '',
				defaults: { name: 'Files' },
				inputs: [NodeConnectionTypes.Main],
				outputs: [NodeConnectionTypes.Main],
				properties: [],
			},
			async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
				const output: INodeExecutionData[] = [];
				for (const [row, files] of items.entries()) {
					const binary: Record<string, IBinaryData> = {};
					for (const file of files) {
						binary[file.field ?? 'data'] = await make(this, service, file);
					}
					output.push({ json: { row, text: 'no file' }, binary, pairedItem: 0 });
				}
				return [output];
			},
		};
	}

	async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
		this.requests.push(request);
		if (this.inTheWay(request, response)) return;
		const token = new URL(request.url ?? '', this.restApiUrl).searchParams.get('token') ?? '';
		try {
			const id = this.service.validateSignedToken(token);
			const { fileSize, mimeType = '' } = await this.service.getMetadata(id);
			response.setHeader('content-length', fileSize);
			response.setHeader('content-type', mimeType);
			(await this.service.getAsStream(id)).pipe(response);
		} catch (error) {
			response
				.writeHead(error instanceof Error && /not found/i.test(error.message) ? 404 : 400)
				.end();
		}
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
		await rm(this.folder, { recursive: true });
	}
}

async function make(
	context: IExecuteFunctions,
	service: BinaryDataService,
	{ content, fileName = 'demo.mp4', mimeType = 'video/mp4', kept = 'execution' }: MadeFile,
): Promise<IBinaryData> {
	if (kept === 'execution') {
		return await context.helpers.prepareBinaryData(content, fileName, mimeType);
	}
	const data = { data: content.toString('base64'), mimeType, fileName };
	if (kept === 'inItem') return data;
	const executionId = kept === 'temporary' ? '' : 'another';
	const workflowId = context.getWorkflow().id ?? '';
	return await service.store({ type: 'execution', workflowId, executionId }, content, data);
}
