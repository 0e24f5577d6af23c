import type { INode, INodeParameters } from 'n8n-workflow';

import { resultOf, runWorkflow, type NodeResult } from './engine.mts';
import type { Files, MadeFile } from './files.mts';
import { createVideo } from './parameters.mts';
import { chain, node, type RunOptions } from './setting.mts';

/** Parameters of Create for the video in the input field `data`. */
export function createFromFile(more: INodeParameters = {}): INodeParameters {
	return createVideo({ media: 'file', binaryPropertyName: 'data', mediaUrl: '', ...more });
}

/** Runs the Pharlo node on items with files, through n8n's own engine. */
export async function runOnFiles(
	files: Files,
	items: readonly (readonly MadeFile[])[],
	parameters: INodeParameters,
	options: RunOptions,
	settings: Partial<INode> = {},
): Promise<NodeResult> {
	const run = await runWorkflow(
		[
			node('Files', 'files'),
			node('Pharlo', 'pharlo', parameters, {
				credentials: { pharloApi: { id: '1', name: 'Pharlo' } },
				...settings,
			}),
		],
		chain('Files', 'Pharlo'),
		{
			restApiUrl: files.restApiUrl,
			...options,
			types: { files: files.source(items), ...options.types },
		},
	);
	return resultOf(run);
}
