import { setTimeout as sleep } from 'node:timers/promises';

import { bodyOf, entriesOf, isSuccess, type Exchange, type ReadWriteApi } from './api.mts';
import { isTrial, type Trial } from './trial.mts';

const ATTEMPTS = 4;

const PAUSE_MS = 250;

/** Finds the IDs of the trial assignment, even if the response to its creation was lost. */
export async function findTrials(api: ReadWriteApi, trial: Trial): Promise<string[]> {
	const list = await api.get('assignments', { query: { externalId: trial.mark, limit: '50' } });
	return entriesOf(list).flatMap((entry) =>
		isTrial(entry, trial) && typeof entry.id === 'string' ? [entry.id] : [],
	);
}

/** The result of cancelling one assignment. */
export interface Cancellation {
	readonly isDone: boolean;
	/** The response to the first attempt. */
	readonly first: Exchange;
}

/** Cancels an assignment, and retries after a failure that may be transient. */
export async function cancel(api: ReadWriteApi, id: string): Promise<Cancellation> {
	const parts = { id };
	const first = await api.send({ method: 'DELETE', path: 'assignments/{id}', parts });
	let response = first;
	for (let attempt = 1; attempt < ATTEMPTS && !isSuccess(response); attempt++) {
		// An attempt whose response was lost may have succeeded.
		const fetched = await api.get('assignments/{id}', { parts });
		if (bodyOf(fetched).status === 'cancelled') return { isDone: true, first };
		await sleep(PAUSE_MS * attempt);
		response = await api.send({ method: 'DELETE', path: 'assignments/{id}', parts });
	}
	return { isDone: isSuccess(response), first };
}
