import { setTimeout as sleep } from 'node:timers/promises';

import { bodyOf, entriesOf, isSuccess, type Exchange, type WritingApi } from './api.mts';
import { isTrial, type Trial } from './trial.mts';

const ATTEMPTS = 4;

const PAUSE_MS = 250;

/** The IDs under which the trial exists, also where the answer to its creation was lost. */
export async function findTrials(api: WritingApi, trial: Trial): Promise<string[]> {
	const list = await api.get('assignments', { query: { externalId: trial.mark, limit: '50' } });
	return entriesOf(list).flatMap((entry) =>
		isTrial(entry, trial) && typeof entry.id === 'string' ? [entry.id] : [],
	);
}

/** What came of cancelling one assignment. */
export interface Cancellation {
	readonly isDone: boolean;
	/** The answer to the first request to cancel it. */
	readonly first: Exchange;
}

/** Cancels one, and tries again where it may have been a passing fault. */
export async function cancel(api: WritingApi, id: string): Promise<Cancellation> {
	const parts = { id };
	const first = await api.send({ method: 'DELETE', path: 'assignments/{id}', parts });
	let answer = first;
	for (let attempt = 1; attempt < ATTEMPTS && !isSuccess(answer); attempt++) {
		// An attempt whose answer was lost may have done it.
		const read = await api.get('assignments/{id}', { parts });
		if (bodyOf(read).status === 'cancelled') return { isDone: true, first };
		await sleep(PAUSE_MS * attempt);
		answer = await api.send({ method: 'DELETE', path: 'assignments/{id}', parts });
	}
	return { isDone: isSuccess(answer), first };
}
