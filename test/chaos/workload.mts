import type { IDataObject } from 'n8n-workflow';

import { Random } from '../../tools/simulator/random.mts';

/** The posts of one execution, one per item. */
export type Batch = readonly string[];

/**
 * With 30 % faults, about one such execution in ten thousand fails in all five tries, and counts as
 * failed through no fault of the node. With ten items, it would be one in five hundred.
 */
const BATCH_SIZE = 5;

/**
 * Plans half of the posts as single executions and half in batches of five. Retry On Fail runs the
 * whole node again, so the items of a batch that were created are sent again because of one that
 * was not.
 *
 * @returns the batches in random order, so that both kinds run concurrently
 */
export function planBatches(creates: number, seed: number): Batch[] {
	const posts = Array.from({ length: creates }, (_, index) => `Post ${index + 1}`);
	const alone = posts.splice(0, Math.ceil(creates / 2)).map((post) => [post]);
	const together: string[][] = [];
	while (posts.length > 0) together.push(posts.splice(0, BATCH_SIZE));
	return shuffled([...alone, ...together], new Random(seed));
}

/** Returns the input items of an execution. */
export function itemsOf(batch: Batch): IDataObject[] {
	return batch.map((post) => ({ post }));
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
	return items
		.map((item) => ({ item, place: random.next() }))
		.sort((a, b) => a.place - b.place)
		.map(({ item }) => item);
}
