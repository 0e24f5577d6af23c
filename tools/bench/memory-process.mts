import { setFlagsFromString } from 'node:v8';

import { runPharlo } from '../../test/harness/engine.mts';
import type { Pharlo } from '../../test/harness/pharlo.mts';

/** A process of its own with n8n's engine and our node, so that nothing else is in its memory. */
export interface Weighing {
	readonly credential: Pharlo['credential'];
	readonly simplify: boolean;
}

export interface Weight {
	/** Bytes in use before, by what was loaded and built. */
	readonly before: number;
	/** Bytes that the items take once everything else is gone. */
	readonly items: number;
	readonly count: number;
}

function inUse(): number {
	// Twice: what the first round finalizes goes in the second.
	globalThis.gc?.();
	globalThis.gc?.();
	return process.memoryUsage().heapUsed;
}

async function weigh({ credential, simplify }: Weighing): Promise<Weight> {
	const list = async (returnAll: boolean) =>
		await runPharlo(
			{ resource: 'assignment', operation: 'getAll', returnAll, limit: 50, filters: {}, simplify },
			{ credential },
		);
	await list(false);
	const before = inUse();
	// From here on V8 tells what is left after each collection.
	setFlagsFromString('--trace-gc');
	const { items } = await list(true);
	const after = inUse();
	setFlagsFromString('--no-trace-gc');
	return { before, items: after - before, count: items.length };
}

process.on('message', (weighing: Weighing) => {
	void weigh(weighing).then((weight) => process.send?.(weight));
});
