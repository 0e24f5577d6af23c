import fc from 'fast-check';

import { Credential } from '../harness/credential.mts';

// A test that waits for what never happens is to fail soon.
jest.setTimeout(20_000);

let clock: number;
beforeEach(() => {
	clock = 1000;
	jest.spyOn(performance, 'now').mockImplementation(() => clock);
});
afterEach(() => jest.restoreAllMocks());

type Step = 'a genuine call' | 'a forged call' | 'a fetch ends' | 'a new secret';

const steps = fc.array(
	fc.constantFrom<Step>(
		'a genuine call',
		'a forged call',
		'a forged call',
		'a fetch ends',
		'a new secret',
	),
	{ maxLength: 40 },
);

interface Call {
	/** 200 is right, 401 is right, or either: the secret was replaced while the call was under way. */
	expected: number | undefined;
	status: number | undefined;
}

/** Makes calls, and replaces the secret, at any time. @returns the calls when all have ended */
async function play(schedule: readonly Step[]): Promise<{ calls: Call[]; mostAtOnce: number }> {
	const credential = new Credential('by the test');
	const calls: Call[] = [];
	let mostAtOnce = 0;
	const call = (secret: string, expected: number): void => {
		const made: Call = { expected, status: undefined };
		calls.push(made);
		void credential.call(secret).then((status) => (made.status = status));
	};
	const rotate = (): void => {
		credential.current += '+';
		for (const made of calls) {
			if (made.status === undefined && made.expected === 200) made.expected = undefined;
		}
	};
	const take: Record<Step, () => unknown> = {
		'a genuine call': () => call(credential.current, 200),
		'a forged call': () => call('forged', 401),
		'a fetch ends': async () => await credential.end(),
		'a new secret': rotate,
	};
	const isUnderWay = (): boolean => calls.some(({ status }) => status === undefined);
	for (const step of schedule) {
		clock++;
		await take[step]();
		await new Promise((resolve) => setImmediate(resolve));
		mostAtOnce = Math.max(mostAtOnce, credential.pending.length);
	}
	for (let round = 0; isUnderWay() && round < 3; round++) {
		await credential.end();
		mostAtOnce = Math.max(mostAtOnce, credential.pending.length);
	}
	return { calls, mostAtOnce };
}

test('one fetch at a time, and no genuine call is rejected, in whatever order all happens', async () => {
	await fc.assert(
		fc.asyncProperty(steps, async (schedule) => {
			const { calls, mostAtOnce } = await play(schedule);
			expect(mostAtOnce).toBeLessThanOrEqual(1);
			for (const { expected, status } of calls) {
				expect(expected === undefined ? [200, 401] : [expected]).toContain(status);
			}
		}),
		{ numRuns: 300 },
	);
});
