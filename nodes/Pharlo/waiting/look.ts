import type { IDataObject } from 'n8n-workflow';

import { openOnes, type Wait } from '../../../pharlo/wait';
import { pause } from '../../shared/pause';
import type { ItemCall } from '../itemCall';
import { listBatch } from './listBatch';

/**
 * Looks once, after a moment, at what was created: an assignment that ends before the execution
 * sleeps reports to n8n in vain, which answers 409 as long as an execution runs.
 *
 * @returns what Pharlo tells of those that were open; nothing when it cannot be asked, because what
 *   was created must not be lost for that
 */
export async function lookAtOpen(
	call: ItemCall,
	wait: Wait,
	afterSeconds: number,
): Promise<IDataObject[]> {
	const ids = openOnes(wait.assignments).map(({ id }) => id);
	const [id] = ids;
	if (id === undefined) return [];
	await pause(afterSeconds * 1000, call.context.getExecutionCancelSignal());
	const answer =
		wait.externalId === null
			? call
					.requestObject({
						method: 'GET',
						path: ['assignments', id],
						intent: 'return the assignment',
					})
					.then((row) => [row])
			: listBatch(call.context, wait.externalId, ids);
	return await answer.catch(() => []);
}

/**
 * Whether an assignment reports to another execution than this one. Only the path counts, and only
 * where Pharlo tells it: the query holds a token that an API may well hide.
 */
export function reportsElsewhere({ callbackUrl }: IDataObject, resumeUrl: string): boolean {
	if (typeof callbackUrl !== 'string' || !URL.canParse(callbackUrl)) return false;
	return new URL(callbackUrl).pathname !== new URL(resumeUrl).pathname;
}
