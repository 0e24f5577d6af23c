import { createVideo } from '../../../harness/parameters.mts';
import type { Pharlo } from '../../../harness/pharlo.mts';
import { run, type Producer } from './producer.mts';

/** Departures and arrivals in turn, until the node gives up reading the list again. */
async function changeList(pharlo: Pharlo): Promise<string> {
	for (let count = 0; count < 180; count++) await pharlo.add('pending');
	let requests = 0;
	const end = pharlo.onRequest(() => {
		if (requests++ % 2 === 0) pharlo.assignments.splice(60, 9);
		else for (let count = 0; count < 12; count++) void pharlo.add('pending');
	});
	const parameters = { resource: 'assignment', operation: 'getAll', returnAll: true, filters: {} };
	const { hints } = await run(pharlo, parameters);
	end();
	return hints.map(({ message }) => message).join();
}

async function repeatKey(pharlo: Pharlo): Promise<string> {
	pharlo.switch({ repeatedKey: '409' });
	await pharlo.add('pending', {
		idempotencyKey: 'row-1',
		externalId: 'row-1',
		payload: { title: 'Old' },
	});
	const options = { idempotency: 'own', idempotencyKey: 'row-1' };
	const { hints } = await run(pharlo, createVideo({ options }));
	return hints.map(({ message }) => message).join();
}

/** What n8n shows beside an output that is there all the same. */
export const hinting: readonly Producer[] = [
	['The list changed so much while it was read that entries may be missing. …', changeList],
	[
		"… of … posts existed already with other content or another time, see 'differsIn'. …",
		repeatKey,
	],
];
