import fc from 'fast-check';

import type { pause as Pause } from '../../nodes/Pharlo/transport/throttle.ts';
import type { NodeResult } from '../harness/engine.mts';
import { Owners, UNNAMED, type Ticket } from '../harness/owners.mts';
import { Pharlo } from '../harness/pharlo.mts';

// A wait looks again at once, so that many of them can be tried.
jest.mock('../../nodes/Pharlo/transport/throttle.ts', () => ({
	...jest.requireActual<{ pause: typeof Pause }>('../../nodes/Pharlo/transport/throttle.ts'),
	pause: async () => await new Promise((resolve) => setImmediate(resolve)),
}));

let pharlo: Pharlo;
let owners: Owners;
beforeAll(async () => {
	pharlo = await Pharlo.start();
	owners = new Owners(pharlo);
});
afterAll(async () => await pharlo.close());

interface Customer {
	readonly platform: 'youtube' | 'facebook';
	/** Whether the workflow waits already when the owner allows it; otherwise it starts afterwards. */
	readonly waitsFirst: boolean;
	/** Whose ID it passes on; undefined passes none. */
	readonly passes: number | undefined;
}

const customers = fc.array(
	fc.record<Customer>({
		platform: fc.constantFrom('youtube', 'facebook'),
		waitsFirst: fc.boolean(),
		passes: fc.option(fc.nat(3), { nil: undefined }),
	}),
	{ minLength: 2, maxLength: 4 },
);

/** Each customer's index as often as it has steps; the order is the order of all steps. */
const plans = customers.chain((list) => {
	const steps = list.flatMap((_customer, index) => [index, index, index]);
	return fc.record({
		list: fc.constant(list),
		steps: fc.shuffledSubarray(steps, { minLength: steps.length }),
		ticketNames: fc.constantFrom('connection' as const, 'none' as const),
	});
});

function summarize({ items, error }: NodeResult, index: number): object {
	const ids = items.map(({ json }) => json.id);
	if (error === undefined) return { ids };
	const [problem] = error.message.split(' (');
	return { ids, problem, listsOwn: error.description?.includes(`Channel ${index} (`) };
}

test('whatever the order of several customers, nobody gets the channel of another', async () => {
	await fc.assert(
		fc.asyncProperty(plans, async ({ list, steps, ticketNames }) => {
			pharlo.reset();
			pharlo.switch({ ticketNames });
			const tickets: Ticket[] = [];
			const ids: string[] = [];
			const passed: Array<number | undefined> = [];
			const waits: Array<Promise<NodeResult>> = [];

			for (const [position, index] of steps.entries()) {
				const customer = list[index];
				if (customer === undefined) continue;
				const earlier = steps.slice(0, position).filter((one) => one === index).length;
				const ticket = tickets[index];
				if (ticket === undefined) {
					tickets[index] = await owners.createLink(customer.platform);
				} else if (earlier === (customer.waitsFirst ? 2 : 1)) {
					ids[index] = await owners.consentId(ticket, `Channel ${index}`);
				} else {
					passed[index] = passedBy(customer, index);
					const id = passed[index] === undefined ? undefined : ids[passed[index]];
					waits[index] =
						id === undefined ? owners.wait(ticket) : owners.waitAfterRedirect(ticket, id);
				}
			}

			/** Only an ID that is known by then can be passed on. */
			function passedBy({ passes }: Customer, index: number): number | undefined {
				if (passes === undefined || ids[passes] === undefined) return undefined;
				// Without names, another new channel of the same platform cannot be told from one's own.
				const isAlike = list[passes]?.platform === list[index]?.platform;
				if (ticketNames === 'connection' || !isAlike) return passes;
				return ids[index] === undefined ? undefined : index;
			}

			const results = await Promise.all(waits);
			expect(results.map(summarize)).toEqual(
				list.map((_customer, index) => {
					const from = passed[index];
					const isNamed = ticketNames === 'connection' || from !== undefined;
					if (isNamed && (from ?? index) === index) return { ids: [ids[index]] };
					return from === undefined
						? { ids: [], problem: UNNAMED, listsOwn: true }
						: { ids: [], problem: `'Connection ID' is Channel ${from}`, listsOwn: false };
				}),
			);
		}),
		{ numRuns: 40 },
	);
});
