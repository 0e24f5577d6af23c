import { setFlagsFromString } from 'node:v8';

import { runPharlo } from '../../test/harness/engine.mts';
import type { Pharlo } from '../../test/harness/pharlo.mts';

/**
 * A measurement in a separate process with n8n's engine and our node, so that nothing else is in
 * memory.
 */
export interface MemoryJob {
	readonly credential: Pharlo['credential'];
	readonly simplify: boolean;
}

export interface MemoryUsage {
	/** Bytes in use before the list is fetched. */
	readonly before: number;
	/** Bytes that the items take after everything else was collected. */
	readonly items: number;
	readonly count: number;
}

function collectAndGetHeapUsed(): number {
	// Twice: objects finalized in the first collection are freed in the second.
	globalThis.gc?.();
	globalThis.gc?.();
	return process.memoryUsage().heapUsed;
}

async function measure({ credential, simplify }: MemoryJob): Promise<MemoryUsage> {
	const list = async (returnAll: boolean) =>
		await runPharlo(
			{ resource: 'assignment', operation: 'getAll', returnAll, limit: 50, filters: {}, simplify },
			{ credential },
		);
	await list(false);
	const before = collectAndGetHeapUsed();
	// From here on, V8 logs the heap size after each collection.
	setFlagsFromString('--trace-gc');
	const { items } = await list(true);
	const after = collectAndGetHeapUsed();
	setFlagsFromString('--no-trace-gc');
	return { before, items: after - before, count: items.length };
}

process.on('message', (job: MemoryJob) => {
	void measure(job).then((usage) => process.send?.(usage));
});
