import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { runPharlo, type NodeResult } from './engine.mts';
import { FACEBOOK, YOUTUBE, type Pharlo } from './pharlo.mts';
import { MEDIA } from './parameters.mts';

/** Parameters of Cross-Post for a video on the simulator's two active connections. */
export function crossPostVideo(more: INodeParameters = {}): INodeParameters {
	return {
		resource: 'assignment',
		operation: 'crossPost',
		connectionIds: [YOUTUBE, FACEBOOK],
		contentType: 'video',
		mediaUrl: MEDIA,
		title: 'Product Demo',
		text: 'See what is new',
		detailsMode: 'json',
		detailsJson: '{"youtube": {"privacy": "public"}}',
		publish: 'now',
		options: {},
		...more,
	};
}

/** Runs a Cross-Post of {@link crossPostVideo}. */
export async function runCrossPost(
	{ credential }: Pharlo,
	more: INodeParameters = {},
	items: IDataObject[] = [{}],
	onError: INode['onError'] = 'stopWorkflow',
): Promise<NodeResult> {
	return await runPharlo(crossPostVideo(more), { credential, items, settings: { onError } });
}

/** Adds active connections of the same kind as one that the simulator has. */
export function addConnections(pharlo: Pharlo, like: string, count: number): string[] {
	const { connections } = pharlo.simulator.simulation.state;
	const model = connections.find(({ id }) => id === like);
	if (model === undefined) throw new Error(`No connection ${like}`);
	return Array.from({ length: count }, (_, index) => {
		const id = pharlo.simulator.simulation.newId();
		connections.push({ ...model, id, name: `${model.name} ${index + 2}` });
		return id;
	});
}

/** What the requests that create assignments asked for, in the order of arrival. */
export function askedOf(pharlo: Pharlo): IDataObject[] {
	return pharlo.requests
		.filter(({ method, path }) => method === 'POST' && path.endsWith('/assignments'))
		.map(({ body }) => body as IDataObject);
}
