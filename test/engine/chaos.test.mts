import { settingsSchema } from '../../tools/simulator/options.mts';
import { ourNode } from '../chaos/creators.mts';
import { ROW_KINDS } from '../chaos/rows.mts';
import { runStorm } from '../chaos/storm.mts';
import { isFlawless } from '../chaos/verdict.mts';
import { planMixed } from '../chaos/workload.mts';
import { skipPauses } from '../harness/skip-pauses.mts';

skipPauses();

/** Up to half of them are special: enough for each kind. */
const CREATES = 100;
const SEED = 20_260_423;

// `npm run test:chaos` runs twenty times as many, and compares with HTTP Request.
test.concurrent.each(settingsSchema.shape.repeatedKey.options)(
	'every third request disturbed, response %s to a repeated key: each intended post exactly once',
	async (repeatedKey) => {
		const storm = await runStorm(ourNode, {
			jobs: planMixed(CREATES, SEED),
			rate: 0.3,
			seed: SEED,
			repeatedKey,
			outputsKey: true,
		});
		expect({ ...storm, isFlawless: isFlawless(storm) }).toMatchObject({
			isFlawless: true,
			messages: [],
		});
		expect(ROW_KINDS.filter((kind) => storm.rows[kind] === 0)).toEqual([]);
		expect(storm.refused).toBeGreaterThan(0);
		expect(storm.killed).toBeGreaterThan(0);
		expect(storm.requests).toBeGreaterThan(CREATES);
	},
);
