import { pause } from '../transport/pause';

/** Reports of posts that end together come within this time; Pharlo gives us ten seconds. */
const GATHER_MS = 1000;

const gathering = new Map<string, Promise<unknown>>();

/** Whether this caller is the first of those who share the answer. */
export interface Shared<T> {
	readonly answer: T;
	readonly isFirst: boolean;
}

/**
 * Asks once for all who want to know the same within a second: each question costs a credit. Who
 * joins is sure of an answer that was asked for after he came, because asking begins when joining
 * has ended; an answer from before could miss what he knows already.
 *
 * @param key the same for those who may share
 */
export async function shareCall<T>(key: string, ask: () => Promise<T>): Promise<Shared<T>> {
	const joined = gathering.get(key) as Promise<T> | undefined;
	if (joined !== undefined) return { answer: await joined, isFirst: false };
	const answer = pause(GATHER_MS).then(async () => {
		gathering.delete(key);
		return await ask();
	});
	gathering.set(key, answer);
	return { answer: await answer, isFirst: true };
}
