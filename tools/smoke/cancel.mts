import { setTimeout as sleep } from 'node:timers/promises';

import {
	bodyOf,
	entriesOf,
	isSuccess,
	outcomeOf,
	type Exchange,
	type ReadWriteApi,
} from './api.mts';
import { isTrial, type Trial } from './trial.mts';
import type { Waits } from './waits.mts';

const ATTEMPTS = 4;

/** Statuses from which nothing is published any more. */
const STOPPED: readonly unknown[] = ['cancelled', 'failed'];

/** The cancellation of one assignment. */
export interface Cancellation {
	readonly id: string;
	readonly isDone: boolean;
	/** The response to the first attempt. */
	readonly first: Exchange;
}

export interface Cleanup {
	readonly cancelled: readonly Cancellation[];
	/** What has to be cancelled manually; empty on success. */
	readonly warnings: string[];
}

/**
 * Cancels all assignments of a trial, even if the response to its creation was lost.
 *
 * @param known IDs that the responses named
 * @param isLost whether an assignment may exist although no response named it
 */
export async function cancelTrial(
	api: ReadWriteApi,
	trial: Trial,
	known: ReadonlySet<string>,
	isLost: boolean,
	{ retryMs }: Waits,
): Promise<Cleanup> {
	const ids = new Set([...known, ...(await findTrials(api, trial))]);
	const cancelled: Cancellation[] = [];
	for (const id of ids) cancelled.push(await cancel(api, id, retryMs));
	const warnings = cancelled
		.filter(({ isDone }) => !isDone)
		.map(({ id, first }) => `Assignment ${id} could NOT be cancelled (${outcomeOf(first)}).`);
	if (ids.size === 0 && isLost) {
		warnings.push('The response to Create was lost, and the list does not show the assignment.');
	}
	if (warnings.length > 0) {
		warnings.push(`Look for "${trial.mark}" in Pharlo's console and cancel it there.`);
	}
	return { cancelled, warnings };
}

/** Whether a Create among these has an unknown outcome. */
export function isCreateLost(exchanges: readonly Exchange[]): boolean {
	return exchanges.some(
		({ label, status }) => label === 'POST assignments' && (status < 400 || status >= 500),
	);
}

async function findTrials(api: ReadWriteApi, trial: Trial): Promise<string[]> {
	const list = await api.get('assignments', { query: { externalId: trial.mark, limit: '50' } });
	return entriesOf(list).flatMap((entry) =>
		isTrial(entry, trial) && typeof entry.id === 'string' ? [entry.id] : [],
	);
}

/** Cancels an assignment, and retries after a failure that may be transient. */
async function cancel(api: ReadWriteApi, id: string, retryMs: number): Promise<Cancellation> {
	const parts = { id };
	const first = await api.send({ method: 'DELETE', path: 'assignments/{id}', parts });
	let response = first;
	for (let attempt = 1; attempt < ATTEMPTS && !isSuccess(response); attempt++) {
		// An attempt whose response was lost may have succeeded.
		const fetched = await api.get('assignments/{id}', { parts });
		if (STOPPED.includes(bodyOf(fetched).status)) return { id, isDone: true, first };
		await sleep(retryMs * attempt);
		response = await api.send({ method: 'DELETE', path: 'assignments/{id}', parts });
	}
	return { id, isDone: isSuccess(response), first };
}
