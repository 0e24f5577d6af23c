import type { IDataObject } from 'n8n-workflow';
import pLimit from 'p-limit';

import { openOnes, type Wait } from '../../../domain/wait';
import { pause } from '../transport/pause';
import { assignmentRequest } from '../actions/requests';
import type { ItemCall } from '../execution/itemContext';
import { listBatch } from './listBatch';

export interface Look {
	/** What Pharlo tells of those that were open; nothing of those that it cannot be asked about. */
	readonly rows: readonly IDataObject[];
	/** IDs of those that are not listed with the rest, so that no report on another one shows them. */
	readonly strays: readonly string[];
}

const NOTHING: Look = { rows: [], strays: [] };

/**
 * Looks once, after a moment, at what was created: an assignment that ends before the execution
 * sleeps reports to n8n in vain, which answers 409 as long as an execution runs.
 *
 * Never fails where Pharlo cannot be asked: what was created must not be lost for that.
 */
export async function lookAtOpen(call: ItemCall, wait: Wait, afterSeconds: number): Promise<Look> {
	const open = openOnes(wait.assignments);
	const [only] = open;
	if (only === undefined) return NOTHING;
	await pause(afterSeconds * 1000, call.context.getExecutionCancelSignal());
	if (wait.externalId === null) return { rows: await readById(call, [only.id]), strays: [] };
	const ids = open.map(({ id }) => id);
	const listed = await listBatch(call.context, wait.externalId, ids, call.settings.manner).catch(
		() => undefined,
	);
	if (listed === undefined) return NOTHING;
	// What another execution has created carries the external ID that it had there.
	const strays = open
		.filter(
			({ id, alreadyExisted }) => alreadyExisted === true && !listed.some((row) => row.id === id),
		)
		.map(({ id }) => id);
	return { rows: [...listed, ...(await readById(call, strays))], strays };
}

async function readById(call: ItemCall, ids: readonly string[]): Promise<IDataObject[]> {
	const limit = pLimit(call.settings.maxConcurrent);
	const read = async (id: string): Promise<IDataObject[]> =>
		await call.requestObject(assignmentRequest(id)).then(
			(row) => [row],
			() => [],
		);
	return (await Promise.all(ids.map(async (id) => await limit(read, id)))).flat();
}

/**
 * Whether an assignment reports to another execution than this one. Only the path counts, and only
 * where Pharlo tells it: the query holds a token that an API may well hide.
 */
export function reportsElsewhere({ callbackUrl }: IDataObject, resumeUrl: string): boolean {
	if (typeof callbackUrl !== 'string' || !URL.canParse(callbackUrl)) return false;
	return new URL(callbackUrl).pathname !== new URL(resumeUrl).pathname;
}
