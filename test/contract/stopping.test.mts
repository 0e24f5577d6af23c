import type { INodeParameters } from 'n8n-workflow';

import type { pause as Pause } from '../../nodes/Pharlo/transport/throttle.ts';
import { runPharlo } from '../harness/engine.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { waitFor } from '../harness/waiting.mts';

const LONG_SECONDS = 3600;

/** Told when a long pause has begun. */
let onPause: () => void = () => undefined;
// The long pauses are the node's own; the short ones before them would pass in each run of these tests.
jest.mock('../../nodes/Pharlo/transport/throttle.ts', () => {
	const actual = jest.requireActual<{ pause: typeof Pause }>(
		'../../nodes/Pharlo/transport/throttle.ts',
	);
	return {
		...actual,
		pause: async (milliseconds: number, signal?: AbortSignal) => {
			if (milliseconds < LONG_SECONDS * 500) return;
			const paused = actual.pause(milliseconds, signal);
			onPause();
			await paused;
		},
	};
});

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

interface Row {
	readonly name: string;
	readonly parameters: () => Promise<INodeParameters>;
	/** What is asked before the long wait begins. */
	readonly asked: readonly string[];
}

const ROWS: readonly Row[] = [
	{
		name: 'Wait for Completion, between two looks',
		parameters: async () => ({
			resource: 'assignment',
			operation: 'waitForCompletion',
			assignmentId: (await pharlo.add('processing')).id,
			timeLimitMinutes: 600,
			checkEverySeconds: LONG_SECONDS,
			outputs: 'one',
		}),
		asked: ['GET assignments'],
	},
	{
		name: 'Create and Wait, before it looks',
		parameters: async () => waitFor({}, { lookBeforeWaitingSeconds: LONG_SECONDS }),
		asked: ['POST assignments'],
	},
	{
		name: 'Wait Until Connected, between two looks',
		parameters: async () => {
			const { body } = await pharlo.call('POST', 'oauth/tickets', { platform: 'youtube' });
			pharlo.requests.length = 0;
			return {
				resource: 'connectChannel',
				operation: 'waitUntilConnected',
				ticketId: String(body.ticketId),
				expiresAt: '2036-01-01T00:00:00Z',
				pollSeconds: LONG_SECONDS,
			};
		},
		asked: ['GET oauth'],
	},
];

describe('the user stops the execution', () => {
	// A pause that does not heed it lasts an hour, which the limit ends.
	const LIMIT_MS = 15_000;

	test.each(ROWS)(
		'$name',
		async ({ parameters, asked }) => {
			const given = await parameters();
			const stop = new AbortController();
			onPause = () => stop.abort();
			const { error, items } = await runPharlo(given, {
				credential: pharlo.credential,
				stopSignal: stop.signal,
			});
			expect(error?.message).toContain('aborted');
			expect(items).toEqual([]);
			expect(pharlo.requests.map(({ method, path }) => `${method} ${path.split('/')[3]}`)).toEqual(
				asked,
			);
		},
		LIMIT_MS,
	);
});
