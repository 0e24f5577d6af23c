import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Wait } from '../../../domain/wait';
import { waitItems } from '../execution/results';

const MINUTE_MS = 60_000;

/**
 * Puts the execution to sleep in n8n's database, where it holds no worker and survives a restart.
 *
 * When the time limit passes, n8n hands on the input items of the node as they were stored, without
 * asking us. So they are made to tell what was created: nothing that was published may drop out of
 * the user's sight. The items are copies of n8n's for this node alone.
 *
 * @param latestStart when the last of the posts is to be published
 * @param resumeUrl shown by the editor
 */
export async function suspend(
	context: IExecuteFunctions,
	wait: Wait,
	latestStart: number,
	resumeUrl: string,
): Promise<INodeExecutionData[][]> {
	for (const { json, pairedItem } of waitItems(context.getNode(), wait)) {
		const input = context.getInputData()[pairedItem.item];
		if (input !== undefined) input.json = json;
	}
	context.setMetadata({ resumeUrl });
	await context.putExecutionToWait(new Date(latestStart + wait.limitMinutes * MINUTE_MS));
	// Only shown while the node waits. A key named "error" would make Retry On Fail run it again.
	return [[{ json: { waitingFor: wait.assignments as IDataObject[] }, pairedItem: { item: 0 } }]];
}
