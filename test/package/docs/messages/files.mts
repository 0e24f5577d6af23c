import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { IExecuteFunctions, INodeParameters, INodeType } from 'n8n-workflow';

import { Pharlo as PharloNode } from '../../../../nodes/Pharlo/Pharlo.node.ts';
import { freePort } from '../../../../tools/playground/ports.mts';
import { Files, type MadeFile } from '../../../harness/files.mts';
import { createFromFile, runOnFiles } from '../../../harness/input-file.mts';
import { mp4 } from '../../../harness/media.mts';
import type { Pharlo } from '../../../harness/pharlo.mts';
import type { RunOptions } from '../../../harness/setting.mts';
import type { Producer } from './producer.mts';

const VIDEO: MadeFile = { content: mp4() };
const LATER = { publish: 'scheduled', scheduledAt: '2036-05-01T10:00:00' };
const UNSAVED: Partial<RunOptions> = {
	mode: 'webhook',
	workflowSettings: { saveDataSuccessExecution: 'none' },
};

interface Setting {
	readonly item?: readonly MadeFile[];
	readonly parameters?: INodeParameters;
	readonly options?: Partial<RunOptions>;
	readonly type?: string;
	/** Happens just before the node runs: to its helpers, n8n's store, or what is in front of n8n. */
	readonly before?: (files: Files, context: IExecuteFunctions) => unknown;
}

/** Publishes a file in a way that is wrong in one respect, and returns what the node says. */
function publishing({
	item = [VIDEO],
	parameters,
	options,
	type = 'pharlo',
	before = () => undefined,
}: Setting): Producer[1] {
	return async (pharlo: Pharlo) => {
		const files = await Files.start();
		const ours = new PharloNode();
		const after: INodeType = Object.assign(Object.create(ours) as INodeType, {
			async execute(this: IExecuteFunctions) {
				await before(files, this);
				return await ours.execute.call(this);
			},
		});
		const types = { pharlo: after };
		const { credential } = pharlo;
		try {
			const { error, hints } = await runOnFiles(
				files,
				[item],
				createFromFile(parameters),
				{ credential, types, ...options },
				{ type },
			);
			return error?.message ?? hints.map(({ message }) => message).join();
		} finally {
			await files.close();
		}
	};
}

/** An error says all in its message where a model reads it. */
function firstLine(produce: Producer[1]): Producer[1] {
	return async (pharlo) => (await produce(pharlo)).split('\n')[0] ?? '';
}

function content(text: string): Producer[1] {
	return publishing({ item: [{ content: Buffer.from(text, 'latin1') }] });
}

/** In an n8n with other helpers. */
function inOtherN8n(more: Partial<IExecuteFunctions['helpers']>, item = VIDEO): Producer[1] {
	return publishing({
		item: [item],
		before: (_files, { helpers }) => Object.assign(helpers, more),
	});
}

function answered(status: number, type: string, length: number): Producer[1] {
	return publishing({
		before: (files) => {
			files.inTheWay = (_request, response) => {
				response.writeHead(status, { 'content-type': type, 'content-length': length }).end();
				return true;
			};
		},
	});
}

/** The answers of helpers that an n8n does not have, or that fail there. */
const OLD = { createBinarySignedUrl: undefined } as object;
const FAILING: Partial<IExecuteFunctions['helpers']> = {
	createBinarySignedUrl: () => {
		throw new Error('not in this engine');
	},
};
const IN_MEMORY: Partial<IExecuteFunctions['helpers']> = {
	prepareBinaryData: async () => ({ data: mp4().toString('base64'), mimeType: 'video/mp4' }),
};

/** What is wrong with a file of the input, or with n8n as its server. */
export const inputFile: readonly Producer[] = [
	[
		"'Input Data Field Name' is empty",
		publishing({ parameters: { binaryPropertyName: '={{ "" }}' } }),
	],
	['…, but the input item has no file in a field of that name', publishing({ item: [] })],
	[
		'…, a field of the JSON and not a file',
		publishing({ parameters: { binaryPropertyName: 'text' } }),
	],
	[
		'…, a file that n8n no longer has: …',
		publishing({
			before: async ({ folder }) => await rm(join(folder, 'workflows'), { recursive: true }),
		}),
	],
	['…, a file of 0 bytes', content('')],
	[
		'…, a text, such as an error page in place of the file, which Pharlo does not take for the content type …',
		content('<!doctype html><title>404</title>'),
	],
	[
		'…, a file of the type …, which Pharlo does not take for the content type …',
		content('%PDF-1.7'),
	],
	[
		'…, a file of an unknown type, which Pharlo does not take for the content type …',
		publishing({
			item: [{ content: Buffer.from([1, 2, 3]), mimeType: 'application/octet-stream' }],
		}),
	],
	[
		'…, a file of … bytes, which is too large for the content type …',
		async (pharlo) => {
			const { mediaFetch } = pharlo.simulator.simulation.settings;
			pharlo.switch({ mediaFetch: { ...mediaFetch, maxBytes: 1999 } });
			try {
				return await publishing({})(pharlo);
			} finally {
				pharlo.switch({ mediaFetch });
			}
		},
	],
	['An AI tool has no input file', firstLine(publishing({ type: 'pharloTool' }))],
	[
		'…, a file that Pharlo cannot download: …, the address of this n8n, is reachable only in its own network',
		async (pharlo) => {
			const credential = { ...pharlo.credential, baseUrl: 'https://pharlo.io' };
			return await publishing({ options: { credential } })(pharlo);
		},
	],
	[
		'…, a file that Pharlo cannot download: this n8n gets no response at its own address …: …',
		async (pharlo) => {
			const restApiUrl = `http://127.0.0.1:${await freePort()}/rest`;
			return await publishing({ options: { restApiUrl } })(pharlo);
		},
	],
	[
		'…, a file that Pharlo cannot download: its address at … responds with status …',
		answered(404, 'text/html', 0),
	],
	[
		'…, a file that Pharlo cannot download: its address at … returns something else, of the type …',
		answered(200, 'text/html', 2000),
	],
	[
		'…, a file that Pharlo cannot download: its address at … returns … bytes instead of …',
		answered(200, 'video/mp4', 1000),
	],
	[
		'…, a file that Pharlo cannot download: this n8n keeps files in memory, where they have no address',
		inOtherN8n(IN_MEMORY, { ...VIDEO, kept: 'inItem' }),
	],
	['…, a file that Pharlo cannot download: this n8n gives files no address', inOtherN8n(OLD)],
	['…, a file that Pharlo cannot download: this n8n gives it no address: …', inOtherN8n(FAILING)],
	[
		'n8n deletes the file before Pharlo downloads it: this workflow does not save its executions',
		publishing({ parameters: LATER, options: UNSAVED }),
	],
];

/** What n8n shows beside an output that is there all the same. */
export const fileHints: readonly Producer[] = [
	[
		'n8n deletes the files of this execution within the next minutes, because the workflow does not save its executions. …',
		publishing({ options: UNSAVED }),
	],
	[
		'… of … files may be gone before they are published: n8n deletes executions with their files after … days, unless EXECUTIONS_DATA_MAX_AGE says otherwise. …',
		publishing({ parameters: LATER }),
	],
];
