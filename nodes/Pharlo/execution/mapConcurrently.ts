import pLimit from 'p-limit';

import type { ItemCall } from './itemContext';

/** What became of one entry; undefined where its turn never came. */
export type Settled<T> = { readonly value: T } | { readonly error: unknown } | undefined;

/**
 * Works on several entries at a time. Where the workflow shall stop at an error, entries whose turn
 * has not come are left alone then; those under way come to their end.
 *
 * @param call of the run that all entries belong to
 * @returns the results in the order of the entries
 */
export async function sideBySide<E, T>(
	call: ItemCall,
	entries: readonly E[],
	work: (entry: E) => Promise<T>,
): Promise<Array<Settled<T>>> {
	const goesOn = call.context.continueOnFail();
	const limit = pLimit(call.settings.maxConcurrent);
	let hasFailed = false;
	const attempt = async (entry: E): Promise<Settled<T>> => {
		if (hasFailed && !goesOn) return undefined;
		try {
			return { value: await work(entry) };
		} catch (error) {
			hasFailed = true;
			return { error };
		}
	};
	return await Promise.all(entries.map(async (entry) => await limit(attempt, entry)));
}
