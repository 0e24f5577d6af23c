import type { IDataObject } from 'n8n-workflow';

import { Random } from '../../tools/simulator/random.mts';

/** One execution: the posts that its items ask for. */
export type Batch = readonly string[];

/**
 * At 30 % faults about one such execution in ten thousand fails in all five tries, and would be shown
 * as given up for no fault of the node's. With ten items it is one in five hundred.
 */
const ITEMS_OF_A_BATCH = 5;

/**
 * Half of the posts one to an execution, half of them five. Retry On Fail runs a whole node again:
 * of five items, those that were created are sent again because of the one that was not.
 *
 * @returns in the order of chance, so that both kinds run side by side
 */
export function planBatches(creates: number, seed: number): Batch[] {
	const posts = Array.from({ length: creates }, (_, index) => `Post ${index + 1}`);
	const alone = posts.splice(0, Math.ceil(creates / 2)).map((post) => [post]);
	const together: string[][] = [];
	while (posts.length > 0) together.push(posts.splice(0, ITEMS_OF_A_BATCH));
	return shuffled([...alone, ...together], new Random(seed));
}

/** The input items of an execution. */
export function itemsOf(batch: Batch): IDataObject[] {
	return batch.map((post) => ({ post }));
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
	return items
		.map((item) => ({ item, place: random.next() }))
		.sort((a, b) => a.place - b.place)
		.map(({ item }) => item);
}
