import { createHash } from 'node:crypto';
import type { INode } from 'n8n-workflow';
import { z } from 'zod';

import { SEEDED } from '../simulator/state.mts';
import { until, type N8nApi, type WorkflowFile } from './n8n-api.mts';
import { withCredential } from './workspace.mts';

const NAME = 'Pharlo: publish a file that n8n holds';
const START = 'When clicking ‘Execute workflow’';
const FILE_NAME = 'demo.mp4';

/** The boxes that every MP4 starts with, and a text in place of pictures and sound. */
const VIDEO = Buffer.from(
	'\0\0\0\x18ftypisom\0\0\x02\0isommp41\0\0\0\x28freeThis is no real video, only a file.',
	'latin1',
);

/** A file that was published, as Pharlo has downloaded it from n8n. */
export interface FilePost {
	readonly name: string;
	readonly bytes: number;
	readonly sha256: string;
	/** Whether it is the file that n8n holds, byte for byte. */
	readonly isWhole: boolean;
}

/**
 * Publishes a file that n8n holds, and waits until Pharlo has downloaded it.
 *
 * @throws {Error} when the workflow fails, or the file is not downloaded
 */
export async function publishFile(
	api: N8nApi,
	simulatorUrl: string,
	credential: { readonly id: string; readonly name: string },
): Promise<FilePost> {
	const known = (await api.listWorkflows()).find(({ name }) => name === NAME);
	const workflow =
		known === undefined
			? await api.createWorkflow(withCredential(WORKFLOW, credential.id, credential.name))
			: await api.call<Awaited<ReturnType<N8nApi['createWorkflow']>>>(
					'GET',
					`/rest/workflows/${known.id}`,
				);
	const { data, status } = await api.finished(await api.runManually(workflow, START));
	const created = data.resultData.runData['Publish File']?.[0]?.data?.main?.[0]?.[0];
	if (status !== 'success' || created === undefined) {
		throw new Error(`"${NAME}" ended with ${status}: ${data.resultData.error?.message}`);
	}
	const media = await until(
		'the download of the file',
		async () => await downloadedMedia(simulatorUrl, created.json.id),
	);
	const isWhole = media.sha256 === createHash('sha256').update(VIDEO).digest('hex');
	return { name: FILE_NAME, ...media, isWhole };
}

const stateSchema = z.object({
	assignments: z.array(
		z.object({
			id: z.string(),
			status: z.string(),
			media: z.object({ bytes: z.number(), sha256: z.string() }).nullable(),
		}),
	),
});

/** Once the post is published, so that all of its callbacks are on their way. */
async function downloadedMedia(simulatorUrl: string, id: unknown) {
	const response = await fetch(`${simulatorUrl}/simulator/state`);
	const { assignments } = stateSchema.parse(await response.json());
	const post = assignments.find((assignment) => assignment.id === id);
	return post?.status === 'published' ? (post.media ?? undefined) : undefined;
}

function placed(
	name: string,
	column: number,
	type: string,
	typeVersion: number,
	parameters: INode['parameters'],
): INode {
	return { id: `file-${column}`, name, type, typeVersion, position: [column * 220, 0], parameters };
}

const WORKFLOW: WorkflowFile = {
	name: NAME,
	nodes: [
		placed(START, 0, 'n8n-nodes-base.manualTrigger', 1, {}),
		placed('Content', 1, 'n8n-nodes-base.set', 3.4, {
			mode: 'raw',
			jsonOutput: JSON.stringify({ content: VIDEO.toString('base64') }),
			options: {},
		}),
		placed('File', 2, 'n8n-nodes-base.convertToFile', 1.1, {
			operation: 'toBinary',
			sourceProperty: 'content',
			options: { fileName: FILE_NAME, mimeType: 'video/mp4' },
		}),
		placed('Publish File', 3, 'n8n-nodes-pharlo.pharlo', 1, {
			resource: 'assignment',
			operation: 'create',
			connectionId: { __rl: true, mode: 'id', value: SEEDED.demoChannel },
			contentType: 'video',
			media: 'file',
			payloadMode: 'json',
			payloadJson: '{"title": "A file that n8n holds", "privacy": "public"}',
			publish: 'now',
			options: {},
		}),
	],
	connections: {
		[START]: { main: [[{ node: 'Content', type: 'main', index: 0 }]] },
		Content: { main: [[{ node: 'File', type: 'main', index: 0 }]] },
		File: { main: [[{ node: 'Publish File', type: 'main', index: 0 }]] },
	},
};
