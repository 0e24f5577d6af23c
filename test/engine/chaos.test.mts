import { settingsSchema } from '../../tools/simulator/options.mts';
import { ourNode } from '../chaos/creators.mts';
import { runStorm } from '../chaos/storm.mts';
import { isFlawless } from '../chaos/verdict.mts';
import { skipPauses } from '../harness/skip-pauses.mts';

skipPauses();

const CREATES = 20;
const SEED = 20_260_423;

// `npm run test:chaos` does the same a hundred times over, and compares with HTTP Request.
test.concurrent.each(settingsSchema.shape.repeatedKey.options)(
	'every third request disturbed, a repeated key answered with %s: each post once',
	async (repeatedKey) => {
		const storm = await runStorm(ourNode, {
			creates: CREATES,
			rate: 0.3,
			seed: SEED,
			repeatedKey,
			namesKey: true,
		});
		expect({ ...storm, isFlawless: isFlawless(storm) }).toMatchObject({
			isFlawless: true,
			asked: CREATES,
			messages: [],
		});
		expect(storm.requests).toBeGreaterThan(CREATES);
	},
);
