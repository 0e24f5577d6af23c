import { settingsSchema } from '../../tools/simulator/options.mts';
import { ourNode } from '../chaos/creators.mts';
import { runStorm } from '../chaos/storm.mts';
import { isFlawless } from '../chaos/verdict.mts';
import { skipPauses } from '../harness/skip-pauses.mts';

skipPauses();

const CREATES = 20;
const SEED = 20_260_423;

// `npm run test:chaos` runs a hundred times as many, and compares with HTTP Request.
test.concurrent.each(settingsSchema.shape.repeatedKey.options)(
	'every third request disturbed, response %s to a repeated key: each post exactly once',
	async (repeatedKey) => {
		const storm = await runStorm(ourNode, {
			creates: CREATES,
			rate: 0.3,
			seed: SEED,
			repeatedKey,
			outputsKey: true,
		});
		expect({ ...storm, isFlawless: isFlawless(storm) }).toMatchObject({
			isFlawless: true,
			requested: CREATES,
			messages: [],
		});
		expect(storm.requests).toBeGreaterThan(CREATES);
	},
);
